"""A source read from a real PostgreSQL: the same tables as from files, only what changed, never a write."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import polars as pl
import pytest
import sqlalchemy as sa
from polars.testing import assert_frame_equal

from assets.intake.extraction.export import extract_export
from assets.intake.extraction.source_database import read_only
from assets.intake.formats.reader import LINE, read_source
from assets.intake.intake import take_in
from assets.intake.manifest.manifest_file import read_manifest
from assets.intake.mappings.loading import MAPPINGS, load_mappings
from assets.intake.mappings.mapping_file import Source
from assets.intake.refusal import ExportRefused
from tests.assets.intake.small_export import cut_small

DAY = date(2024, 3, 2)
NOW = datetime(2024, 3, 2, 17, 0, tzinfo=UTC)  # 01:00 of the next day in Shanghai
NAME = "community_cloud"
KEYS = {"residents": "人员编码", "households": "户编码"}
RELATIONS = {"residents": "cloud.residents", "households": "households"}


@pytest.fixture(scope="module")
def small(landing: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small") / str(DAY)
    cut_small(landing, folder, DAY)
    return folder


@pytest.fixture(scope="module")
def sources() -> dict[str, Source]:
    """The shipped mappings, with two sources of which they say where in a database they stand."""
    found = load_mappings()
    for name, key in KEYS.items():
        told = {"relation": RELATIONS[name], "updated_at": "更新时间", "key": [key]}
        changed = Source.model_validate({**found[name].model_dump(), "database": told})
        changed._system = NAME
        found[name] = changed
    return found


@pytest.fixture
def url(postgresql: sa.URL, small: Path, sources: dict[str, Source]) -> Iterator[str]:
    """A database with the residents and households of the small export, and more than they need."""
    name = f"source_{uuid4().hex}"
    admin = sa.create_engine(postgresql, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(sa.text(f"create database {name}"))
    address = postgresql.set(database=name)
    engine = sa.create_engine(address)
    manifest = read_manifest(small)
    with engine.begin() as connection:
        connection.execute(sa.text("create schema cloud"))
        for place, entry in enumerate(manifest.files):
            if entry.source not in KEYS:
                continue
            frame = read_source(small, manifest, place, sources[entry.source])[0].drop(LINE)
            texts = [sa.Column(header, sa.Text) for header in frame.columns]
            relation = RELATIONS[entry.source].rpartition(".")
            made = sa.Table(
                relation[2], sa.MetaData(), *texts, sa.Column("民族", sa.Text), schema=relation[0] or None
            )
            made.append_column(sa.Column("更新时间", sa.DateTime(timezone=True)))
            made.create(connection)
            newest = datetime(2024, 3, 1, tzinfo=UTC)
            rows = [
                {**row, "更新时间": newest - timedelta(days=days)}
                for days, row in enumerate(frame.to_dicts())
            ]
            connection.execute(made.insert(), rows)
    engine.dispose()
    yield address.render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(sa.text(f"drop database {name} with (force)"))
    admin.dispose()


@pytest.fixture
def change(url: str) -> Callable[..., None]:
    def run(*statements: str) -> None:
        engine = sa.create_engine(url)
        with engine.begin() as connection:
            for statement in statements:
                connection.execute(sa.text(statement))
        engine.dispose()

    return run


class Extraction:
    """A landing folder and what was read last, with every line of progress."""

    def __init__(self, root: Path, url: str, sources: dict[str, Source]) -> None:
        self.landing, self.kept = root / "landing" / str(DAY), root / "lake" / "extraction"
        self.url, self.sources, self.said = url, sources, list[str]()

    def run(self, day: date = DAY) -> int:
        self.said.clear()
        return extract_export(
            self.landing, self.kept, day, {NAME: self.url}, self.sources, NOW, self.said.append
        )

    def rows(self, source: str) -> pl.DataFrame:
        entry = next(entry for entry in read_manifest(self.landing).files if entry.source == source)
        return pl.read_parquet(self.landing / entry.file)

    def files(self) -> dict[str, int]:
        found = [*self.landing.rglob("*"), *self.kept.rglob("*")]
        return {str(path): path.stat().st_mtime_ns for path in found if path.is_file()}


@pytest.fixture
def extraction(tmp_path: Path, url: str, sources: dict[str, Source]) -> Extraction:
    return Extraction(tmp_path, url, sources)


def test_what_is_read_is_taken_in_like_what_is_delivered(
    extraction: Extraction, small: Path, tmp_path: Path
) -> None:
    shutil.copytree(small, extraction.landing)
    assert extraction.run() == 2
    manifest = read_manifest(extraction.landing)
    assert manifest.revision == 2
    assert sum(entry.encoding == "parquet" and ".r2." in entry.file for entry in manifest.files) == 2
    assert not (extraction.landing / "居民信息.csv").exists()
    delivered, read = take_in(small, DAY), take_in(extraction.landing, DAY)
    for table, frame in delivered.tables.items():
        assert_frame_equal(frame, read.tables[table], check_row_order=False)


def test_only_changes_are_read_and_the_result_is_that_of_a_full_read(
    extraction: Extraction, change: Callable[..., None], tmp_path: Path
) -> None:
    extraction.run()
    before = extraction.rows("residents")
    codes = before["人员编码"].to_list()
    columns = ", ".join(f'"{column}"' for column in before.columns if column != "人员编码")
    change(
        f"""update cloud.residents set "姓名" = '改名', "更新时间" = '2024-03-02 12:00+00'
            where "人员编码" = '{codes[0]}'""",
        f"""delete from cloud.residents where "人员编码" = '{codes[1]}'""",
        f"""insert into cloud.residents ("人员编码", {columns}, "更新时间")
            select 'NEW1', {columns}, '2024-03-02 13:00+00' from cloud.residents
            where "人员编码" = '{codes[2]}'""",
    )
    assert extraction.run() == 2
    (said,) = [line for line in extraction.said if line.startswith("residents")]
    read = int(said.split()[-4])
    assert 2 <= read <= 3  # the two changes, and the newest of before, which stands in the overlap
    found = extraction.rows("residents")
    assert set(found["人员编码"]) == {*codes, "NEW1"} - {codes[1]}
    full = Extraction(tmp_path / "full", extraction.url, extraction.sources)
    full.run()
    assert_frame_equal(found, full.rows("residents"))
    assert sorted(path.name for path in extraction.landing.iterdir()) == [
        "households.r2.parquet", "manifest.json", "residents.r2.parquet",
    ]  # fmt: skip


def test_a_row_that_came_without_a_new_time_is_found(
    extraction: Extraction, change: Callable[..., None]
) -> None:
    extraction.run()
    change(
        "insert into cloud.residents select * from cloud.residents limit 1",
        """update cloud.residents set "人员编码" = 'OLD1', "更新时间" = '2020-01-01'
           where ctid = (select max(ctid) from cloud.residents)""",
    )
    extraction.run()
    assert "OLD1" in extraction.rows("residents")["人员编码"].to_list()


def test_dates_and_numbers_come_as_an_export_would_write_them(
    extraction: Extraction, change: Callable[..., None]
) -> None:
    extraction.run()
    before = extraction.rows("residents")
    change(
        """alter table cloud.residents
           alter column "出生日期" type date using to_date("出生日期", 'YYYYMMDD')""",
        """alter table cloud.residents alter column "更新日期" type timestamp using "更新日期"::timestamp""",
        """alter table cloud.residents alter column "性别" type integer using "性别"::integer""",
    )
    shutil.rmtree(extraction.kept)
    extraction.run()
    assert_frame_equal(extraction.rows("residents"), before)


def test_columns_that_no_mapping_names_are_never_read(extraction: Extraction) -> None:
    extraction.run()
    assert "民族" not in extraction.rows("residents").columns
    assert extraction.rows("residents").columns == list(extraction.sources["residents"].headers)


@pytest.mark.parametrize(
    "statement", ["delete from households", "create table x (y int)", "select nextval('s')"]
)
def test_nothing_can_be_written(url: str, change: Callable[..., None], statement: str) -> None:
    change("create sequence s")
    with pytest.raises(ExportRefused, match="ReadOnlySqlTransaction"), read_only(url, NAME) as connection:
        connection.execute(sa.text(statement))
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        assert connection.scalar(sa.text("select count(*) from households")) > 0
    engine.dispose()


def test_a_failed_read_leaves_everything_as_it_was(
    extraction: Extraction, change: Callable[..., None]
) -> None:
    extraction.run()
    before = extraction.files()
    change('alter table households rename column "户编码" to "户编号"')
    with pytest.raises(ExportRefused, match="households has no column 户编码 \\(did you mean “户编号”\\?\\)"):
        extraction.run()
    assert extraction.files() == before


def test_a_failed_first_read_leaves_no_manifest(extraction: Extraction, change: Callable[..., None]) -> None:
    change("drop table households")
    with pytest.raises(ExportRefused, match="there is no households"):
        extraction.run()
    assert not any(path.is_file() for path in extraction.landing.rglob("*"))
    assert not any(path.is_file() for path in extraction.kept.rglob("*"))


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://reader:hunter2@127.0.0.1:1/cloud", "cannot be read"),
        ("sqlite:///hunter2.db", "is not PostgreSQL"),
        ("hunter2", "its URL is none"),
    ],
)
def test_refusals_never_show_the_url(tmp_path: Path, sources: dict[str, Source], url: str, said: str) -> None:
    with pytest.raises(ExportRefused) as refused:
        Extraction(tmp_path, url, sources).run()
    assert said in str(refused.value)
    assert "hunter2" not in str(refused.value)
    assert "reader" not in str(refused.value)
    assert refused.value.__cause__ is None


@pytest.mark.parametrize("day", [date(2024, 3, 1), date(2024, 3, 4)])
def test_a_database_tells_nothing_of_other_days(extraction: Extraction, day: date) -> None:
    with pytest.raises(ExportRefused, match="what is now"):
        extraction.run(day)


def test_a_key_that_is_no_header_is_refused(tmp_path: Path) -> None:
    folder = shutil.copytree(MAPPINGS, tmp_path / "mappings")
    path = folder / "community_cloud.yaml"
    text = path.read_text(encoding="utf-8").replace(
        "    table: residents\n",
        "    table: residents\n    database: {relation: r, updated_at: t, key: [人员编号]}\n",
    )
    path.write_text(text, encoding="utf-8")
    with pytest.raises(
        ExportRefused, match=r"人员编号 is no header of residents \(did you mean “人员编码”\?\)"
    ):
        load_mappings(folder)
