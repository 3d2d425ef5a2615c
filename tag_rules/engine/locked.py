"""What rules.lock holds: each version of each tag and problem label, and what all labels share.

What belongs here: which part of a rule counts as its content, as a hash. What does not: the file (`lock`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tag_rules.engine.labels.model import LabelLanguage, ProblemLabel
from tag_rules.engine.model import RuleSet, Tag

SHARED = "@"
"""What the key of something that all labels share begins with: the language, a topic that is routed out."""
LANGUAGE = f"{SHARED}label_language"
_NO_CONTENT = {"cases", "values", "version", "category_title", "category_code"}
_OF_ENTRY = {"code", "cases", "version", "valid_to", "earlier", "retired_because"}


@dataclass(frozen=True)
class Locked:
    """One version of something that is locked.

    `content`: 16 hex digits over what it says. `retirement`: the first day without it and why; empty for what
    stays. `dated`: past dates are computed with its earlier versions, which are kept.
    """

    code: str
    version: int
    content: str
    retirement: str = ""
    dated: bool = True


def newest(rule_set: RuleSet) -> list[Locked]:
    """Return the newest version of every tag and label, and what labels share."""
    made = [_tag(tag) for tag in rule_set.tags] + [_label(label) for label in rule_set.problem_labels]
    language = rule_set.label_language
    if language != LabelLanguage():
        made.append(Locked(LANGUAGE, language.version, _hash(language.model_dump(mode="json")), dated=False))
    for topic in rule_set.routed_out:
        content = _hash(topic.model_dump(mode="json"))
        made.append(Locked(f"{SHARED}{topic.topic}", topic.version, content, dated=False))
    return made


def earlier(rule_set: RuleSet) -> list[Locked]:
    """Return the versions before the newest ones."""
    return [_tag(tag) for tag in rule_set.earlier] + [_label(label) for label in rule_set.earlier_labels]


def fingerprint(tag: Tag) -> str:
    """Return 16 hex digits over what the tag says."""
    return _hash(tag.model_dump(mode="json", exclude=_NO_CONTENT) | {"valid_to": None})


def _tag(tag: Tag) -> Locked:
    return Locked(tag.code, tag.version, fingerprint(tag), _retirement(tag))


def _label(label: ProblemLabel) -> Locked:
    assert label.written is not None, "a label of a rule set was read from a file"
    said = label.written.model_dump(mode="json", include=set(type(label.written).model_fields) - _OF_ENTRY)
    content = _hash(said | {"code": label.code, "purpose": label.purpose})
    return Locked(label.code, label.version, content, _retirement(label))


def _retirement(one: Tag | ProblemLabel) -> str:
    return f"{one.valid_to} {one.retired_because.zh}" if one.retired_because else ""


def _hash(said: Mapping[str, Any]) -> str:
    content = {name: value for name, value in said.items() if name != "version"}
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]
