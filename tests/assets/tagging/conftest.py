"""The shipped rules, and features of a few subjects of which only the named facts are known."""

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl
import pytest

from assets.tagging.city import City
from assets.tagging.outcome import outcomes
from assets.tagging.outcome_encoding import decode
from tag_rules.engine.evaluate import schema
from tag_rules.engine.model import RuleSet
from tests.shipped import shipped_rules

AS_OF = date(2024, 3, 2)
UPSTREAM = {"resident_id": pl.Int64, "tag_code": pl.String, "value": pl.String}
MANUAL = {
    "subject": pl.Enum(["resident", "household"]), "subject_id": pl.Int64, "tag_code": pl.String,
    "action": pl.Enum(["add", "suppress", "dispute"]), "value": pl.String,
}  # fmt: skip

MakeFeatures = Callable[..., pl.DataFrame]


@pytest.fixture(scope="session")
def rule_set() -> RuleSet:
    return shipped_rules()


@pytest.fixture(scope="session")
def facts(rule_set: RuleSet) -> MakeFeatures:
    """Features of a kind of subject: subjects 1, 2, … with the facts given, all else unknown."""

    def make(subject: str, *rows: dict[str, Any]) -> pl.DataFrame:
        places = {"street_code": "310106010000", "grid_code": "G1", "committee_code": "310106010001"}
        first = {"subject_id": pl.Int64, **dict.fromkeys(places, pl.String)}
        columns = pl.Schema({**first, **schema(rule_set, subject)})
        filled = [{"subject_id": at, **places, **row} for at, row in enumerate(rows, start=1)]
        return pl.DataFrame(filled, schema=columns)

    return make


@pytest.fixture(scope="session")
def upstream() -> Callable[..., pl.DataFrame]:
    def make(*rows: tuple[int, str, str | None]) -> pl.DataFrame:
        return pl.DataFrame(rows, schema=UPSTREAM, orient="row")

    return make


@pytest.fixture(scope="session")
def manual() -> Callable[..., pl.DataFrame]:
    def make(*rows: tuple[str, int, str, str, str | None]) -> pl.DataFrame:
        return pl.DataFrame(rows, schema=MANUAL, orient="row")

    return make


@pytest.fixture(scope="session")
def tag(rule_set: RuleSet) -> Callable[..., dict[str, Any] | None]:
    """The outcome row of resident 1 for a tag, or None when there is no row; keywords are those of `City`."""

    def find(
        code: str,
        resident: pl.DataFrame,
        up: pl.DataFrame,
        by_hand: pl.DataFrame,
        **city: Any,
    ) -> Any:
        made = outcomes(rule_set, {"resident": resident}, up, by_hand, City(**city), AS_OF)
        rows = decode(made).filter(pl.col("tag_code") == code, pl.col("subject_id") == 1).to_dicts()
        assert len(rows) <= 1
        return rows[0] if rows else None

    return find
