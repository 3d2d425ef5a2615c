"""Places of a whole column at which a name may begin or end, found for all characters at once.

What belongs here: the comparisons over all texts joined. What does not: what each character may be
(`character_tables`), weighing a place (`evidence`). Most places are left out here, because an ordinary word
begins there, nothing stands beside them, or the best evidence there is would not make a name of the
characters, so that only few of a text's characters cost time in Python.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from assets.intake.masking import character_tables as known
from assets.intake.masking.character_tables import NEVER, RARE_HAN, tables
from assets.intake.masking.evidence import (
    AFTER_NAMED,
    AFTER_SIGN,
    BESIDE_NUMBER,
    BESIDE_PARTICULARS,
    OTHER_MARKER,
    SAID_AGAIN,
    SIGNED,
    SURE,
    TITLE,
    UNMARKED,
    WHOLE,
)
from assets.intake.masking.forms import FAMILIAR, IN_LIST
from assets.intake.masking.likelihood import DOUBLED, ONE_CHARACTER, TWO_CHARACTERS, WINDOW

Flags = npt.NDArray[np.bool_]
Costs = npt.NDArray[np.float32]
Places = npt.NDArray[np.int64]
BETWEEN = "\n\n"
"""Stands between two texts: no name reaches over it."""
EDGE = 10
"""So many characters before and after all texts, so that every place has neighbours."""
ROUNDING = 0.01
RARELY_WORDS = 9.0
"""Two characters that cost less as words are not taken for a name merely because a marker is before them."""


class Candidates(NamedTuple):
    """Places in the joined texts, in order: where names may begin, and where some may end."""

    after_markers: Places
    beginnings: Places
    before_titles: Places
    forms: Places
    before_particulars: Places
    again: Places


def candidates(joined: str, first: Places) -> Candidates:
    """Return the places worth weighing in texts joined by ``BETWEEN``, which begin at ``first``."""
    column = _Column(joined, first)
    return Candidates(
        *(
            places - EDGE
            for places in (
                column.after_markers(),
                column.beginnings(),
                column.before_titles(),
                column.forms(),
                column.before_particulars(),
                column.unmarked(),
            )
        )
    )


class Excess(NamedTuple):
    """What names of two and three characters cost more than words; whether there may be another name."""

    short: Costs
    long: Costs
    other: Flags

    def is_under(self, limit: Costs | float) -> Flags:
        """Whether any name costs less than words and this together."""
        return self.other | (np.minimum(self.short, self.long) < limit)


class _Column:
    """The characters of all texts in a row, and what each of them may be."""

    def __init__(self, joined: str, first: Places) -> None:
        points = np.full(len(joined) + 2 * EDGE, ord("\n"), np.uint32)
        points[EDGE:-EDGE] = np.frombuffer(joined.encode("utf-32-le"), np.uint32)
        points[points > 0xFFFF] = RARE_HAN
        self.table = tables()
        self.points = points
        self.kinds = self.table.kinds[points]
        numbers = self.table.numbers[points].astype(np.uint32)
        pairs = np.zeros(len(points), np.uint32)
        pairs[:-1] = numbers[:-1] * self.table.width + numbers[1:]
        self.pairs = pairs
        self.pair_kinds = self.table.pair_kinds[pairs]
        self.han = self.are(known.HAN)
        self.starts = self._starts()
        self.again = self._again(first)

    def are(self, kind: int) -> Flags:
        return np.bitwise_and(self.kinds, kind).astype(np.bool_)

    def is_at(self, places: Places, kind: int) -> Flags:
        return np.bitwise_and(self.kinds[places], kind).astype(np.bool_)

    def pair_at(self, places: Places, kind: int) -> Flags:
        return np.bitwise_and(self.pair_kinds[places], kind).astype(np.bool_)

    def _starts(self) -> Flags:
        """Where a name may begin for all that its first three characters tell."""
        given, common = self.are(known.GIVEN), (self.pair_kinds & known.COMMON) != 0
        word_here = common & ~_shifted(given, -2)
        word_next = _shifted(common & ~given, -1)
        starts: Flags = self.are(known.BEGINNER) & _shifted(self.han, -1) & ~word_here & ~word_next
        return starts

    def _again(self, first: Places) -> Flags:
        """Where a name may begin whose first two characters stand more than once in the same text."""
        at = np.flatnonzero(self.are(known.BEGINNER) & self.han & _shifted(self.han, -1))
        rows = np.searchsorted(first, at - EDGE, side="right").astype(np.uint64)
        keys = (rows << 32) | (self.points[at].astype(np.uint64) << 16) | self.points[at + 1]
        _, which, count = np.unique(keys, return_inverse=True, return_counts=True)
        again = np.zeros(len(self.points), np.bool_)
        again[at[count[which] > 1]] = True
        return again

    def excess(self, at: Places, two_whole: Flags | None = None, three_whole: Flags | None = None) -> Excess:
        """What names of two and of three characters at each place cost more than the same as ordinary words.

        Where such a name would be all between two signs, ``WHOLE`` is added.
        """
        table, points = self.table, self.points
        first, second, third = points[at], points[at + 1], points[at + 2]
        words = [table.word[character] for character in (first, second, third)]
        here, following = (table.pair_costs[table.pair_words[self.pairs[place]]] for place in (at, at + 1))
        two = np.minimum(words[0] + words[1], here)
        three = np.minimum(two + words[2], words[0] + following)
        given = np.where(second == third, DOUBLED, table.given[second]) + table.given_last[third]
        given = np.where(
            self.pair_at(at + 1, known.GIVEN_WORD), np.minimum(given, known.GIVEN_WORD_COST), given
        )
        surname = table.surname[first] - ROUNDING
        short = surname + table.given_last[second] + ONE_CHARACTER - two
        long = np.where(self.han[at + 2], surname + given + TWO_CHARACTERS - three, NEVER)
        if two_whole is not None and three_whole is not None:
            short, long = short + WHOLE * two_whole, long + WHOLE * three_whole
        foreign = (
            self.is_at(at, known.FOREIGN)
            & self.is_at(at + 1, known.FOREIGN)
            & self.is_at(at + 2, known.FOREIGN)
        )
        return Excess(short, long, foreign | self.pair_at(at, known.COMPOUND))

    def after_markers(self) -> Places:
        """Where a name may begin that a marker announces, with or without a sign between."""
        marked = _shifted((self.pair_kinds & known.MARKER_END) != 0, 2) | _shifted(
            self.are(known.SHORT_MARKER | known.BEFORE), 1
        )
        sure = _shifted((self.pair_kinds & known.SURE_END) != 0, 2)
        signed = _shifted(self.are(known.SIGN), 1)
        beginner, two = self.are(known.BEGINNER), self.han & _shifted(self.han, -1)
        no_word = two & (beginner | ((self.pair_kinds & known.ORDINARY) == 0))
        at = np.flatnonzero(
            self.starts & marked | signed & (no_word | self.are(known.CAPITAL)) | beginner & two & sure
        )
        return at[self._may_follow(at)]

    def _may_follow(self, at: Places) -> Flags:
        """Whether the best evidence that may stand before these places would make a name of what follows."""
        signed = self.is_at(at - 1, known.SIGN) & ~self.is_at(at - 1, known.SHORT_MARKER)
        gap = signed & self.is_at(at - 2, known.GAP) | self.is_at(at - 1, known.BEFORE & ~known.SIGN)
        near = self.pair_at(at - 3, known.MARKER_END) | self.is_at(at - 2, known.SHORT_MARKER) | gap
        end = np.where(signed, at - 3, at - 2)
        sure = gap | self.pair_at(end, known.SURE_END)
        named = gap | self.is_at(end + 1, known.NAMED)
        evidence = np.where(sure, SURE, OTHER_MARKER) + np.where(named, AFTER_NAMED, 0.0)
        evidence += np.where(signed, AFTER_SIGN, 0.0) + np.where(self.again[at], SAID_AGAIN, 0.0)
        likely = self.is_at(at, known.BEGINNER) & self.excess(
            at,
            *(~self.han[end] | self.is_at(end, known.ENDS_NAME) | self.again[at] for end in (at + 2, at + 3)),
        ).is_under(-evidence)
        return (~signed | near) & (likely | self._any_name(at, sure, signed | named))

    def _any_name(self, at: Places, sure: Flags, strong: Flags) -> Flags:
        """Whether more than the likelihood of the characters may tell that a name begins here."""
        word_here, word_next = (self.pair_at(place, known.ORDINARY) for place in (at, at + 1))
        unusual = strong & ~word_here & ~(word_next & self.han[at + 2])
        table = self.table
        pair = table.pair_costs[table.pair_words[self.pairs[at]]]
        words = np.minimum(table.word[self.points[at]] + table.word[self.points[at + 1]], pair)
        unusual |= sure & self.is_at(at, known.SURNAME) & (words >= RARELY_WORDS)
        titled = self.pair_at(at + 1, known.TITLE) | self.is_at(at + 1, known.SHORT_TITLE)
        dots = np.zeros(len(self.kinds), np.bool_)
        for dot in np.flatnonzero(self.are(known.DOT)):
            dots[max(0, dot - WINDOW) : dot] = True
        return unusual | titled & self.is_at(at, known.SURNAME) | dots[at] | self.is_at(at, known.CAPITAL)

    def beginnings(self) -> Places:
        """Where a name may stand first after a sign."""
        at = np.flatnonzero(self.starts & ~_shifted(self.han, 1))
        return at[self.excess(at).is_under(-SIGNED)]

    def unmarked(self) -> Places:
        """Where a name may stand that nothing shows but that it is said again."""
        at = np.flatnonzero(self.again & self.starts)
        return at[self.excess(at).is_under(-UNMARKED - SAID_AGAIN - WHOLE)]

    def before_titles(self) -> Places:
        """Where a title begins after what may be a name or a surname."""
        ends = _shifted(self.starts, 2) | _shifted(self.starts, 3) | _shifted(self.starts, 4)
        alone = _shifted(self.are(known.SURNAME), 1)
        title = (self.pair_kinds & known.TITLE) != 0
        title |= self.are(known.SHORT_TITLE)
        at = np.flatnonzero(title & (ends | alone) & _shifted(self.han, 1))
        surname, word = (costs[self.points[at - 1]] for costs in (self.table.surname, self.table.word))
        alone_at = surname + TITLE + WHOLE * ~self.han[at - 2] - ROUNDING < word
        return at[alone_at | self.pair_at(at - 2, known.COMPOUND) | self._may_end(at, TITLE)]

    def _may_end(self, at: Places, evidence: float) -> Flags:
        """Whether a name may end at these places with this evidence beside it."""
        two, three = (
            self.excess(at - length, ~self.han[at - length - 1], ~self.han[at - length - 1])
            for length in (2, 3)
        )
        other = three.other | self.pair_at(at - 4, known.COMPOUND)
        return other | (two.short < -evidence) | (three.long < -evidence)

    def before_particulars(self) -> Places:
        """Where a sex, an age or a number begins after what may be a name."""
        surname = self.are(known.SURNAME)
        near = _shifted(surname, 2) | _shifted(surname, 3) | _shifted(surname, 4)
        years, digit = self.are(known.YEARS), self.are(known.DIGIT)
        age = digit & (_shifted(years, -1) | _shifted(years, -2) | _shifted(years, -3))
        beside = self.are(known.PARTICULAR) & ~digit & _shifted(self.are(known.NEXT), -1)
        at = np.flatnonzero((age | beside) & near & _shifted(self.han, 1))
        return at[self._may_end(at, BESIDE_PARTICULARS)]

    def forms(self) -> Places:
        """Characters that show a name by its form."""
        familiar = np.flatnonzero((self.pair_kinds & known.FAMILIAR) != 0)
        at = np.flatnonzero(self.are(known.FORM))
        character = self.points[at]
        after = np.flatnonzero(self.are(known.DOT))
        capital = np.flatnonzero(self.are(known.CAPITAL))
        after_surname = self.is_at(at - 1, known.SURNAME)
        is_form = np.where(character == ord("姓"), self.is_at(at + 1, known.SURNAME), after_surname)
        is_form = np.where(character == ord("是"), self.points[at - 1] == ord("我"), is_form)
        is_form = np.where(character == ord("］"), self._name_after(at), is_form)
        table = self.table
        here = table.pair_costs[table.pair_words[self.pairs[familiar]]]
        apart = table.word[self.points[familiar]] + table.word[self.points[familiar + 1]]
        cost = FAMILIAR + table.surname[self.points[familiar + 1]] - ROUNDING
        return np.sort(
            np.concatenate(
                (
                    familiar[cost < np.minimum(here, apart)],
                    at[is_form],
                    after[self.is_at(after - 1, known.FOREIGN)],
                    capital[self.is_at(capital + 1, known.LETTER)],
                )
            )
        )

    def _name_after(self, at: Places) -> Flags:
        """Whether a name may follow a masked detail, with at most two characters between."""
        found = np.zeros(len(at), np.bool_)
        evidence = min(BESIDE_NUMBER + WHOLE, IN_LIST)
        for away in (1, 2, 3):
            place = at + away
            joined = self.is_at(at + 1, known.JOINING) if away > 1 else True
            likely = self.is_at(place, known.BEGINNER) & self.han[place + 1]
            found |= joined & likely & self.excess(place).is_under(-evidence)
        return found


def _shifted(flags: Flags, by: int) -> Flags:
    """Return what stands ``by`` places earlier (or later, if negative), for each place."""
    moved = np.zeros_like(flags)
    if by > 0:
        moved[by:] = flags[:-by]
    else:
        moved[:by] = flags[-by:]
    return moved
