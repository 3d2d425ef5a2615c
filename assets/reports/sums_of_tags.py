"""The sums that readers can set up of tags' counts: by area, and by what the rules say of each other.

Belongs here: which counts add up to which. Does not belong here: where relations come from
(`tag_rules/engine/analysis/implied_tags`), what is hidden for them (`joint_suppression`).

Of all there are, some have a tag, of some nobody can tell and the rest has it not. Of those who have the
wider of two tags, some have the narrower one. Of all, or of the wider, some have one of several tags that
exclude each other. What is left over in each is a rest: a count that is nowhere shown.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from tag_rules.engine.analysis.implied_tags import UNKNOWN, Relations

ALL = ""
"""The name of all there are."""


@dataclass(frozen=True)
class NameSum:
    """A whole and its parts by name; beside them is a rest, which is none where `rest_is_none`.

    is_count: the rest is a number of people that someone may look for: who has a tag and not the narrower
    one, or who has it not.
    """

    whole: str
    parts: tuple[str, ...]
    is_count: bool = False
    rest_is_none: bool = False


def further_sums(
    whole: Hashable, parts: Sequence[str], rest: Hashable
) -> Iterator[tuple[Hashable, list[Hashable]]]:
    """Yield what else follows from a whole of parts and a rest: wholes and their parts, made of these.

    How many are in one of several parts can be known better than how many are in each, and so can how many
    are in none but one. A count that has no name is a tuple: of the parts it unites, or of `whole`, "-" and
    the part that it is without. It comes as a whole before it comes as a part.
    """
    ordered = sorted(parts, key=lambda name: (name.startswith(UNKNOWN), name))
    united: Hashable = ordered[0]
    for size in range(2, len(ordered) + 1):
        before, united = united, tuple(ordered[:size])
        yield united, [before, ordered[size - 1]]
    yield whole, [united, rest]
    for left_out, others in ((ordered[-1], ordered[:-1]), (ordered[0], ordered[1:]))[
        : 2 if len(parts) == 2 else 1
    ]:
        without = (whole, "-", left_out)
        yield without, [others[0] if len(others) == 1 else tuple(others), rest]
        yield whole, [without, left_out]


def name_sums(tags: Sequence[str], items: Collection[str], relations: Relations) -> list[NameSum]:
    """Return the sums of the counts of these tags and items; names are as in `Relations`, and `ALL`."""
    names = {*tags, *(UNKNOWN + tag for tag in tags), *items}
    within = {pair for pair in relations.within if names.issuperset(pair)}
    same = _same(within)
    wider = {(same.get(a, a), same.get(b, b)) for a, b in within}
    wider = {pair for pair in wider if pair[0] != pair[1]}
    apart = {tuple(sorted((same.get(a, a), same.get(b, b)))) for a, b in relations.apart if {a, b} <= names}
    apart |= {tuple(sorted((tag, same.get(UNKNOWN + tag, UNKNOWN + tag)))) for tag in tags}
    sums = [NameSum(ALL, (tag, UNKNOWN + tag), is_count=True) for tag in tags]
    sums += [NameSum(ALL, (item,)) for item in sorted(items)]
    sums += [NameSum(ALL, parts, rest_is_none=True) for parts in relations.whole if names.issuperset(parts)]
    for name, kept in sorted(same.items()):
        # Where by hand they are not the same, one may still be within the other.
        sums += [NameSum(kept, (name,), rest_is_none=True), NameSum(kept, (name,)), NameSum(name, (kept,))]
    sums += [
        NameSum(whole, (part,), is_count=part in tags and whole in tags)
        for part, whole in sorted(wider)
        if not any((part, between) in wider and (between, whole) in wider for between in names)
    ]
    inside = {ALL: sorted(names - same.keys())} | {
        whole: [part for part, of in sorted(wider) if of == whole] for _, whole in wider
    }
    for whole, members in sorted(inside.items()):
        sums += [NameSum(whole, each) for each in _exclusive(members, apart)]
    return sums


def _same(within: Collection[tuple[str, str]]) -> dict[str, str]:
    """Return by name the first of those that are the same people; that one itself has no entry."""
    both = [(a, b) for a, b in within if (b, a) in within]
    first: dict[str, str] = {}
    for a, b in sorted(both):
        first[a] = min(first.get(a, a), b)
    return {name: kept for name, kept in first.items() if kept != name}


def _exclusive(members: Sequence[str], apart: Collection[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """Yield sets of names of which nobody is in two, so that each such pair is in one of them."""
    done = set[tuple[str, str]]()
    for pair in combinations(members, 2):
        if pair not in apart or pair in done:
            continue
        group = list(pair)
        for name in members:
            if name not in group and all(tuple(sorted((name, other))) in apart for other in group):
                group.append(name)
        group.sort()
        done.update(combinations(group, 2))
        if len(group) > 2 or group[0] != UNKNOWN + group[1]:
            yield tuple(group)
