"""The page others read has every canonical table with every column, and no table that is gone."""

import re
from pathlib import Path

from assets.intake.contracts import CANONICAL
from assets.intake.outcome_contracts import Quarantine, RefusedSubjects, SourceStatus

PAGE = Path(__file__).parents[3] / "docs" / "data-model.md"


def test_the_page_has_every_column_of_every_table() -> None:
    section = PAGE.read_text(encoding="utf-8").split("\n## ")[1]
    rows = dict(re.findall(r"^\| (\w+) \| (.*)\|$", section, re.MULTILINE))
    del rows["table"]
    contracts = {
        **CANONICAL,
        "quarantine": Quarantine,
        "refused_subject": RefusedSubjects,
        "source_status": SourceStatus,
    }
    assert set(rows) == set(contracts)
    missing = [
        f"{table}.{column}"
        for table, contract in contracts.items()
        for column in contract.column_names()
        if not re.search(rf"\b{column}\b", rows[table])
    ]
    assert not missing
