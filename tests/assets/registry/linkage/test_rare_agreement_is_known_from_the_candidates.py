"""How often strangers agree in a way too rare for random pairs is learnt from the pairs that do."""

from datetime import date, timedelta

import numpy as np
import polars as pl

from assets.registry.linkage.fields import Field, Kind
from assets.registry.linkage.linking import LinkSettings, link

NAME = Field("name", Kind.GIVEN_NAME, ("name",), "名", "name")
BORN = Field("born", Kind.DATE, ("born",), "出生日期", "date of birth")


def test_a_guessed_day_of_few_people_makes_nobody_one_person() -> None:
    random = np.random.default_rng(5)
    letters = np.array(list("abdeghiklmnoprstu"))
    names = ["".join(random.choice(letters, 6)) for _ in range(1_500)]
    born = [date(1940, 1, 1) + timedelta(int(day)) for day in random.integers(0, 20_000, 1_500)]
    born[:3] = [date(1950, 1, 1), date(1960, 1, 1), date(1970, 1, 1)]
    twice = pl.DataFrame({"name": names + names[200:500], "born": born + born[200:500]})
    records = twice.with_row_index("record_id")
    linked = link(records, (NAME, BORN), LinkSettings())
    assert linked.clusters.group_by("cluster").len().filter(pl.col("len") > 1).height == 300
    rarely = linked.model.strangers["born"][
        linked.model.levels["born"].index("only the year is known, and it is the same")
    ]
    assert rarely > 1e-5
