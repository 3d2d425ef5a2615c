"""What is claimed of two rules holds of every row: generated rules, plain Python as the judge."""

from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tag_rules.engine.analysis.implied_tags import UNKNOWN, relations
from tag_rules.engine.reference import outcome
from tests.tag_rules.engine.analysis.test_claims_hold import close, conditions, tables
from tests.tag_rules.engine.expression.grammar import NEAR


@settings(database=None, deadline=None, suppress_health_check=list(HealthCheck))
@given(conditions, conditions, tables, st.sampled_from([date(2024, 2, 29), date(2026, 3, 31), *NEAR[-6:]]))
def test_no_row_refutes_a_relation(rule_set_of, one, other, table, as_of):
    rule_set = rule_set_of(one, other, f"({one}) and ({other})")
    found = relations(rule_set, as_of)
    for row in [*table, *map(close, table)]:
        seen = {tag.code: outcome(tag, row, rule_set, as_of).result for tag in rule_set.tags}
        names = {code for code, result in seen.items() if result}
        names |= {UNKNOWN + code for code, result in seen.items() if result is None}
        assert all(wider in names for narrower, wider in found.within if narrower in names)
        assert not any(names.issuperset(pair) for pair in found.apart)
