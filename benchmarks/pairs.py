"""Two ways to the same result, timed in turn.

Belongs here: timing in pairs, the check that both ways end equal, one line of output. Does not belong here:
what is timed. A ratio of medians in one run says something on any machine; seconds alone do not.
"""

import statistics
import time
from collections.abc import Callable

Way = Callable[[], None]


def paired(
    title: str, prepare: Way, ours: Way, other: Way, result_hash: Callable[[], str], rounds: int
) -> float:
    """Return how many times longer the other way takes (ratio of medians); prints both in seconds.

    Each round runs both from what `prepare` leaves, in alternating order; neither preparing nor hashing the
    result is timed. Raises ValueError when the results differ.
    """
    seconds: dict[Way, list[float]] = {ours: [], other: []}
    hashes = set()
    for turn in range(rounds):
        for way in (ours, other) if turn % 2 == 0 else (other, ours):
            prepare()
            started = time.perf_counter()
            way()
            seconds[way].append(time.perf_counter() - started)
            hashes.add(result_hash())
    if len(hashes) != 1:
        raise ValueError(f"{title}: the two ways end differently")
    mine, theirs = statistics.median(seconds[ours]), statistics.median(seconds[other])
    print(f"{title:<58} {mine:8.2f} s   {theirs:8.2f} s   {theirs / mine:6.1f} x", flush=True)
    return theirs / mine
