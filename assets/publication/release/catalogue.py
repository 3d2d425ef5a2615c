"""The catalogue that is published beside the assignments: every tag and problem label with its texts.

Belongs here: the rule set as rows of `tag` and `tag_version`, pure. Does not belong here: the rules' meaning.
"""

from datetime import date, timedelta

import polars as pl

from tag_rules.engine.expression import parameters_read
from tag_rules.engine.labels.model import ProblemLabel
from tag_rules.engine.model import RuleSet, Tag

# Where a tag has no rule of ours, its definition names where it comes from.
_GIVEN = {
    "upstream": "市级下发 given by the city",
    "roll": "部门名册 given by a department's roll",
    "manual": "人工认定 set by hand",
}
_SCHEMA = pl.Schema(
    {
        "tag_code": pl.String, "level": pl.String, "category_code": pl.String, "category_title_zh": pl.String,
        "category_title_en": pl.String, "title_zh": pl.String, "title_en": pl.String, "subject": pl.String,
        "definition": pl.String, "sensitivity": pl.String, "purpose": pl.String, "owner": pl.String,
        "version": pl.Int64, "valid_from": pl.Date, "valid_to": pl.Date, "status": pl.String,
    }
)  # fmt: skip


def catalogue(rule_set: RuleSet, as_of: date) -> pl.DataFrame:
    """The table `tag` on a date: one row per tag and problem label, its status beside."""
    then = rule_set.at(as_of)
    rows = [_tag_row(rule_set, tag, as_of) for tag in then.tags]
    rows += [_label_row(rule_set, label, as_of) for label in then.problem_labels]
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")


def catalogue_versions(rule_set: RuleSet, as_of: date) -> pl.DataFrame:
    """The rows of `tag_version` on a date: the catalogue, and the versions that came before."""
    rows = [_tag_row(rule_set, tag, as_of) for tag in rule_set.earlier if tag.valid_from <= as_of]
    rows += [
        _label_row(rule_set, label, as_of) for label in rule_set.earlier_labels if label.valid_from <= as_of
    ]
    earlier = pl.DataFrame(rows, schema=_SCHEMA, orient="row")
    return (
        pl.concat([earlier, catalogue(rule_set, as_of)])
        .unique(["tag_code", "version"], keep="last", maintain_order=True)
        .drop("status")
    )


def _definition(rule_set: RuleSet, tag: Tag, as_of: date) -> str:
    """Return the rule with the values of its parameters, or where the tag comes from."""
    if tag.when is None:
        return _GIVEN[tag.origin]
    last = min(as_of, tag.valid_to - timedelta(days=1)) if tag.valid_to else as_of
    names = dict.fromkeys(name for tree in tag.trees for name in parameters_read(tree))
    held = {name: rule_set.parameter_at(name, max(last, tag.valid_from)) for name in names}
    values = [f":{name} = {value}（{rule_set.parameters[name].title.zh}）" for name, value in held.items()]
    return f"{tag.when}；其中 where {'，'.join(values)}" if values else tag.when


def _status(tag: Tag, as_of: date) -> str:
    """Return planned, draft, pilot, active or retired."""
    if tag.valid_to is not None and tag.valid_to <= as_of:
        return "retired"
    stage = tag.stage(as_of)
    return "planned" if not tag.in_force(as_of) else "active" if stage == "published" else stage


def _tag_row(rule_set: RuleSet, tag: Tag, as_of: date) -> dict[str, object]:
    purpose = rule_set.purposes[tag.purpose]
    return {
        "tag_code": tag.code,
        "level": tag.level,
        "category_code": tag.category_code,
        "category_title_zh": tag.category_title.zh,
        "category_title_en": tag.category_title.en,
        "title_zh": tag.title.zh,
        "title_en": tag.title.en,
        "subject": tag.subject,
        "definition": _definition(rule_set, tag, as_of),
        "sensitivity": tag.sensitivity,
        "purpose": tag.purpose,
        "owner": purpose.owner.zh,
        "version": tag.version,
        "valid_from": tag.valid_from,
        "valid_to": tag.valid_to,
        "status": _status(tag, as_of),
    }


def _label_row(rule_set: RuleSet, label: ProblemLabel, as_of: date) -> dict[str, object]:
    ended = label.valid_to is not None and label.valid_to <= as_of
    return {
        "tag_code": label.code,
        "level": "problem",
        "category_code": label.category_code,
        "category_title_zh": label.category_title.zh,
        "category_title_en": label.category_title.en,
        "title_zh": label.title.zh,
        "title_en": label.title.en,
        "subject": "case",
        "definition": _label_definition(label),
        "sensitivity": "open",
        "purpose": label.purpose,
        "owner": rule_set.purposes[label.purpose].owner.zh,
        "version": label.version,
        "valid_from": label.valid_from,
        "valid_to": label.valid_to,
        "status": "retired" if ended else "active" if label.in_force(as_of) else "planned",
    }


def _label_definition(label: ProblemLabel) -> str:
    """Return what a label is for, and every word that gives it; lists stand written out."""
    listed = (
        ("any", label.any), ("about", label.about), ("wanted", label.wanted), ("hints", label.hints),
        ("must", label.must), ("not", label.not_),
    )  # fmt: skip
    words = [f"{name}: {' '.join(terms)}" for name, terms in listed if terms]
    words += [
        f"near ({pair.within}): {' '.join(pair.first)} + {' '.join(pair.second)}" for pair in label.near
    ]
    told = [f"{label.definition.zh} {label.definition.en}"] if label.definition else []
    return "; ".join(told + words)
