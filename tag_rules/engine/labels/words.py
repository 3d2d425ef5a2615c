"""The words of one problem label as its file writes them, checked and with shared lists written out.

Belongs here: `@list` names, and that words are in the form texts are normalised to. Does not belong here:
what words mean (`labels`), which lists there are (`label_language.yaml`).
"""

from __future__ import annotations

from functools import lru_cache

from tag_rules.engine.errors import did_you_mean
from tag_rules.engine.labels.assertions import normalised
from tag_rules.engine.labels.model import (
    LabelCategory,
    LabelEntry,
    LabelLanguage,
    LabelVersion,
    Near,
    ProblemLabel,
)
from tag_rules.engine.reading.rule_file import RuleFile
from tag_rules.engine.reading.yaml_document import Path_

# Of words of rules only, which every version of them has.
_normal_form = lru_cache(maxsize=2**13)(normalised)


def problem_label(
    file: RuleFile,
    place: Path_,
    version: LabelVersion,
    entry: LabelEntry,
    category: LabelCategory | None,
    language: LabelLanguage,
) -> ProblemLabel:
    """Return one version of a label; what is wrong with its words is recorded in `file`.

    Args:
        category: the head of its file, None when that cannot be read.
    """

    def words(path: Path_, written: tuple[str, ...]) -> tuple[str, ...]:
        return _spelt_out(file, [*place, *path], written, language)

    near = tuple(
        Near(
            first=words(["near", at, "first"], pair.first) or ("@",),
            second=words(["near", at, "second"], pair.second) or ("@",),
            within=pair.within,
        )
        for at, pair in enumerate(version.near)
    )
    return ProblemLabel(
        entry.code,
        entry.code[:3],
        version.title,
        category.title if category else version.title,
        words(["any"], version.any),
        words(["must"], version.must),
        words(["not"], version.not_),
        version.cases,
        near,
        words(["about"], version.about),
        words(["wanted"], version.wanted),
        words(["hints"], version.hints),
        version.definition,
        version.version,
        version.valid_from,
        version.valid_to,
        entry.retired_because if version is entry else None,
        category.purpose if category else "",
        version,
    )


def _spelt_out(
    file: RuleFile, path: Path_, written: tuple[str, ...], language: LabelLanguage
) -> tuple[str, ...]:
    """Return the words that stand at `path`, each once, those of a shared list in place of its name."""
    words: list[str] = []
    for at, word in enumerate(written):
        if not word.startswith("@"):
            words.append(word)
            if word != _normal_form(word):
                message = (
                    f"文本先规范写法，不会有 “{word}” is in no text, which is normalised before it is read"
                )
                file.refuse([*path, at], message, f"写成 write “{_normal_form(word)}”")
        elif word[1:] in language.lists:
            words += language.lists[word[1:]]
        else:
            near = did_you_mean(word[1:], language.lists)
            file.refuse([*path, at], f"没有这个词表 label_language.yaml has no list “{word[1:]}”", near)
    return tuple(dict.fromkeys(words))
