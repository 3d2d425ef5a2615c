"""The launchpad offers the kinds of subjects that rules know, and says what is wrong with a date."""

from typing import get_args

import pytest

from pipelines.jobs.reports import SubjectKind, day_of
from tag_rules.engine.errors import RefusedError
from tag_rules.engine.model import Subject


def test_they_are_those_of_the_rules() -> None:
    assert tuple(kind.value for kind in SubjectKind) == get_args(Subject)


@pytest.mark.parametrize("typed", ["04/03/2024", "2024-02-30", "yesterday"])
def test_what_is_no_date_is_refused_with_the_form_it_has(typed: str) -> None:
    with pytest.raises(RefusedError, match=rf"“{typed}” 不是日期 is no date: write year, month and day"):
        day_of(typed)
