"""What a problem label's words mean, for one text. The fast way over many is not here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tag_rules.engine.model import OTHER, Near, ProblemLabel


def matches(label: ProblemLabel, text: str) -> bool:
    """Return whether `text` has a word of `any` or a pair of `near`, every word of `must`, no barred word."""
    return (
        (any(word in text for word in label.any) or any(is_near(pair, text) for pair in label.near))
        and all(word in text for word in label.must)
        and not any(word in text for word in (*label.not_, *label.barred))
    )


def labels_of(labels: Sequence[ProblemLabel], text: str) -> list[str]:
    """Return the codes of a text's labels, best first; empty where the text asks for nothing we know.

    Best is the label with the most reasons: words of `any` and `must`, and pairs that are near; then the one
    with the longest words of `any` and `must`, then the smallest code. `OTHER` is given only where no other
    label is.
    """
    found = []
    for label in labels:
        if matches(label, text):
            words = {word for word in (*label.any, *label.must) if word in text}
            reasons = len(words) + sum(is_near(pair, text) for pair in label.near)
            found.append((-reasons, -sum(map(len, words)), label.code))
    codes = [code for _, _, code in sorted(found)]
    return [code for code in codes if code != OTHER] or codes


def matched_terms(label: ProblemLabel, text: str) -> list[str]:
    """Return the words for which a text has the label, sorted: of `any`, `must` and pairs that are near."""
    words = {*label.any, *label.must}
    for pair in label.near:
        if is_near(pair, text):
            words |= {*pair.first, *pair.second}
    return sorted(word for word in words if word in text)


def is_near(pair: Near, text: str) -> bool:
    """Return whether a word of each side stands in the text with at most `within` characters between."""
    places = [[span for word in side for span in _spans(word, text)] for side in (pair.first, pair.second)]
    return any(
        0 <= gap <= pair.within
        for start, end in places[0]
        for other_start, other_end in places[1]
        for gap in (other_start - end, start - other_end)
    )


def _spans(word: str, text: str) -> Iterator[tuple[int, int]]:
    start = text.find(word)
    while start >= 0:
        yield start, start + len(word)
        start = text.find(word, start + 1)
