"""The contracts page: who is given what for which purposes, and every request for more, with its decision.

Belongs here: gathering it from the rules, pure. Does not belong here: layout (`templates/contracts.html`).
"""

from __future__ import annotations

from datetime import date

from assets.reports.pages.rendering import render
from tag_rules.engine.model import Approval, RuleSet

_STATES = {
    "open": ("待定", "open"),
    "approved": ("已批准", "approved"),
    "refused": ("已拒绝", "refused"),
    "over": ("已到期", "over"),
}


def contracts_page(rule_set: RuleSet, as_of: date) -> str:
    """Return the page, as things stand on a day."""
    purposes = {
        consumer.name: [rule_set.purposes[name] for name in consumer.purposes]
        for consumer in rule_set.consumers
    }
    return render(
        "contracts.html",
        here="contracts.html",
        consumers=rule_set.consumers,
        purposes=purposes,
        tags={each.name: rule_set.tags_of(each, as_of) for each in rule_set.consumers},
        titles={each.name: each.title for each in rule_set.consumers},
        requests=[
            (each, rule_set.purposes[each.purpose], _state(each, as_of)) for each in rule_set.approvals
        ],
        as_of=as_of,
        rule_set_version=rule_set.version,
    )


def _state(request: Approval, as_of: date) -> tuple[str, str]:
    if not request.is_decided(as_of):
        return _STATES["open"]
    if request.decision == "approved" and not request.holds(as_of):
        return _STATES["over"]
    return _STATES[request.decision or "open"]
