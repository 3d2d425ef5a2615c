"""DuckDB on the rules' texts. Modes: files (Parquet to Parquet), memory (from its tables to its tables)."""

import json
import sys
from pathlib import Path

import duckdb
from timed import report

SHIFT = 40


def main() -> None:
    """Do what the job asks in the mode asked for."""
    job, mode, target = json.loads(Path(sys.argv[1]).read_text()), sys.argv[2], Path(sys.argv[3])
    connection = duckdb.connect()
    before = f"read_parquet({job['before']})"
    sources = {name: f"read_parquet({asked['files']})" for name, asked in job["subjects"].items()}

    def hold() -> None:
        for name, asked in job["subjects"].items():
            columns = ", ".join(["subject_id", *asked["columns"]])
            connection.execute(f"create table {name}_held as select {columns} from {sources[name]}")
            sources[name] = f"{name}_held"
        connection.execute(f"create table before_held as from {before}")

    def decide(earlier: str) -> None:
        every = " union all ".join(
            _long(asked["sql"]["duckdb"], sources[name]) for name, asked in job["subjects"].items()
        )
        connection.execute(f"create table now as {every}")
        for name, one, other in (("added", "now", earlier), ("removed", earlier, "now")):
            connection.execute(f"create table {name} as select key from {one} anti join {other} using (key)")

    def write() -> None:
        for table, file in (("now", "true"), ("added", "added"), ("removed", "removed")):
            options = "format parquet, compression zstd, compression_level 1"
            connection.execute(f"copy {table} to '{target / file}.parquet' ({options})")

    def files() -> None:
        decide(before)
        write()

    report(*{"files": (files,), "memory": (lambda: decide("before_held"), hold, write)}[mode])


def _long(conditions: list[tuple[int, str]], source: str) -> str:
    """Return a query of the keys that are true; of all forms tried (see docs) UNPIVOT took the least time."""
    columns = ", ".join(
        f'case when {text} then {number << SHIFT} end as "{number}"' for number, text in conditions
    )
    return (
        f"select subject_id + tag as key from (unpivot (select subject_id, {columns} from {source}) "
        "on columns(* exclude subject_id) into name code value tag)"
    )


if __name__ == "__main__":
    main()
