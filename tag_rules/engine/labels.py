"""What a problem label's words mean, for one text. The fast way over many is not here."""

from __future__ import annotations

from tag_rules.engine.model import ProblemLabel


def matches(label: ProblemLabel, text: str) -> bool:
    """Return whether `text` holds any word of `any`, every word of `must` and no word of `not_`."""
    return (
        any(word in text for word in label.any)
        and all(word in text for word in label.must)
        and not any(word in text for word in label.not_)
    )
