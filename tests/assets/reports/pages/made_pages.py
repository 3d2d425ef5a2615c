"""Every page a publication has, from counts that a test chooses."""

from datetime import date

import polars as pl

from assets.intake.mappings.loading import load_mappings
from assets.problems.trends.handling import HANDLING_SCHEMA
from assets.publication.release.catalogue import catalogue_versions
from assets.publication.store import schema
from assets.reports.fairness import SCHEMA as RATES
from assets.reports.pages.alarms import alarms_page
from assets.reports.pages.area import area_pages
from assets.reports.pages.cards import Published, tag_pages
from assets.reports.pages.contracts import contracts_page
from assets.reports.pages.dictionary import dictionary_page
from assets.reports.pages.fairness import fairness_page
from assets.reports.pages.overview import overview
from assets.reports.pages.types import types_page
from tag_rules.engine.model import RuleSet
from tests.assets.reports.pages.made_areas import made_facts
from tests.shipped import shipped_rules

RULES = shipped_rules()
RISES = pl.DataFrame(
    {
        "week_start": [date(2024, 2, 26)] * 2,
        "area_level": ["street", "district"],
        "area_code": ["310106010", "310106"],
        "label_code": ["P0201", "P0201"],
        "cases": [12, 30],
        "usual": [0, 11],
        "unusual_from": [5, 22],
    }
)
HANDLED = pl.DataFrame([("P0201", 40, 30, 6.0, None, 0.75, 0.1)], schema=HANDLING_SCHEMA, orient="row")
STREETS = {"310106010": "静安寺街道", "310106011": "曹家渡街道", "310106012": "江宁路街道"}


def every_page(
    rule_set: RuleSet, statistic: pl.DataFrame, reasons: pl.DataFrame, as_of: date
) -> dict[str, str]:
    """File name → HTML of all pages."""
    versions = catalogue_versions(rule_set, as_of)
    columns = {
        table.name: [
            (column.name, str(column.type), bool(column.nullable), column.comment or "")
            for column in table.columns
        ]
        for table in schema.PUBLISHED_TABLES
    }
    rates = pl.DataFrame(
        [
            (tag.code, tag.subject, dimension, group, 100, None if group == "female" else 40, 10)
            for tag in rule_set.tags
            for dimension, groups in {
                "sex": ("male", "female"),
                "street": tuple(STREETS),
                "on_cloud": ("on cloud", "not on cloud"),
            }.items()
            for group in groups
        ],
        schema=RATES,
        orient="row",
    )
    facts = made_facts(statistic, as_of, STREETS)
    areas = dict(area_pages(facts, rule_set))
    return (
        areas
        | tag_pages(rule_set, Published(as_of, statistic, versions, reasons, STREETS))
        | {
            "index.html": overview(facts, rule_set),
            "types.html": types_page(facts, rule_set),
            "dictionary.html": dictionary_page(rule_set, load_mappings(), columns, as_of),
            "fairness.html": fairness_page(rule_set, rates, STREETS, as_of),
            "contracts.html": contracts_page(rule_set, as_of),
            "alarms.html": alarms_page(rule_set, RISES, HANDLED, STREETS, as_of),
        }
    )
