"""Masking of free text: most texts left out by one pattern over the column, against every step on every text.

Run: `python -m benchmarks.masking`. Texts are made-up visit notes and tickets of 30 to 120 characters, put
together from the sample's sentences and the tests' texts so that no two are alike; one in eight holds a
detail. Both ways end in equal texts, or it fails. What a second of CPU time masks is printed too.
"""

import argparse
import hashlib
import random
import statistics
import time

import numpy as np
import polars as pl

from assets.intake.masking import STEPS, masked
from benchmarks.pairs import paired
from sample_district.records.notes import notes
from tests.assets.intake.masking.made_up_texts import filled, templates

SHORTEST, LONGEST = 30, 120
WITH_DETAIL = 0.125
OPENINGS = (
    "市民来电反映：",
    "居民反映",
    "上门走访：",
    "电话回访，",
    "{m}月{d}日走访，",
    "{m}月{d}日{h}时来电，",
    "",
    "",
    "",
)
CLOSINGS = (
    "，已联系物业，{d}日内答复",
    "。已记录第{n}次",
    "，要求{m}月底前处理",
    "，涉及约{n}户",
    "。",
    "。",
    "",
)


def texts(count: int, seed: int = 3) -> list[str]:
    """Return ``count`` distinct made-up texts of notes and tickets."""
    rng = random.Random(seed)
    written = notes(60_000, np.random.default_rng(seed))
    frame = pl.DataFrame([written[0].alias("text"), written[1]]).drop_nulls().unique("text").sort("text")
    plain = frame.filter(~pl.col("personal"))["text"].to_list()
    plain += [text for _, text in templates("texts_without_people.txt")]
    personal = frame.filter("personal")["text"].to_list()
    made: dict[str, None] = {}
    while len(made) < count:
        clauses = rng.sample(plain, rng.randint(2, 5))
        if rng.random() < WITH_DETAIL:
            with_detail = (
                filled(*rng.choice(templates()), rng).text if rng.random() < 0.7 else rng.choice(personal)
            )
            clauses[rng.randrange(len(clauses))] = with_detail
        joined = rng.choice(("，", "。", "；")).join(clauses)
        framed = f"{rng.choice(OPENINGS)}{{text}}{rng.choice(CLOSINGS)}"
        numbers = {
            "m": rng.randint(1, 12),
            "d": rng.randint(1, 28),
            "h": rng.randint(8, 20),
            "n": rng.randint(2, 90),
        }
        text = framed.format(text=joined, **numbers)
        if SHORTEST <= len(text) <= LONGEST:
            made[text] = None
    return list(made)


def main() -> None:
    """Print the pair, and how many texts a second of CPU time masks."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--texts", type=int, default=50_000)
    arguments.add_argument("--rounds", type=int, default=3)
    given = arguments.parse_args()
    column = pl.Series("text", texts(given.texts))
    results = list[str]()

    def every_step(text: str) -> str:
        for _, step in STEPS:
            text = step(text)
        return text

    paired(
        f"{len(column):,} texts masked; other: every step on every text",
        results.clear,
        lambda: results.extend(masked(column)),
        lambda: results.extend(masked(pl.Series([every_step(text) for text in column]))),
        lambda: hashlib.sha256("\n".join(results).encode()).hexdigest(),
        given.rounds,
    )
    spent = []
    for _ in range(given.rounds):
        started = time.process_time()
        masked(column)
        spent.append(time.process_time() - started)
    print(f"{len(column) / statistics.median(spent):,.0f} texts a second of CPU time")


if __name__ == "__main__":
    main()
