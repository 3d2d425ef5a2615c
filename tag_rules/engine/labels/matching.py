"""What a problem label's words mean, for one text. Not here: what it asserts (`assertions`), many texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tag_rules.engine.labels.assertions import CLAUSE_ENDS, aside, asserted, longest_first, normalised
from tag_rules.engine.labels.model import OTHER, LabelLanguage, Labelling, Near, ProblemLabel

STRONG, WEAK, ENOUGH = 2, 1, 2
"""What evidence weighs: a word of `any` or `about`, a pair of `near` or a wanted word asked for;
a hint; and the weight from which a label is given. So a general word never decides alone."""
ASKED_WITHIN, SHORT_WITHIN = 8, 6


def labels_of(labelling: Labelling, text: str) -> list[str]:
    """Return the codes of a text's labels, best first; empty where the text asks for nothing we know.

    Best is the label with the heaviest evidence; then the one with the longest words, then the smallest code.
    `OTHER` is given only where no other label is; nothing to a text of a topic that is routed out.
    """
    if routed_to(labelling, text):
        return []
    claims = asserted(labelling, text)
    by_weight = []
    for label in labelling.labels:
        weight = evidence(labelling.language, label, claims)
        if weight >= ENOUGH:
            length = sum(len(word) for word in _counted(label, claims))
            by_weight.append((-weight, -length, label.code))
    codes = [code for _, _, code in sorted(by_weight)]
    return [code for code in codes if code != OTHER] or codes


def has_label(labelling: Labelling, label: ProblemLabel, text: str) -> bool:
    """Return whether a text has this label; of `OTHER`, whether it would have it without any other."""
    claims = asserted(labelling, text)
    return not routed_to(labelling, text) and evidence(labelling.language, label, claims) >= ENOUGH


def routed_to(labelling: Labelling, text: str) -> list[str]:
    """Return the topics of a text that are nobody's label, in the order of their file.

    Denials do not count here: who writes of violence in a family at all is read by somebody.
    """
    topics = []
    for topic in labelling.routed_out:
        read = normalised(text)
        for phrase in longest_first(topic.kept):
            read = read.replace(phrase, aside(phrase))
        if any(word in read for word in topic.words) or any(is_near(pair, read) for pair in topic.near):
            topics.append(topic.topic)
    return topics


def evidence(language: LabelLanguage, label: ProblemLabel, text: str) -> int:
    """Return how heavy the evidence of a label in what a text tells is; 0 where `must` or `not` forbid it."""
    if not all(word in text for word in label.must) or any(word in text for word in label.not_):
        return 0
    strong = label.strong
    weight = sum(STRONG if word in strong else WEAK for word in _counted(label, text))
    weight += STRONG * sum(is_near(pair, text) for pair in label.near)
    return weight + STRONG * bool(asked_for(language, label, text))


def matched_terms(labelling: Labelling, label: ProblemLabel, text: str) -> list[str]:
    """Return the words for which a text has the label, sorted."""
    claims = asserted(labelling, text)
    words = {*label.strong, *label.must, *label.hints, *label.wanted}
    for pair in label.near:
        if is_near(pair, claims):
            words |= {*pair.first, *pair.second}
    return sorted(word for word in words if word in claims)


def asked_for(language: LabelLanguage, label: ProblemLabel, text: str) -> bool:
    """Return whether a wanted word is asked for or said to be short, within one clause."""
    return any(
        _follows(asks, wanted, within, text)
        for asks, wanted, within in (
            (language.asks, label.wanted, ASKED_WITHIN),
            (label.wanted, language.short, SHORT_WITHIN),
        )
    )


def is_near(pair: Near, text: str) -> bool:
    """Return whether a word of each side stands in the text with at most `within` characters between."""
    places = [[span for word in side for span in _spans(word, text)] for side in (pair.first, pair.second)]
    return any(
        0 <= gap <= pair.within
        for start, end in places[0]
        for other_start, other_end in places[1]
        for gap in (other_start - end, start - other_end)
    )


def _counted(label: ProblemLabel, text: str) -> list[str]:
    """Return the words found, but those inside a longer one that is found and weighs as much."""
    strong = label.strong
    present = {word for word in (*strong, *label.hints, *label.wanted) if word in text}
    return [
        word
        for word in present
        if not any(
            word != other and word in other and (word in strong) <= (other in strong) for other in present
        )
    ]


def _follows(first: Sequence[str], second: Sequence[str], within: int, text: str) -> bool:
    """Return whether a word of `second` is `within` characters or less after one of `first`, in a clause."""
    return any(
        0 <= start - end <= within and not set(text[end:start]) & set(CLAUSE_ENDS)
        for word in first
        for _, end in _spans(word, text)
        for other in second
        for start, _ in _spans(other, text)
    )


def _spans(word: str, text: str) -> Iterator[tuple[int, int]]:
    start = text.find(word)
    while start >= 0:
        yield start, start + len(word)
        start = text.find(word, start + 1)
