from datetime import date

from assets.publication.release.publish import Published
from tests.assets.publication.histories import Day, outcome
from tests.assets.publication.publishing import content, publish_day

FIRST, SECOND = date(2024, 3, 1), date(2024, 3, 2)
PEOPLE = {number: {} for number in range(1, 31)}
ROWS = {("resident", number, "M017"): outcome() for number in range(1, 21)}


def _written(done: Published) -> dict[str, int]:
    """Rows written, without the tables that hold one row a date or day of a case."""
    of_the_date = {
        "tag_statistic", "committee_profile", "quarantine_summary", "problem_case", "record_quality",
        "resident_merge", "problem_case_label", "routed_out", "problem_alarm", "division", "code_list",
        "district_figure",
    }  # fmt: skip
    return {table: rows for table, rows in done.rows_written.items() if rows and table not in of_the_date}


def test_a_tag_that_came_is_one_row_and_one_change(database, tmp_path) -> None:
    assert _written(publish_day(database, tmp_path, FIRST, Day(ROWS, PEOPLE))) == {
        "tag": 1, "tag_version": 1, "resident": 30, "tag_assignment": 20, "tag_change": 20,
        "committee_checksum": 1,
    }  # fmt: skip
    came = Day({**ROWS, ("resident", 21, "M017"): outcome()}, PEOPLE)
    done = publish_day(database, tmp_path, SECOND, came)
    assert _written(done) == {"tag_assignment": 1, "tag_change": 1, "committee_checksum": 2}
    assert (done.rows_added, done.rows_removed, done.rows_current) == (1, 0, 21)
    changed_in = dict(content(database, "tag_assignment", ("subject_id", "changed_in")))
    assert changed_in == {number: 2 if number == 21 else 1 for number in range(1, 22)}


def test_a_tag_that_went_is_its_row_replaced_and_one_change(database, tmp_path) -> None:
    publish_day(database, tmp_path, FIRST, Day(ROWS, PEOPLE))
    went = Day({key: row for key, row in ROWS.items() if key[1] != 7}, PEOPLE)
    done = publish_day(database, tmp_path, SECOND, went)
    assert _written(done) == {"tag_assignment": 2, "tag_change": 1, "committee_checksum": 2}
    assert (done.rows_added, done.rows_removed, done.rows_current) == (0, 1, 19)
    ended = [row for row in content(database, "tag_assignment", ("subject_id", "valid_to")) if row[1]]
    assert ended == [(7, SECOND)]


def test_a_resident_who_moved_is_one_row_ended_and_one_begun(database, tmp_path) -> None:
    publish_day(database, tmp_path, FIRST, Day(ROWS, PEOPLE))
    moved = Day(ROWS, {**PEOPLE, 5: {"household_id": 2}})
    assert _written(publish_day(database, tmp_path, SECOND, moved)) == {"resident": 3}


def test_a_reworded_rule_that_tags_the_same_people_rewrites_no_assignment(database, tmp_path) -> None:
    publish_day(database, tmp_path, FIRST, Day(ROWS, PEOPLE))
    reworded = Day({key: outcome(rule_version=2) for key in ROWS}, PEOPLE)
    assert _written(publish_day(database, tmp_path, SECOND, reworded)) == {"tag": 2, "tag_version": 1}
