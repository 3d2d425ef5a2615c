"""What a consumer's contract may ask for: tables, columns, the area, and tags of its purposes alone.

What belongs here: checks of contracts and of requests for more than a contract's purposes. What does not: the
shape of the files (`model`), reading them (`loader`), the rows (`assets/publication/consumers`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from tag_rules.engine.errors import did_you_mean
from tag_rules.engine.model import Approval, Consumer
from tag_rules.engine.offered import OFFERED
from tag_rules.engine.reading.rule_file import RuleFile
from tag_rules.engine.reading.yaml_document import Path_

_AREA = re.compile(r"[0-9]{9}([0-9]{3})?")


def check_contract(file: RuleFile, place: Path_, consumer: Consumer) -> None:
    """Record what a contract asks for that nobody is given."""
    for table, columns in consumer.tables.items():
        if table not in OFFERED:
            remedy = did_you_mean(table, OFFERED) or f"有 there are {', '.join(OFFERED)}"
            file.refuse(
                [*place, "tables", table], f"契约没有这张表 there is no table “{table}” for contracts", remedy
            )
            continue
        for position, name in enumerate(() if columns == "all" else columns):
            if name not in OFFERED[table]:
                remedy = did_you_mean(name, OFFERED[table]) or f"有 there are {', '.join(OFFERED[table])}"
                message = f"契约没有这一列 {table} has no column “{name}” for contracts"
                file.refuse([*place, "tables", table, position], message, remedy)
    for position, area in enumerate(() if consumer.area == "district" else consumer.area):
        if not _AREA.fullmatch(area):
            remedy = (
                "写街镇 9 位、居民区 12 位代码，或 area: district"
                " write codes of streets (9 digits) and committees (12 digits), or area: district"
            )
            file.refuse([*place, "area", position], f"没有这个区域 “{area}” is no area", remedy)


def check_label_purposes(
    file: RuleFile, place: Path_, consumer: Consumer, purpose_of: Mapping[str, str]
) -> None:
    """Record the purposes of labels that a contract takes and does not declare.

    Args:
        purpose_of: of each label; empty of one that could not be read.
    """
    taken = purpose_of if consumer.labels == "all" else consumer.labels
    needed = {purpose_of.get(code, "") for code in taken} - {"", *consumer.purposes}
    for purpose in sorted(needed):
        message = f"未声明该用途 problem labels are of the purpose {purpose}, which is not declared"
        file.refuse([*place, "labels"], message, f"用途里加上 add {purpose} to the purposes")


def check_purposes(
    file: RuleFile,
    place: Path_,
    consumer: Consumer,
    purpose_of: Mapping[str, str],
    approvals: Sequence[Approval],
) -> None:
    """Record every tag of a purpose that a contract neither declares nor has an approval for.

    Whether an approval is over is asked on the day.

    Args:
        purpose_of: of each tag that could be read.
    """
    approved = {
        each.purpose for each in approvals if each.consumer == consumer.name and each.decision == "approved"
    }
    for position, code in enumerate(() if consumer.tags == "of_purposes" else consumer.tags):
        purpose = purpose_of.get(code)
        if purpose is not None and purpose not in approved.union(consumer.purposes):
            message = (
                f"{code} 的目的是 {purpose}，契约未声明，也没有批准记录"
                f" {code} is of the purpose {purpose}, neither declared nor approved"
            )
            remedy = (
                "声明该用途，或在 approvals.yaml 记下谁、何时、为何、到何时批准"
                f" declare {purpose}, or record who approved it, when, why and until when in approvals.yaml"
            )
            file.refuse([*place, "tags", position], message, remedy)


def check_approval(
    file: RuleFile, place: Path_, approval: Approval, consumers: Collection[str], purposes: Collection[str]
) -> None:
    """Record a request of nobody or for no purpose."""
    known = (("consumer", approval.consumer, consumers), ("purpose", approval.purpose, purposes))
    for key, name, there in known:
        if there and name not in there:
            file.refuse(
                [*place, key], f"没有这个名称 there is no {key} “{name}”", did_you_mean(name, sorted(there))
            )
