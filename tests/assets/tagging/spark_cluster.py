"""Real Spark on the loopback interface: a master with two workers, or a Connect server, and what runs there.

Every process leads a group with a watcher in it, which ends the group once the other end of the pipe it reads
is gone: nothing of Java outlives the test, however that ends. Every wait has an end.
"""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

# Seconds that anything here may take before it counts as stuck.
PATIENCE = 90
_ROOT = Path(__file__).parents[3]
_WATCHED = 'exec 3<&0 </dev/null; { read -r _ <&3; kill -9 0; } & exec "$@" 3<&-'
_SMALL_JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
_DEFAULTS = f"""
spark.driver.host 127.0.0.1
spark.driver.bindAddress 127.0.0.1
spark.driver.extraJavaOptions {_SMALL_JAVA}
spark.executor.extraJavaOptions {_SMALL_JAVA}
spark.executor.memory 512m
spark.sql.shuffle.partitions 4
spark.sql.codegen.wholeStage false
"""

Process = subprocess.Popen[bytes]


@dataclass
class Cluster:
    """`master`: its URL; `workers`: may be killed; logs of all processes are in `folder`."""

    folder: Path
    master: str = ""
    workers: list[Process] = field(default_factory=list)
    started: list[Process] = field(default_factory=list)

    def start(self, name: str, *command: str) -> Process:
        """Start a process with this cluster's settings; what it writes is in `<name>.log`."""
        with (self.folder / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(
                ["sh", "-c", _WATCHED, "sh", *command],
                env=_environment(self.folder),
                cwd=_ROOT,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.started.append(process)
        return process

    def log(self, name: str) -> str:
        """What that process has written so far."""
        return (self.folder / f"{name}.log").read_text(encoding="utf-8", errors="replace")

    def kill_a_worker(self) -> None:
        """Kill the first worker and its executors, as a machine that is switched off."""
        _kill(self.workers[0])


@contextmanager
def cluster(folder: Path) -> Iterator[Cluster]:
    """Start it, and end it with all that was started on it."""
    running = Cluster(folder)
    port = _free_port()
    (folder / "spark-defaults.conf").write_text(_DEFAULTS, encoding="utf-8")
    try:
        _start_deploy(running, "master", "master.Master", "--port", str(port))
        until(lambda: _listens(port), "the master listens")
        running.master = f"spark://127.0.0.1:{port}"
        for number in range(2):
            work = str(folder / f"work-{number}")
            running.workers.append(
                _start_deploy(
                    running, f"worker-{number}", "worker.Worker", running.master,
                    "--cores", "1", "--memory", "512m", "--work-dir", work,
                )
            )  # fmt: skip
        until(lambda: running.log("master").count("Registering worker") == 2, "both workers register")
        yield running
    finally:
        for process in reversed(running.started):
            _kill(process)


@contextmanager
def connect_server(folder: Path) -> Iterator[str]:
    """Start a Spark Connect server with a Spark of its own; gives its address, and ends it."""
    running = Cluster(folder)
    port = _free_port()
    own = f"spark.master local[1]\nspark.ui.enabled false\nspark.connect.grpc.binding.port {port}\n"
    (folder / "spark-defaults.conf").write_text(_DEFAULTS + own, encoding="utf-8")
    server = "org.apache.spark.sql.connect.service.SparkConnectServer"
    try:
        running.start("connect", f"{_home()}/bin/spark-submit", "--class", server, "spark-internal")
        until(lambda: _listens(port), "the Connect server listens")
        yield f"sc://127.0.0.1:{port}"
    finally:
        for process in running.started:
            _kill(process)


def until(happened: Callable[[], bool], what: str) -> None:
    """Return once it happened; raises TimeoutError when it does not within `PATIENCE`."""
    deadline, pause = time.monotonic() + PATIENCE, threading.Event()
    while not happened():
        if time.monotonic() > deadline:
            raise TimeoutError(f"in {PATIENCE} s not so: {what}")
        pause.wait(0.05)


def _start_deploy(running: Cluster, name: str, kind: str, *arguments: str) -> Process:
    command = (f"{_home()}/bin/spark-class", f"org.apache.spark.deploy.{kind}")
    return running.start(name, *command, *arguments, "--host", "127.0.0.1", "--webui-port", "0")


def _environment(folder: Path) -> dict[str, str]:
    return os.environ | {
        "SPARK_HOME": str(_home()),
        "SPARK_CONF_DIR": str(folder),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_DAEMON_MEMORY": "640m",
        "SPARK_DAEMON_JAVA_OPTS": _SMALL_JAVA,
        "PYSPARK_PYTHON": sys.executable,
        "PYTHONPATH": str(_ROOT),
    }


def _home() -> Path:
    import pyspark

    return Path(pyspark.__file__).parent


def _kill(process: Process) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(PATIENCE)
    if process.stdin:
        process.stdin.close()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
