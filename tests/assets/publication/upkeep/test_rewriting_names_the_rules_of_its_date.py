"""A publication that rewrites what is published names the rules by which its snapshot date was published."""

from datetime import date

from assets.publication.release.gate import decide
from assets.publication.release.publish import publish
from assets.publication.release.staging import stage
from assets.publication.upkeep.erasure import erase_published
from tests.assets.publication.histories import Day, outcome
from tests.assets.publication.publishing import NOW, PASSED, content, frames

DAY = Day({("resident", 1, "M017"): outcome(), ("resident", 2, "M017"): outcome()}, {1: {}, 2: {}})
BACKFILLED, NEWEST = date(2024, 3, 5), date(2024, 3, 10)


def test_not_those_of_a_later_backfill(database, tmp_path) -> None:
    for day, rules in ((NEWEST, "rules-0"), (NEWEST, "rules-1"), (BACKFILLED, "rules-2")):
        made = frames(day, DAY if rules != "rules-0" else Day({}))
        staged = stage(database, tmp_path, day, made, rules, NOW)
        decide(database, staged.staging_version, PASSED, NOW)
        publish(database, day, "run-1", NOW)
    erase_published(database, tmp_path, [1], "erasure", NOW)
    rows = content(database, "publication", ("publication_id", "snapshot_date", "rule_set_version"))
    assert rows[-1] == (4, NEWEST, "rules-1")
