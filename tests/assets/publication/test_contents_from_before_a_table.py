"""Contents stored before a published table or column came are whole, and show nothing there."""

import shutil
from datetime import date
from pathlib import Path

from assets.publication.snapshot_store import StoredSnapshots, _content_hash, store
from tests.assets.publication.histories import Day, outcome
from tests.assets.publication.publishing import frames

FIRST = date(2024, 3, 1)
DAY = Day({("resident", 1, "M017"): outcome()}, {1: {}})


def stored_by_an_earlier_version(root: Path, day: date) -> str:
    """A content without committee_profile, under the name it had when there was no such table."""
    folder = root / str(day) / store(root, day, frames(day, DAY))
    (folder / "committee_profile.parquet").unlink()
    name = _content_hash(folder)
    shutil.move(folder, folder.with_name(name))
    return name


def test_it_is_sound_and_the_table_is_empty(tmp_path: Path) -> None:
    name = stored_by_an_earlier_version(tmp_path, FIRST)
    stored = StoredSnapshots(tmp_path, {FIRST: name})[FIRST]
    assert stored.frame("committee_profile").is_empty()
    assert stored.frame("outcome").height == 1


def test_any_other_frame_that_is_gone_is_still_damage(tmp_path: Path) -> None:
    name = stored_by_an_earlier_version(tmp_path, FIRST)
    (tmp_path / str(FIRST) / name / "problem_case.parquet").unlink()
    assert _content_hash(tmp_path / str(FIRST) / name) != name
