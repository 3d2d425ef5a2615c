"""Contents stored before a frame had the shape it has now are whole, and say the same."""

import shutil
from datetime import date
from pathlib import Path

from assets.publication.history.effective_state import unknown_outcomes
from assets.publication.store.snapshot_store import StoredSnapshots, _content_hash, store
from assets.tagging.outcome_encoding import SORTED_BY
from tests.assets.publication.histories import Day, outcome
from tests.assets.publication.publishing import frames

FIRST = date(2024, 3, 1)
DAY = Day({("resident", 1, "M017"): outcome(), ("resident", 1, "M031"): outcome(None)}, {1: {}})


def stored(root: Path) -> Path:
    """A content as it is stored now."""
    return root / str(FIRST) / store(root, FIRST, frames(FIRST, DAY))


def as_it_was(folder: Path, *gone: str) -> str:
    """A content without some of its frames, under the name it had when there were no such frames."""
    for name in gone:
        (folder / f"{name}.parquet").unlink()
    name = _content_hash(folder)
    shutil.move(folder, folder.with_name(name))
    return name


def test_without_committee_profile_it_is_sound_and_the_table_is_empty(tmp_path: Path) -> None:
    name = as_it_was(stored(tmp_path), "committee_profile")
    snapshot = StoredSnapshots(tmp_path, {FIRST: name})[FIRST]
    assert snapshot.frame("committee_profile").is_empty()
    assert snapshot.frame("true_outcome").height == 1


def test_with_all_outcomes_in_one_frame_it_is_sound_and_says_the_same(tmp_path: Path) -> None:
    folder = stored(tmp_path)
    DAY.frame("outcome").write_parquet(folder / "outcome.parquet")
    name = as_it_was(folder, *SORTED_BY)
    snapshot = StoredSnapshots(tmp_path, {FIRST: name})[FIRST]
    assert snapshot.frame("true_outcome")["tag_code"].to_list() == ["M017"]
    assert unknown_outcomes(snapshot)["tag_code"].to_list() == ["M031"]


def test_any_other_frame_that_is_gone_is_still_damage(tmp_path: Path) -> None:
    folder = stored(tmp_path)
    (folder / "problem_case.parquet").unlink()
    assert _content_hash(folder) != folder.name
