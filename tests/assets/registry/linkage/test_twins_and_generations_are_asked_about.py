"""One household's twins, and father and son of one name, are never joined by a score: a person is asked."""

import polars as pl

from assets.registry.linkage.linking import RESIDENTS, link
from tests.assets.registry.linkage.people import people, with_second_rows


def test_they_stay_apart_and_twins_stand_on_the_list() -> None:
    records = with_second_rows(people(300, seed=5), share=0.5, seed=6)
    home = {"household_code": "H999999", "sex": "男", "address": "巨鹿路100弄3号502室"}
    twins = [home | {"full_name": name, "birth_date": "2015-05-06"} for name in ("端木文涛", "端木文浩")]
    men = [home | {"full_name": "欧阳志国", "birth_date": born} for born in ("1950-03-04", "1979-11-21")]
    added = pl.DataFrame(
        [row | {"record_id": f"x{place}", "person": f"x{place}"} for place, row in enumerate(twins + men)]
    ).select(records.columns)
    linked = link(pl.concat([records, added]), settings=RESIDENTS)
    groups = dict(linked.clusters.iter_rows())
    assert len({groups[f"x{place}"] for place in range(4)}) == 4
    reasons = {
        frozenset((one, two)): reason
        for one, two, reason in linked.review.select("record_a", "record_b", "reason").iter_rows()
    }
    assert reasons[frozenset(("x0", "x1"))] == "twins"
