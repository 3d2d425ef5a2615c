"""Contracts of consumers and their requests, read from consumers.yaml and approvals.yaml.

What belongs here: the two files together. What does not: the checks of one contract (`engine/contracts`),
other files (`loader`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from tag_rules.engine.contracts import check_approval, check_contract, check_label_purposes, check_purposes
from tag_rules.engine.errors import did_you_mean
from tag_rules.engine.model import Approval, Consumer
from tag_rules.engine.reading.rule_file import RuleFile
from tag_rules.engine.reading.yaml_document import Path_


@dataclass(frozen=True)
class Known:
    """What contracts may name. `unreadable`: of other files.

    `purpose_of`: of the tags that could be read; `labels`: with their purposes, empty where unreadable.
    """

    tags: Collection[str]
    purpose_of: Mapping[str, str]
    labels: Mapping[str, str]
    ledgers: Collection[str]
    purposes: Collection[str]
    unreadable: Collection[str]


def read_consumers(
    file: RuleFile, approvals: RuleFile | None, known: Known
) -> tuple[tuple[Consumer, ...], tuple[Approval, ...]]:
    """Return the sound contracts and requests; errors are recorded in the files."""
    file.parse(tuple[Consumer, ...])
    consumers: dict[int, Consumer] = file.salvage([], Consumer)
    requests: dict[int, Approval] = {}
    names = [consumer.name for consumer in consumers.values()]
    if approvals is not None:
        approvals.parse(tuple[Approval, ...])
        requests = approvals.salvage([], Approval)
        for at, request in requests.items():
            check_approval(approvals, [at], request, names, known.purposes)
    for at, consumer in consumers.items():
        if names.index(consumer.name) < list(consumers).index(at):
            file.refuse([at, "name"], f"使用方重名 there are two consumers “{consumer.name}”")
        for position, purpose in enumerate(consumer.purposes):
            if purpose not in known.purposes and not {purpose, "purposes.yaml"}.intersection(
                known.unreadable
            ):
                remedy = did_you_mean(purpose, known.purposes)
                file.refuse(
                    [at, "purposes", position], f"没有这个用途 there is no purpose “{purpose}”", remedy
                )
        _check_known(file, [at, "tags"], "tag", _listed(consumer.tags), known.tags)
        if known.labels:
            _check_known(file, [at, "labels"], "label", _listed(consumer.labels), known.labels)
        _check_known(file, [at, "ledgers"], "ledger", consumer.ledgers, known.ledgers)
        check_contract(file, [at], consumer)
        check_label_purposes(file, [at], consumer, known.labels)
        check_purposes(file, [at], consumer, known.purpose_of, list(requests.values()))
    return tuple(consumers.values()), tuple(requests.values())


def _listed(values: Sequence[str] | str) -> Sequence[str]:
    """A list as it is; nothing of a word that stands for a list."""
    return () if isinstance(values, str) else values


def _check_known(
    file: RuleFile, place: Path_, kind: str, names: Iterable[str], known: Collection[str]
) -> None:
    for position, name in enumerate(names):
        if name not in known:
            near = did_you_mean(name, sorted(known))
            file.refuse([*place, position], f"没有这一项 there is no {kind} {name}", near)
