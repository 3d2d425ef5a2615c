"""Declared facts the slow way: one subject at a time in plain Python, the oracle of `compute`.

What belongs here: what a kind of fact is of the rows that are counted. What does not: who belongs to whom.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from tag_rules.engine.age import full_years
from tag_rules.engine.expression import Node, Scope, interpret
from tag_rules.engine.facts.compute import WELL_KNOWN, covers
from tag_rules.engine.facts.kinds import RECORDS, Made
from tag_rules.engine.model import Feature, RuleSet

Row = Mapping[str, Any]


def counted(
    rule_set: RuleSet, fact: Feature, rows: Sequence[Row], first: date | None, as_of: date
) -> tuple[Any, Any]:
    """Return a fact counted over rows, and what it is at least or at most; None is unknown.

    Args:
        rows: of the members or records of one subject.
        first: the first day on record, of a record.
    """
    made = fact.made
    if made is None or made.kind == "from":
        raise ValueError(f"{fact.name} is not counted")
    years = rule_set.full_years_of(made.of)

    def met(tree: Node | None, row: Row) -> bool | None:
        def column(name: str) -> Any:
            born = row[years[name]] if name in years else None
            return (full_years(born, as_of) if born else None) if name in years else row[name]

        scope = Scope(column, lambda name: rule_set.parameter_at(name, as_of), row.get)
        found: bool | None = True if tree is None else interpret(tree, scope)
        return found

    holds = [met(made.where, row) for row in rows]
    covered = covers(rule_set, fact, {made.of: first}, as_of)
    whole = covered and None not in holds
    true = holds.count(True)
    match made.kind:
        case "count_of":
            return (true if whole else None), true
        case "any_of":
            return (True if true else False if whole else None), None
        case "share_of":
            among = [met(made.among, row) for row in rows]
            known = [one for one, within in zip(holds, among, strict=True) if within and one is not None]
            enough = (
                covered and bool(known) and len(known) >= WELL_KNOWN * sum(one is not False for one in among)
            )
            return (known.count(True) / len(known) if enough else None), None
    return _furthest(made, rows, holds, covered), first and first - timedelta(1)


def _furthest(made: Made, rows: Sequence[Row], holds: Sequence[bool | None], covered: bool) -> Any:
    """Return the least or largest value of the rows that meet a condition; None where one is not known."""
    column = getattr(made.value, "name", "")
    values = [row[column] for row, one in zip(rows, holds, strict=True) if one is not False]
    latest_on_record = made.kind == "max_of" and made.of in RECORDS
    sure = None not in holds and None not in values and (covered or latest_on_record)
    return (min if made.kind == "min_of" else max)(values) if sure and values else None
