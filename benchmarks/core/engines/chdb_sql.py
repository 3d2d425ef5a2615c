"""chDB on the rules' texts. Modes: files (Parquet to Parquet), memory (from its tables to its tables)."""

import json
import sys
from pathlib import Path

from chdb import session
from timed import report

SHIFT = 40


def main() -> None:
    """Do what the job asks in the mode asked for."""
    job, mode, target = json.loads(Path(sys.argv[1]).read_text()), sys.argv[2], Path(sys.argv[3])
    connection = session.Session()
    connection.query("set output_format_parquet_compression_method = 'zstd'")
    before = _files(job["before"])
    sources = {name: _files(asked["files"]) for name, asked in job["subjects"].items()}

    def table(name: str, query: str) -> None:
        connection.query(f"create table {name} engine = Memory as {query}")

    def hold() -> None:
        for name, asked in job["subjects"].items():
            columns = ", ".join(["subject_id", *asked["columns"]])
            table(f"{name}_held", f"select {columns} from {sources[name]}")
            sources[name] = f"{name}_held"
        table("before_held", f"select key from {before}")

    def decide(earlier: str) -> None:
        every = " union all ".join(
            _long(asked["sql"]["clickhouse"], sources[name]) for name, asked in job["subjects"].items()
        )
        table("now", every)
        for name, one, other in (("added", "now", earlier), ("removed", earlier, "now")):
            table(name, f"select key from {one} where key not in (select key from {other})")

    def write() -> None:
        for name, file in (("now", "true"), ("added", "added"), ("removed", "removed")):
            written = f"file('{target / file}.parquet', 'Parquet', 'key Int64')"
            connection.query(f"insert into function {written} select key from {name}")

    def files() -> None:
        decide(before)
        write()

    report(*{"files": (files,), "memory": (lambda: decide("before_held"), hold, write)}[mode])


def _files(paths: list[str]) -> str:
    folder = Path(paths[0]).parent
    names = ",".join(Path(path).name for path in paths)
    return f"file('{folder}/{{{names}}}', 'Parquet')" if len(paths) > 1 else f"file('{paths[0]}', 'Parquet')"


def _long(conditions: list[tuple[int, str]], source: str) -> str:
    tags = ", ".join(f"if({text}, {number << SHIFT}, -1)" for number, text in conditions)
    return (
        f"select assumeNotNull(subject_id) + tag as key from (select subject_id, "
        f"arrayJoin(arrayFilter(x -> x >= 0, [{tags}])) as tag from {source})"
    )


if __name__ == "__main__":
    main()
