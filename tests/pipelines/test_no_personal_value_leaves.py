"""Canaries: no value of a person leaves intake, whatever the run wrote, printed, logged or published.

Looked at is every byte, and every value inside what may be compressed (Parquet, zlib) or cut over pages
(SQLite). The same search must find the canaries where they belong, or it would prove nothing.
"""

import contextlib
import json
import sqlite3
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
import pytest
import sqlalchemy as sa

from sample_district import CANARIES, SNAPSHOT_DATES
from sample_district.people.canaries import NAMES, NOTE
from tests.pipelines.conftest import District, History, failures

LAST = SNAPSHOT_DATES[-1]


def contents(path: Path) -> Iterator[bytes]:
    """A file's bytes, and every value in it that the bytes may not show."""
    data = path.read_bytes()
    yield data
    if path.suffix == ".parquet":
        frame = pl.read_parquet(path, glob=False, hive_partitioning=False)
        yield frame.write_json().encode()
        for column in frame.columns:
            kind = frame.schema[column]
            if isinstance(kind, pl.Enum):
                yield "\n".join(kind.categories).encode()
    elif data.startswith(b"SQLite format 3"):
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            tables = connection.execute("select name from sqlite_master where type = 'table'").fetchall()
            for (table,) in tables:
                for row in connection.execute(f'select * from "{table}"'):
                    yield from (plain(value) for value in row)


def plain(value: object) -> bytes:
    """A value of a database as bytes, unpacked where it was packed."""
    if not isinstance(value, bytes):
        return str(value).encode()
    try:
        return zlib.decompress(value)
    except zlib.error:
        return value


def values_of(landing: Path) -> set[str]:
    """Canaries, and every phone, document number and address that was delivered."""
    found = set(CANARIES) | {NOTE}
    for day in SNAPSHOT_DATES:
        people = pl.read_csv(
            (landing / str(day) / "居民信息.csv").read_bytes().decode("gb18030").encode(), infer_schema=False
        )
        homes = pl.read_csv(landing / str(day) / "房屋信息.csv", infer_schema=False)
        for column in (people["联系电话"], people["证件号码"], homes["房屋地址"]):
            found |= set(column.drop_nulls().unique())
    # A shorter text may stand in a hash or a number by chance.
    return {value for value in found if len(value) >= 6 or value in CANARIES}


def search(values: set[str]) -> Callable[[Iterator[bytes]], set[str]]:
    """Says which of the values stand in some bytes, as UTF-8, GB18030 or escaped as JSON does."""
    patterns: dict[str, str] = {}
    for value in values:
        for encoded in (value.encode(), value.encode("gb18030"), json.dumps(value)[1:-1].encode()):
            patterns[encoded.decode("latin-1")] = value

    def found(pieces: Iterator[bytes]) -> set[str]:
        # Latin-1 has one character for each byte, so text search is byte search.
        texts = pl.Series([piece.decode("latin-1") for piece in pieces], dtype=pl.String)
        hits = (
            texts.str.extract_many(list(patterns), overlapping=True)
            .explode(empty_as_null=True)
            .drop_nulls()
            .unique()
        )
        return {patterns[hit] for hit in hits}

    return found


@pytest.fixture(scope="module")
def found(landing: Path) -> Callable[[Iterator[bytes]], set[str]]:
    return search(values_of(landing))


def written(root: Path) -> list[Path]:
    """All that runs wrote, except where direct identifiers belong: exports, the intake lake, the register."""
    files = [path for path in root.rglob("*") if path.is_file()]
    kept_apart = (root / "landing", root / "register", root / "lake" / "intake")
    return [path for path in files if not any(path.is_relative_to(folder) for folder in kept_apart)]


def test_the_search_finds_what_intake_holds(
    sqlite_history: History, found: Callable[[Iterator[bytes]], set[str]]
) -> None:
    intake = sqlite_history.root / "lake" / "intake"
    residents = intake / "residents" / f"snapshot_date={LAST}" / "part=00.parquet"
    hits = found(contents(residents))
    assert {NAMES[0], NAMES[1], "金丝雀", "310106194001019905", "ZZ0CANARY0"} <= hits
    assert len(hits) > 3000
    quarantine = intake / "quarantine" / f"snapshot_date={LAST}" / "part=00.parquet"
    assert NAMES[2] in found(contents(quarantine))
    dwellings = intake / "dwellings" / f"snapshot_date={LAST}" / "part=00.parquet"
    assert "金丝雀路1号" in found(contents(dwellings))


def test_the_search_finds_every_form(tmp_path: Path, found: Callable[[Iterator[bytes]], set[str]]) -> None:
    forms = {
        "gb18030": NAMES[0].encode("gb18030"),
        "escaped": json.dumps({"name": NAMES[1]}).encode(),
        "utf-8": b"\x00\xff" + NAMES[2].encode() + b"\xfe",
    }
    for name, data in forms.items():
        (tmp_path / name).write_bytes(data)
    with contextlib.closing(sqlite3.connect(tmp_path / "packed.db")) as connection:
        connection.execute("create table packed (body blob)")
        connection.execute("insert into packed values (?)", (zlib.compress(NAMES[3].encode()),))
        connection.commit()
    hits = {path.name: found(contents(path)) - {"金丝雀"} for path in tmp_path.iterdir()}
    assert hits == {
        "gb18030": {NAMES[0]}, "escaped": {NAMES[1]}, "utf-8": {NAMES[2]}, "packed.db": {NAMES[3]}
    }  # fmt: skip


def test_nothing_the_runs_wrote_holds_a_value_of_a_person(
    sqlite_history: History, found: Callable[[Iterator[bytes]], set[str]]
) -> None:
    root = sqlite_history.root
    database = Path(str(sa.make_url(sqlite_history.url).database))
    files = [*written(root), *database.parent.glob("published.db*"), sqlite_history.output]
    names = {path.name for path in files}
    assert {"part=00.parquet", "true_outcome.parquet", "published.db", "output.txt", "runs.db"} <= names
    run_events = root / "dagster" / "history" / "runs" / f"{sqlite_history.run_ids[LAST]}.db"
    assert run_events in files
    assert sqlite_history.output.stat().st_size > 100_000
    assert {path.name: hits for path in files if (hits := found(contents(path)))} == {}


def test_nothing_published_on_postgresql_holds_a_value_of_a_person(
    postgresql_history: History, found: Callable[[Iterator[bytes]], set[str]]
) -> None:
    engine = sa.create_engine(postgresql_history.url)
    dumps = {}
    with engine.connect() as connection:
        tables = connection.scalars(
            sa.text("select table_name from information_schema.tables where table_schema = 'public'")
        ).all()
        for table in tables:
            with connection.connection.cursor().copy(f'copy (select * from "{table}") to stdout') as rows:
                dumps[table] = b"".join(bytes(row) for row in rows)
    engine.dispose()
    assert len(dumps["resident"]) > 100_000
    assert len(dumps) > 30
    assert {table: hits for table, data in dumps.items() if (hits := found(iter([data])))} == {}
    files = [*written(postgresql_history.root), postgresql_history.output]
    assert {path.name: hits for path in files if (hits := found(contents(path)))} == {}


def test_a_refusal_holds_no_value_of_a_person(
    sqlite_history: History,
    copy_after: Callable[..., District],
    found: Callable[[Iterator[bytes]], set[str]],
    capfd: pytest.CaptureFixture[str],
) -> None:
    """The row that is cut off is a canary's own: what is told of it is its place."""
    district = copy_after(sqlite_history, SNAPSHOT_DATES[2])
    before = {path: path.stat().st_mtime_ns for path in written(district.paths.root)}
    path = district.paths.landing(LAST) / "居民信息.csv"
    lines = path.read_bytes().split(b"\r\n")
    at = next(number for number, line in enumerate(lines) if NAMES[0].encode("gb18030") in line)
    lines[at] = lines[at].replace(b",", b",,", 1)
    path.write_bytes(b"\r\n".join(lines))
    from assets.intake.manifest.manifest_file import sha256_of

    manifest = path.parent / "manifest.json"
    described = json.loads(manifest.read_text(encoding="utf-8"))
    for entry in described["files"]:
        if entry["file"] == path.name:
            entry["sha256"] = sha256_of(path)
    manifest.write_text(json.dumps(described, ensure_ascii=False), encoding="utf-8")

    result = district.run(LAST, "progress", "console")
    assert not result.success
    message = failures(result)
    assert f"居民信息.csv:{at + 1}: " in message
    captured = capfd.readouterr()
    events = "\n".join(str(entry) for entry in district.instance.all_logs(result.run_id))
    assert captured.err
    said = [text.encode() for text in (message, captured.out, captured.err, events)]
    assert found(iter(said)) == set()
    new = [path for path in written(district.paths.root) if before.get(path) != path.stat().st_mtime_ns]
    assert {path.name: hits for path in new if (hits := found(contents(path)))} == {}
