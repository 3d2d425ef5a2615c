"""Units and closed lists are checked when a rule is read, through calculations, parameters and branches."""

import pytest

from tag_rules.engine.expression import Type, Vocabulary, parse_condition

WORDS = Vocabulary(
    {
        "age": Type("integer", magnitude=150, unit="years"),
        "residents": Type("integer", magnitude=2**31, unit="people"),
        "visits": Type("integer", magnitude=2**31, unit="visits"),
        "area": Type("decimal", unit="m2"),
        "seen_on": Type("date"),
        "plain": Type("integer", magnitude=100),
        "tenure": Type("string", members=("owner", "rent", "vacant")),
        "street": Type("string"),
    },
    {
        "elder_age": [60],
        "gap": [90, 60],
        "floor": [2],
        "small": [15.0, 14.5],
        "let": ["rent", "let"],
        "number": [3],
    },
    {"elder_age": "years", "gap": "days", "floor": "floor", "small": "m2"},
)
REFUSED = {
    "age >= :floor": "“age” counts years, “:floor” counts floor",
    "residents > visits": "compare and add only numbers of one unit",
    "residents + age > 60": "compare and add only numbers of one unit",
    "residents * 2 > visits": "compare and add only numbers of one unit",
    "age between :elder_age and :floor": "“:floor” counts floor",
    "age in (60, :floor)": "“:floor” counts floor",
    "area / 2 < :elder_age": "“:elder_age” counts years",
    "coalesce(residents, age) > 1": "compare and add only numbers of one unit",
    "case when age > 1 then residents else visits end > 1": "compare and add only numbers of one unit",
    "seen_on < :as_of - interval (:elder_age) day": "“:elder_age” counts years, not days",
    "seen_on < :as_of - interval (:gap) month": "“:gap” counts days, not months",
    "tenure = :let": "“tenure” is never :let ('let')",
    "tenure in ('owner', :let)": "“tenure” is never :let ('let')",
    "coalesce(tenure, 'none') = 'owned'": "did you mean “owner”?",
    "case when age > 1 then tenure else 'none' end = 'vacan'": "did you mean “vacant”?",
    "case when age > 1 then 'a' else 'b' end = 'c'": "is never 'c'",
    "coalesce(tenure, 'none') < 'owner'": "have no order",
}
ACCEPTED = [
    "age >= :elder_age",
    "age >= 60",
    "age * 2 > :elder_age",
    "residents * :number > residents + 1",
    "plain > age",
    "area / :number > 1",
    "seen_on < :as_of - interval (:gap) day",
    "seen_on < :as_of - interval (:elder_age) year",
    "seen_on < :as_of - interval (:number) month",
    "coalesce(tenure, 'none') = 'none'",
    "coalesce(tenure, street) = 'anything'",
    "street = :let",
]


@pytest.mark.parametrize(("text", "reason"), REFUSED.items())
def test_refused_with_a_reason(text, reason):
    _, findings = parse_condition(text, WORDS)
    assert any(reason in f"{finding.message} {finding.remedy}" for finding in findings), findings


@pytest.mark.parametrize("text", ACCEPTED)
def test_accepted(text):
    assert parse_condition(text, WORDS)[1] == []
