"""Every text of a file that a person writes: keys, values and lists, wherever they stand.

What belongs here: the walk through a file's plain content, and what the text at a place is about. What does
not: the words (`matching`); comments, which reach nobody's tags.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import PurePath
from typing import Any

from tag_rules.engine.prohibited.matching import About, Refusal, prohibited, prohibited_list
from tag_rules.engine.reading.yaml_document import YamlDocument

Place = tuple[str | int, ...]
AboutAt = Callable[[Place], About | None]
"""What the text at a place is about; None where no text is looked at."""
LEGAL_KEYS = frozenset({"legal_basis", "basis", "notice", "source", "why"})
"""Keys under which a text says what something rests on."""


def about_people(place: Place) -> About:
    """Return what the text at a place is about, in a file about people."""
    return "law" if any(step in LEGAL_KEYS for step in place) else "people"


def refusals_of(file: YamlDocument, about: AboutAt = about_people) -> Iterator[tuple[Place, Refusal]]:
    """Yield the place of every text of a file, its name among them, that speaks of what is prohibited."""
    stem = prohibited(PurePath(file.name).stem, about(()) or "people")
    if stem is not None:
        yield (), stem
    yield from refusals_in(file.content, about)


def refusals_in(
    content: Any, about: AboutAt = about_people, at: Place = ()
) -> Iterator[tuple[Place, Refusal]]:
    """Yield the place of every refused text in a file's plain content; at most one for each place."""
    kind = about(at)
    if kind is None:
        return
    if isinstance(content, str):
        refusal = prohibited(content, kind)
        if refusal is not None:
            yield at, refusal
    elif isinstance(content, dict):
        yield from _of_list(list(content), at)
        for key, value in content.items():
            place = (*at, key)
            refusal = prohibited(key, about(place) or kind) if isinstance(key, str) else None
            if refusal is not None and about(place) is not None:
                yield place, refusal
                continue
            yield from refusals_in(value, about, place)
    elif isinstance(content, list | tuple):
        yield from _of_list(content, at)
        for number, value in enumerate(content):
            yield from refusals_in(value, about, (*at, number))


def _of_list(names: Any, at: Place) -> Iterator[tuple[Place, Refusal]]:
    refusal = prohibited_list([name for name in names if isinstance(name, str)])
    if refusal is not None:
        yield at, refusal
