"""What lint claims of a rule holds on every row and day tried: generated rules, plain Python as the judge."""

from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tag_rules.engine.analysis.conditions import claims
from tag_rules.engine.analysis.decision_table import examine
from tag_rules.engine.analysis.equal_tags import equal_tags
from tag_rules.engine.expression import parse_condition
from tag_rules.engine.reference import outcome
from tests.tag_rules.engine.expression.grammar import NEAR, compare, rows, texts

# Few columns and near constants, so that rules contradict, repeat and equal one another often.
small = st.sampled_from(["1", "2", "3", "5"])
days = st.sampled_from(["date '2020-02-29'", ":as_of", ":as_of - interval '1' month", "birth", ":start"])
simple = st.one_of(
    st.sampled_from(["here", "known", "here is null", "here is not true", "kind = 'red'", "kind <> 'red'"]),
    texts("count {o} {k}", o=compare, k=small),
    texts("count {o} small", o=compare),
    texts("count * 2 - 1 {o} {k}", o=compare, k=small),
    texts("{k} {o} age", o=compare, k=small),
    texts("age between {a} and {b}", a=small, b=small),
    texts("coalesce(small, {a}) {o} {b}", a=small, o=compare, b=small),
    texts("area / 2 {o} {k}", o=compare, k=small),
    texts("seen_on {o} {d}", o=compare, d=days),
    texts("seen_on + interval '1' month {o} :as_of", o=compare),
    texts("street {o} 'a'", o=compare),
    st.sampled_from(["kind in ('red', 'blue')", "kind = shade", "kind like 'r%'"]),
)
conditions = st.recursive(
    simple,
    lambda inner: st.one_of(
        texts("({a}) and ({b})", a=inner, b=inner),
        texts("({a}) or ({b})", a=inner, b=inner),
        texts("not ({a})", a=inner),
        texts("case when {a} then {b} when {c} then {a} end", a=inner, b=inner, c=inner),
    ),
    max_leaves=5,
)
tables = st.lists(rows, min_size=5, max_size=20)
as_of_dates = st.sampled_from([date(2023, 12, 31), date(2024, 2, 29), date(2026, 3, 31), *NEAR[-6:]])
generated = settings(database=None, deadline=None, suppress_health_check=list(HealthCheck))


def close(row: dict) -> dict:
    """The row with numbers near the constants of the rules."""
    return {**row, "count": row["small"], "small": None if row["count"] is None else row["count"] % 7}


@generated
@given(conditions, tables, as_of_dates)
def test_a_claim_is_refuted_by_no_row(rule_set_of, words, text, table, as_of):
    rule_set = rule_set_of(text)
    tag = rule_set.tags[0]
    table = [*table, *map(close, table)]
    seen = [outcome(tag, row, rule_set, as_of).result for row in table]
    for _, claim in claims(rule_set, tag, examine(rule_set, tag, date(2020, 3, 1))):
        if claim.message.endswith("this can never be true"):
            assert True not in seen
        elif claim.message.endswith("this is true of everyone whose facts are known"):
            assert False not in seen


@generated
@given(conditions, conditions, st.sampled_from(["and", "or"]), tables, as_of_dates)
def test_a_condition_without_effect_may_go(rule_set_of, left, right, joined, table, as_of):
    rule_set = rule_set_of(f"({left}) {joined} ({right})", left, right)
    both, *alone = rule_set.tags
    offsets = {
        claim.offset
        for _, claim in claims(rule_set, both, examine(rule_set, both, date(2020, 3, 1)))
        if claim.message.endswith(("says as much", "covers it", "always true", "never true"))
        and claim.message.startswith(f"“{both.condition.right.text}”")
    }
    if offsets:
        for row in [*table, *map(close, table)]:
            assert (
                outcome(both, row, rule_set, as_of).result == outcome(alone[0], row, rule_set, as_of).result
            )


@generated
@given(st.lists(simple | conditions, min_size=10, max_size=20, unique=True), tables, as_of_dates)
def test_equal_tags_are_equal_on_every_row(rule_set_of, texts_, table, as_of):
    rule_set = rule_set_of(*texts_)
    examined = [examine(rule_set, tag, date(2020, 3, 1)) for tag in rule_set.tags]
    for one, other in equal_tags(rule_set, examined):
        for row in [*table, *map(close, table)]:
            pair = [outcome(rule_set.tag(code), row, rule_set, as_of).result for code in (one, other)]
            assert pair[0] == pair[1], (rule_set.tag(one).when, rule_set.tag(other).when, row, as_of)


def test_generated_rules_are_rules(words):
    assert parse_condition("count * 2 - 1 > 3", words)[1] == []
