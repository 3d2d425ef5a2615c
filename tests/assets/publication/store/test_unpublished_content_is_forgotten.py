from datetime import date
from pathlib import Path

from assets.publication.store.base import read_base
from tests.assets.publication.histories import Day, outcome
from tests.assets.publication.publishing import pass_day, publish_day, stage_day

FIRST, SECOND = date(2024, 3, 1), date(2024, 3, 2)
KEY = ("resident", 1, "M017")
ONE, TWO, THREE = (Day({KEY: outcome(value=value)}) for value in ("1", "2", "3"))


def _kept(store: Path, on: date) -> set[str]:
    return {folder.name for folder in (store / on.isoformat()).iterdir()}


def _published(database) -> dict[date, str]:
    with database.transaction() as connection:
        return dict(read_base(connection).content)


def test_contents_that_were_staged_and_not_published_go_at_the_next_stage(database, tmp_path) -> None:
    stage_day(database, tmp_path, FIRST, ONE)
    (first,) = _kept(tmp_path, FIRST)
    pass_day(database, tmp_path, FIRST, TWO)
    assert len(_kept(tmp_path, FIRST)) == 2, "either may still be published"
    publish_day(database, tmp_path, FIRST, TWO)
    stage_day(database, tmp_path, FIRST, THREE)
    kept = _kept(tmp_path, FIRST)
    assert first not in kept
    assert _published(database)[FIRST] in kept
    assert len(kept) == 2, "the live one and the one just staged"


def test_content_that_was_corrected_goes_and_other_dates_stay(database, tmp_path) -> None:
    publish_day(database, tmp_path, FIRST, ONE)
    publish_day(database, tmp_path, SECOND, ONE)
    first = _published(database)[FIRST]
    publish_day(database, tmp_path, FIRST, TWO)
    second = _published(database)[FIRST]
    assert _kept(tmp_path, FIRST) == {first, second}, "a rollback would bring the first back"
    publish_day(database, tmp_path, FIRST, THREE)
    stage_day(database, tmp_path, FIRST, THREE)
    content = _published(database)
    assert _kept(tmp_path, FIRST) == {second, content[FIRST]}
    assert _kept(tmp_path, SECOND) == {content[SECOND]}


def test_equal_content_is_kept_once(database, tmp_path) -> None:
    for _ in range(3):
        stage_day(database, tmp_path, FIRST, ONE)
    assert len(_kept(tmp_path, FIRST)) == 1


def test_a_folder_name_with_signs_of_a_pattern_is_a_folder_name(database, tmp_path) -> None:
    store = tmp_path / "data [copy]*"
    publish_day(database, store, FIRST, ONE)
    assert publish_day(database, store, SECOND, TWO).publication_id == 2
