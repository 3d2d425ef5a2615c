"""PySpark, local, on the rules' texts. Mode: files (Parquet to Parquet).

The Java machine is warm: the same work was done once before what is timed.
"""

import json
import os
import sys
import time
from pathlib import Path

from pyspark.sql import SparkSession
from timed import cpu_seconds, peak_bytes

SHIFT = 40


def main() -> None:
    """Do what the job asks, twice; the second time is timed."""
    job, target = json.loads(Path(sys.argv[1]).read_text()), Path(sys.argv[3])
    cores = len(os.sched_getaffinity(0))
    spark = (
        SparkSession.builder.master(f"local[{cores}]")
        .config("spark.driver.memory", "6g")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.sql.shuffle.partitions", str(cores))
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.parquet.compression.codec", "zstd")
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("OFF")

    def work() -> None:
        now = None
        for asked in job["subjects"].values():
            source = spark.read.parquet(*asked["files"])
            tags = ", ".join(
                f"case when {text} then {number << SHIFT}L end" for number, text in asked["sql"]["spark"]
            )
            keys = source.selectExpr(
                "subject_id", f"explode(filter(array({tags}), x -> x is not null)) as tag"
            )
            keys = keys.selectExpr("subject_id + tag as key")
            now = keys if now is None else now.unionAll(keys)
        now.write.mode("overwrite").parquet(str(target / "true.parquet"))
        now = spark.read.parquet(str(target / "true.parquet"))
        before = spark.read.parquet(*job["before"])
        now.join(before, "key", "left_anti").write.mode("overwrite").parquet(str(target / "added.parquet"))
        before.join(now, "key", "left_anti").write.mode("overwrite").parquet(str(target / "removed.parquet"))

    work()
    java = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()
    started, cpu = time.perf_counter(), sum(map(cpu_seconds, ["self", *java]))
    work()
    told = {
        "seconds": time.perf_counter() - started,
        "cpu": sum(map(cpu_seconds, ["self", *java])) - cpu,
        "peak": sum(map(peak_bytes, ["self", *java])),
    }
    print(json.dumps(told))
    spark.stop()


if __name__ == "__main__":
    main()
