"""Every fact and roll that is taken in has a line signed by who answers for it: signed_inputs.yaml.

What belongs here: holding features and rolls to that file. What does not: facts made of others (`from`,
`full_years_of`), which are covered by what they are made of; what may be no input at all (`prohibited`).
"""

from __future__ import annotations

from collections.abc import Collection

from tag_rules.engine.errors import did_you_mean
from tag_rules.engine.model import Feature, RuleSet, SignedInputs
from tag_rules.engine.reading.loader import Reading
from tag_rules.engine.reading.rule_file import RuleFile

SIGNED = "signed_inputs.yaml"
_REMEDY = (
    f"请在 {SIGNED} 中由责任人签字：signed_by、signed_on、purpose、basis、inputs"
    f" have it signed in {SIGNED}: who, when, for which purpose, on what basis"
)


def check_signed_inputs(reading: Reading) -> None:
    """Record every fact that nobody signed for, and every signed line of nothing."""
    rule_set, files = reading.rule_set, {file.name: file for file in reading.files}
    wanted = {
        f"{subject}.{name}": (subject, at)
        for subject, features in rule_set.features.items()
        for at, (name, feature) in enumerate(features.items())
        if not _is_made_of_others(feature)
    }
    signed = _signed(files[SIGNED], rule_set, wanted) if SIGNED in files else set()
    for name, place in wanted.items():
        if name not in signed:
            message = f"{name} 无人签字 {name} is taken in and nobody has signed for it"
            files["features.yaml"].refuse(place, message, _REMEDY)


def signed_rolls(rule_set: RuleSet) -> frozenset[str]:
    """Return the rolls that a signed fact shows; no other may be taken in."""
    features = (feature for of_subject in rule_set.features.values() for feature in of_subject.values())
    return frozenset(each.roll for each in features if each.roll is not None and not _is_made_of_others(each))


def unsigned_roll(roll: str) -> tuple[str, str]:
    """Return message and remedy for a roll that no signed fact shows."""
    return (
        f"名册 {roll} 无人签字 the roll {roll} is taken in and nobody has signed for it",
        f"先在 features.yaml 写明 roll: {roll} 的特征；{_REMEDY}",
    )


def _signed(file: RuleFile, rule_set: RuleSet, wanted: Collection[str]) -> set[str]:
    """Return what the lines of the file cover; what is wrong with them is recorded."""
    file.parse(tuple[SignedInputs, ...])
    lines: dict[int, SignedInputs] = file.salvage([], SignedInputs)
    signed = set[str]()
    for at, line in lines.items():
        # Of a file that nobody can read nothing follows: it has its own error.
        if rule_set.purposes and line.purpose not in rule_set.purposes:
            near = did_you_mean(line.purpose, rule_set.purposes)
            file.refuse([at, "purpose"], f"没有该目的 there is no purpose “{line.purpose}”", near)
        for place, name in enumerate(line.inputs):
            if wanted and name not in wanted:
                near = did_you_mean(name, wanted)
                file.refuse(
                    [at, "inputs", place], f"没有需签字的事实 there is no fact “{name}” to sign for", near
                )
            elif name in signed:
                file.refuse(
                    [at, "inputs", place], f"{name} 重复签字 is signed for twice", "请只保留一处 keep one"
                )
            signed.add(name)
    return signed


def _is_made_of_others(feature: Feature) -> bool:
    made = feature.from_ is not None or feature.made is not None or feature.shows is not None
    return made or not feature.is_column
