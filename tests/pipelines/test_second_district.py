"""Another district, from configuration alone: its own headers, codes, areas and tags, to published tables."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from assets.publication.consumers.places import contracts
from assets.publication.store.database import Database
from tests.assets.publication.consumers.places import read

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "docs" / "examples" / "second_district"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory, expectations_importable: None) -> Path:
    """The data folder after the command ran on the example."""
    from pipelines.cli import main

    folder = tmp_path_factory.mktemp("second_district")
    shutil.copytree(EXAMPLE / "landing", folder / "landing")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("TAGGING_DATA_DIR", str(folder))
        environment.setenv("TAGGING_DISTRICT_DIR", str(EXAMPLE))
        done = CliRunner().invoke(main, ["run"])
    assert done.exit_code == 0, done.output
    return folder


@pytest.fixture(scope="module")
def database(root: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{root / 'published.db'}")
    yield made
    made.close()


def rows(database: Database, query: str) -> list[tuple[object, ...]]:
    with database.transaction() as connection:
        return [tuple(row) for row in connection.execute(sa.text(query))]


def holders(root: Path, database: Database, tag: str) -> set[str]:
    """The source codes of whoever has a tag."""
    register = pl.read_parquet(root / "register" / "identities.parquet")
    codes = {
        (subject, number): code
        for subject, number, code in register.select("subject", "subject_id", "source_code").iter_rows()
    }
    query = f"select subject, subject_id from tag_assignment where tag_code = '{tag}' and valid_to is null"
    return {codes[str(subject), number] for subject, number in rows(database, query)}


def test_its_own_tags_are_published_by_its_own_parameters(root: Path, database: Database) -> None:
    # Elders on a ground floor; P012 is one too, but somebody took the tag off her by hand.
    assert holders(root, database, "D001") == {"P001", "P009", "P010"}
    assert holders(root, database, "D002") == {"HH1", "HH3", "HH5", "HH7"}
    assert holders(root, database, "D003") == {f"HH{number}" for number in range(2, 9)}


def test_municipal_tags_are_the_citys(root: Path, database: Database) -> None:
    assert holders(root, database, "M031") == {"P012"}  # on the welfare office's roll
    assert holders(root, database, "M007") == {"P001"}
    titles = dict(rows(database, "select tag_code, title_zh from tag"))
    assert titles["D001"] == "汛期底层老人"


def test_what_cannot_be_trusted_is_in_the_quarantine(root: Path) -> None:
    folder = root / "lake" / "intake" / "quarantine" / "snapshot_date=2024-03-02"
    quarantine = pl.read_parquet(folder / "part=*.parquet", hive_partitioning=False)
    assert quarantine.select("file", "line", "reasons").rows() == [("LIVING.csv", 19, "orphan:person_code")]


def test_areas_and_consumers_are_its_own(database: Database) -> None:
    areas = {str(area) for (area,) in rows(database, "select distinct area_code from tag_statistic")}
    assert areas == {"990101", "990101001", "990101001001", "990101001002"}
    with database.transaction() as connection:
        assert [each.terms.name for each in contracts(connection)] == ["flood_wardens"]
    assert read(database, "flood_wardens", "select distinct tag_code from tag_assignment") == [("D001",)]


# Whom the first district gives data to, and what its streets are called in English.
NAMES_OF_PLACES = (
    ROOT / "tag_rules" / "consumers.yaml",
    ROOT / "assets" / "reports" / "code_titles.yaml",
)


def test_no_code_or_rule_is_made_for_one_district() -> None:
    """Streets and committees of the first district are in its sample and its consumers, and nowhere else."""
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for top in ("assets", "pipelines", "tag_rules")
        for path in (ROOT / top).rglob("*")
        if path.suffix in (".py", ".yaml", ".sql", ".html", ".j2", ".jinja")
        and "sample_district" not in path.parts
        and path not in NAMES_OF_PLACES
        for match in [re.search(r"310106|静安|[Jj]ing'?an\b", path.read_text(encoding="utf-8"))]
        if match
    ]
    assert found == []
