"""What a consumer's contract may ask for: the columns of its views and the area they show.

What belongs here: checks of one contract that nothing but its tags is needed for. What does not: the shape of
the file (`model`), purposes and codes (`loader`), the views (`assets/publication`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from tag_rules.engine.errors import did_you_mean
from tag_rules.engine.model import SUBJECTS, Consumer, Subject
from tag_rules.engine.reading.rule_file import RuleFile
from tag_rules.engine.reading.yaml_document import Path_

COLUMNS = (
    "tag_code", "value", "origin", "status", "rule_version", "street_code", "committee_code", "valid_from",
    "changed_in",
)  # fmt: skip
"""What a contract may ask for beside its subjects' ids, in the order of the view."""
IDENTIFIERS: Mapping[str, str] = {subject: f"{subject}_id" for subject in SUBJECTS}
"""The column of each subject's id."""
_AREA = re.compile(r"[0-9]{9}([0-9]{3})?")


def check_contract(file: RuleFile, place: Path_, consumer: Consumer, subjects: Mapping[str, Subject]) -> None:
    """Record what a contract asks for that no view has.

    Args:
        subjects: of each tag that could be read.
    """
    known = (*IDENTIFIERS.values(), *COLUMNS)
    for position, name in enumerate(consumer.columns):
        if name not in known:
            remedy = did_you_mean(name, known) or f"there are {', '.join(known)}"
            file.refuse([*place, "columns", position], f"there is no column “{name}”", remedy)
    needed = {subjects[code]: code for code in reversed(consumer.tags) if code in subjects}
    for subject, code in needed.items():
        if IDENTIFIERS[subject] not in consumer.columns:
            message = f"{code} is a tag of a {subject}, but {IDENTIFIERS[subject]} is not among the columns"
            file.refuse([*place, "columns"], message, f"add {IDENTIFIERS[subject]}")
    for position, area in enumerate(() if consumer.area == "district" else consumer.area):
        if not _AREA.fullmatch(area):
            remedy = "write codes of streets (9 digits) and committees (12 digits), or area: district"
            file.refuse([*place, "area", position], f"“{area}” is no area", remedy)
