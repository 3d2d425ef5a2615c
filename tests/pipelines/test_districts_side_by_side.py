"""Two districts on one machine: a real code server each, which has nothing of the other's."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.remote_origin import GrpcServerCodeLocationOrigin
from dagster._core.remote_representation.code_location import GrpcServerCodeLocation

PROJECT = Path(__file__).parents[2]
SECOND = PROJECT / "docs" / "examples" / "second_district"
HOST, PATIENCE = "127.0.0.1", 240


@contextmanager
def code_server(folder: Path, first_date: str, **settings: str) -> Iterator[int]:
    """The port of a district's code server, started as its service is, settings in its environment."""
    (folder / "landing" / first_date).mkdir(parents=True)
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("TAGGING_")}
    own = {"TAGGING_DATA_DIR": str(folder), "DAGSTER_HOME": str(folder / "dagster"), **settings}
    (folder / "dagster").mkdir()
    command = ["code-server", "start", "-m", "pipelines.code_location", "-h", HOST, "-p", str(port)]
    with (folder / "code.log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "dagster", *command],
            cwd=PROJECT,
            env=inherited | own | {"PYTHONWARNINGS": "ignore", "DAGSTER_DISABLE_TELEMETRY": "yes"},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_until_it_listens(server, port, folder / "code.log")
        yield port
    finally:
        server.terminate()
        server.wait()


def _wait_until_it_listens(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            socket.create_connection((HOST, port), 1).close()
            return
        except OSError:
            try:
                server.wait(0.2)
            except subprocess.TimeoutExpired:
                continue
            break
    pytest.fail(f"no code server: {log.read_text(errors='replace')[-3000:]}")


def told(port: int, instance: dg.DagsterInstance) -> tuple[str, str | None]:
    """The first date of a district, and the version of the rules its tags are made by."""
    origin = GrpcServerCodeLocationOrigin(host=HOST, port=port, location_name=f"district-{port}")
    with GrpcServerCodeLocation(origin, instance) as location:
        (repository,) = location.get_repositories().values()
        tagging = repository.get_asset_node_snap(dg.AssetKey(["tagging", "true_outcome"]))
    assert tagging is not None and tagging.partitions is not None
    return (
        tagging.partitions.get_partitions_definition().get_first_partition_key() or "",
        tagging.code_version,
    )


def test_each_district_has_its_own_dates_and_rules(tmp_path: Path) -> None:
    with ExitStack() as started, dg.DagsterInstance.ephemeral() as instance:
        one = started.enter_context(code_server(tmp_path / "one", "2024-01-05"))
        other = started.enter_context(
            code_server(tmp_path / "other", "2024-02-07", TAGGING_DISTRICT_DIR=str(SECOND))
        )
        (first_day, rules), (other_day, other_rules) = told(one, instance), told(other, instance)
    assert (first_day, other_day) == ("2024-01-05", "2024-02-07")
    assert rules and other_rules and rules != other_rules
    # What a server makes lies below its own folder; rules of a district are put together there.
    assert (tmp_path / "other" / "rules").is_dir()
    assert not (tmp_path / "one" / "rules").exists()
