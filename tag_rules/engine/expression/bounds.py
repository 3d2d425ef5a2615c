"""How much one rule may say: bounds within which every text is read, checked and explained in seconds.

What belongs here: counting in the text, before anything reads it. What does not: what the text means.
"""

from __future__ import annotations

import re

from tag_rules.engine.expression.findings import Finding

DEEPEST, MOST_PARTS, MOST_MEMBERS, LONGEST_TEXT = 20, 60, 500, 20_000
"""How deep, how many conditions and operations, how many members of lists, how many characters at most."""


def beyond_bounds(text: str) -> Finding | None:
    """Return what a rule has too much of: bounds within which every text is judged in seconds."""
    bare = re.sub(r"'(?:[^']|'')*'", "''", text).lower()
    depth = deepest = 0
    for character in bare:
        depth += {"(": 1, ")": -1}.get(character, 0)
        deepest = max(deepest, depth)
    runs = re.findall(r"(?:\bnot\b[\s(]*)+", bare)
    nots = max((run.count("not") for run in runs), default=0)
    for count, most, zh, en in (
        (max(deepest, nots, bare.count("case ")), DEEPEST, "嵌套层数", "levels of brackets, not or case"),
        (
            len(re.findall(r"\b(?:and|or)\b|[-+*/%]", bare)),
            MOST_PARTS,
            "条件与运算数",
            "conditions and operations",
        ),
        (bare.count(","), MOST_MEMBERS, "列表项数", "members of lists"),
        (len(text), LONGEST_TEXT, "字数", "characters"),
    ):
        if count > most:
            return Finding(
                f"规则太复杂：{zh} {count}，至多 {most} too much for one rule: {count} {en}, at most {most}",
                "拆成几个标签，或列表用 in (…)、范围用 between "
                "make several tags of it, or use in (…) or between",
            )
    return None
