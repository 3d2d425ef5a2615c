"""A new key comes from any file system, and one that cannot take its place is refused before any change."""

import shutil
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from assets.paths import DataPaths
from assets.publication.store.database import Database
from assets.registry.identity.pseudonym import PseudonymKeyError
from pipelines.settings import Settings
from pipelines.upkeep.new_key import rotate_key
from tests.assets.publication.publishing import NOW
from tests.pipelines.registering import register, say_nothing

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
OLD, NEW, MEMORY = "0a" * 32, "0b" * 32, Path("/dev/shm")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings.below(DataPaths(tmp_path / "data"))
    register(made.data, "somebody")
    made.pseudonym_key.write_text(OLD)
    folder = made.data.lake / "intake" / "residents" / "snapshot_date=2024-03-01"
    folder.mkdir(parents=True)
    document = {
        "person_code": "somebody", "id_type": "passport", "id_value": "E1",
        "name": "某人", "sex": "female", "birth_date": date(1950, 1, 1),
    }  # fmt: skip
    pl.DataFrame([document]).write_parquet(folder / "part=00.parquet")
    return made


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Path]:
    others = (MEMORY, Path(tempfile.gettempdir()))
    other = [path for path in others if path.is_dir() and path.stat().st_dev != tmp_path.stat().st_dev]
    if not other:
        pytest.skip("there is one file system only")
    folder = Path(tempfile.mkdtemp(dir=other[0]))
    yield folder
    shutil.rmtree(folder)


def test_it_takes_the_old_ones_place_for_its_owner_only(
    settings: Settings, database: Database, elsewhere: Path
) -> None:
    (elsewhere / "new.key").write_text(NEW)
    rotate_key(settings, database, elsewhere / "new.key", NOW, say_nothing)
    assert settings.pseudonym_key.read_text() == NEW
    assert settings.pseudonym_key.stat().st_mode & 0o777 == 0o600
    assert list(elsewhere.iterdir()) == []
    assert not [path for path in settings.data.register.iterdir() if path.name.startswith(".")]


def test_where_it_cannot_be_put_nothing_is_changed(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    (tmp_path / "new.key").write_text(NEW)
    settings.pseudonym_key.with_name(".pseudonym.key").mkdir()
    before = _every_file(tmp_path)
    with pytest.raises(PseudonymKeyError, match="cannot be put beside"):
        rotate_key(settings, database, tmp_path / "new.key", NOW, say_nothing)
    assert _every_file(tmp_path) == before


def _every_file(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file() and path.parent.name != "locks")
    return {str(path): path.read_bytes() for path in files}
