"""Everything that can be found wrong with the rule files, without any data.

What belongs here: the list of checks, and where in the files each finding stands. What does not: the checks
themselves (`loader`, `policy`, `cases`, `lock`, `analysis`), printing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from tag_rules.engine import lock
from tag_rules.engine.analysis.boundaries import missing_cases
from tag_rules.engine.analysis.conditions import claims, cleared_by_cases
from tag_rules.engine.analysis.decision_table import Examined, examine
from tag_rules.engine.analysis.equal_tags import equal_tags
from tag_rules.engine.analysis.title_numbers import title_numbers
from tag_rules.engine.cases import CaseFinding, check_cases
from tag_rules.engine.errors import RuleError
from tag_rules.engine.labels.matching import has_label, labels_of
from tag_rules.engine.labels.model import OTHER, Labelling, ProblemLabel
from tag_rules.engine.locked import LANGUAGE, SHARED
from tag_rules.engine.model import RuleSet
from tag_rules.engine.reading.loader import RULE_FILES, Reading, read_rules
from tag_rules.engine.reading.rule_file import RuleFile, never_read, unread
from tag_rules.engine.reading.yaml_document import Path_
from tag_rules.engine.signed_inputs import check_signed_inputs


@dataclass(frozen=True)
class LintReport:
    """What lint found. `errors`: by file and line. `examined`, `not_examined`: codes of tags with a rule.

    A tag is not examined for contradictions when it compares what the analysis does not follow, or has more
    combinations than `grid.MOST_POINTS`, and its own cases do not rule them out; every other check is made
    of it all the same.
    """

    rule_set: RuleSet
    errors: tuple[RuleError, ...]
    examined: tuple[str, ...]
    not_examined: tuple[str, ...]


def lint(folder: Path) -> LintReport:
    """Return every error of every rule file in `folder`, `rules.lock` included."""
    reading = read_rules(folder)
    rule_set = reading.rule_set
    _check_lock(reading, folder / "rules.lock")
    read = {file.name for file in reading.files}
    reading.files[0].errors.extend(never_read(name, RULE_FILES) for name in unread(folder, read))
    examined = [
        examine(rule_set, tag, tag.valid_from)
        for tag in (*rule_set.earlier, *rule_set.tags)
        if tag.condition is not None and (tag.value is None or tag.value_expression is not None)
    ]
    check_signed_inputs(reading)
    _check_cases(reading, examined)
    _check_conditions(reading, examined)
    for one in examined:
        file, place = reading.places[one.tag.code, one.tag.version]
        for language, written, known in title_numbers(rule_set, one.tag):
            message = f"标题里的“{written}”与规则不符 the rule of {one.tag.code} has no “{written}”"
            file.refuse([*place, "title", language], message, f"规则里是 the rule has: {known}")
    for label in (*rule_set.earlier_labels, *rule_set.problem_labels):
        place_of_label = reading.places[label.code, label.version]
        _check_label_cases(*place_of_label, label, rule_set.labelling)
        _check_label(*place_of_label, label)
    _check_equal_labels(reading, rule_set.problem_labels)
    unclear = [
        one.tag.code
        for one in examined
        if not one.exhaustive and not cleared_by_cases(rule_set, one.tag, one)
    ]
    return LintReport(
        rule_set,
        tuple(sorted(set(reading.errors))),
        tuple(dict.fromkeys(one.tag.code for one in examined if one.tag.code not in unclear)),
        tuple(dict.fromkeys(unclear)),
    )


def _check_lock(reading: Reading, path: Path) -> None:
    if not reading.rule_set.tags:
        return
    rule_set = reading.rule_set
    newest = {tag.code: tag.version for tag in rule_set.tags}
    newest |= {label.code: label.version for label in rule_set.problem_labels}
    parameters = [file for file in reading.files if file.name.startswith("parameters.")]
    for code, message, remedy in lock.findings(reading.rule_set, path, reading.written):
        if code in newest:
            file, place = reading.places[code, newest[code]]
            file.refuse([*place, "version"], message, remedy)
        elif code.startswith(lock.PARAMETER):
            name = code.removeprefix(lock.PARAMETER)
            file = next(file for file in reversed(parameters) if name in file.content)
            file.refuse([name, "values"], message, remedy)
        elif shared := _place_of_shared(reading, code):
            shared[0].refuse([*shared[1], "version"], message, remedy)
        else:
            file = RuleFile(path, path.name)
            file.refuse([code], message, remedy)
            reading.files[0].errors.extend(file.errors)


def _place_of_shared(reading: Reading, key: str) -> tuple[RuleFile, Path_] | None:
    """Return where what all labels share under a key of the lock stands; None of any other key."""
    files = {file.name: file for file in reading.files}
    if key == LANGUAGE:
        return files["label_language.yaml"], []
    topics = (f"{SHARED}{topic.topic}" for topic in reading.rule_set.routed_out)
    at = next((at for at, topic in enumerate(topics) if topic == key), None)
    return None if at is None else (files["routed_out.yaml"], [at])


def _check_cases(reading: Reading, examined: Sequence[Examined]) -> None:
    broken_cases = check_cases(reading.rule_set, [one.tag for one in examined])
    for one in examined:
        tag = one.tag.code, one.tag.version
        file, place = reading.places[tag]
        same: dict[tuple[str, str | None], list[CaseFinding]] = {}
        for broken in broken_cases[tag]:
            same.setdefault((broken.message, broken.given), []).append(broken)
        for (message, given), alike in same.items():  # said once, of the first of them
            at: Path_ = [*place, "cases", alike[0].number]
            numbers = ", ".join(str(broken.number + 1) for broken in alike)
            file.refuse(
                at if given is None else [*at, "given", given],
                f"例子有误 {one.tag.code}, case {numbers}: {message}",
                alike[0].remedy,
            )
        if not broken_cases[tag]:  # a case that is wrong may be the one that is missing
            for missing in missing_cases(reading.rule_set, one.tag, one):
                file.refuse([*place, missing.key], missing.message, missing.remedy, missing.offset)


def _check_conditions(reading: Reading, examined: Sequence[Examined]) -> None:
    for one in examined:
        file, place = reading.places[one.tag.code, one.tag.version]
        for key, claim in claims(reading.rule_set, one.tag, one):
            file.refuse([*place, key], claim.message, claim.remedy, claim.offset)
    newest = {tag.code: tag.version for tag in reading.rule_set.tags}
    current = [one for one in examined if one.tag.version == newest[one.tag.code]]
    for earlier, later in equal_tags(reading.rule_set, current):
        file, place = reading.places[later, newest[later]]
        file.refuse(
            [*place, "when"],
            f"与另一标签完全相同 {later} says the same of everyone as {earlier}",
            "保留一个，停用的写 valid_to keep one of them; a code that is given up gets a valid_to",
        )


def _check_label_cases(file: RuleFile, place: Path_, label: ProblemLabel, labelling: Labelling) -> None:
    for number, case in enumerate(label.cases):
        given = label.code in labels_of(labelling, case.text) if label.code == OTHER else None
        if (has_label(labelling, label, case.text) if given is None else given) != case.then:
            chinese, has = ("没有", "does not have") if case.then else ("有", "has")
            file.refuse(
                [*place, "cases", number],
                f"例子与标签不符：“{case.text}”{chinese}这个标签"
                f" {label.code}, case {number + 1}: “{case.text}” {has} this label",
                "改例子，或改词语 change the case or the words",
            )
    if {case.then for case in label.cases} != {True, False}:
        file.refuse(
            [*place, "cases"],
            f"要有带此标签和不带的例子各一 {label.code} needs a text with the label and one without",
        )


def _check_label(file: RuleFile, place: Path_, label: ProblemLabel) -> None:
    words: list[tuple[Path_, str]] = [(["any", number], word) for number, word in enumerate(label.any)]
    words += [(["about", number], word) for number, word in enumerate(label.about)]
    for at, word in words:
        barred = [other for other in label.not_ if other in word]
        if barred:
            message = f"永远不算 “{word}” never counts: it holds “{barred[0]}”, with which there is no label"
            file.refuse([*place, *at], message, "去掉一个 take one out")
    for number, word in enumerate(label.must):
        barred = [other for other in label.not_ if other in word]
        if barred:
            message = (
                f"永远不会有 {label.code}：“{word}”含有“{barred[0]}”"
                f" it is never given: “{word}” holds “{barred[0]}”, with which there is no label"
            )
            file.refuse([*place, "must", number], message, "去掉一个 take one out")


def _check_equal_labels(reading: Reading, labels: Sequence[ProblemLabel]) -> None:
    newest = {label.code: label.version for label in labels}
    words: Mapping[str, tuple[frozenset[object], ...]] = {
        label.code: (
            label.strong,
            frozenset((frozenset((pair.first, pair.second)), pair.within) for pair in label.near),
            frozenset(label.must),
            frozenset(label.not_),
        )
        for label in labels
    }
    for earlier, later in combinations(words, 2):
        if words[earlier] == words[later]:
            file, place = reading.places[later, newest[later]]
            file.refuse(
                [*place, "any"],
                f"与另一标签词语相同 {later} is given to the same texts as {earlier}",
                "保留一个 keep one of them",
            )
