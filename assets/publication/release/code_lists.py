"""What published codes are called in Chinese and English: the table `code_list`. Pure.

Belongs here: gathering titles from where they are written once: the rules, the mappings, reasons of refusal,
and `assets/reports/code_titles.yaml` for the rest. Does not belong here: which column holds codes of which
list (`store/coded_columns.py`), titles of tags (`catalogue.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from assets.intake.mappings.mapping_file import Source
from assets.intake.quarantine.reason_codes import REASONS
from assets.reports.code_titles import Titles, written_titles
from assets.reports.community import community
from assets.reports.district_figures import FIGURES
from assets.reports.record_quality import ITEMS
from tag_rules.engine.model import RuleSet
from tag_rules.engine.tag_values import tag_values

SCHEMA = pl.Schema(
    {
        "list_name": pl.String, "code": pl.String, "title_zh": pl.String, "title_en": pl.String,
        "rank": pl.Int64,
    }
)  # fmt: skip
OF_AREAS = ("district", "street")
"""Lists of the file that name areas: they are rows of `division`."""
_OTHER_REQUESTS = "P00"
"""Of no category: it stands beside the nine."""


def code_lists(rule_set: RuleSet, sources: Mapping[str, Source], profile: pl.DataFrame) -> pl.DataFrame:
    """The table `code_list`: one row per list and code, `SCHEMA`, sorted by list, in the list's order.

    Args:
        rule_set: the rules, for purposes, categories, values and facts.
        sources: as `load_mappings` gives them, for sources and the words of departments.
        profile: of `committee_profile`: departments that no list has are named by their own code.
    """
    lists = {name: codes for name, codes in written_titles().items() if name not in OF_AREAS}
    lists["department"] = _departments(sources, profile) | lists["department"]
    lists["tag_value"] = _values(rule_set)
    lists["purpose"] = {name: (each.title.zh, each.title.en) for name, each in rule_set.purposes.items()}
    lists["purpose_of_children"] = {
        name: lists["purpose"][name] for name, each in rule_set.purposes.items() if each.covers_under_14
    }
    lists["source"] = {name: (each.title.zh, each.title.en) for name, each in sources.items()}
    lists["reason"] = {code: (reason.zh, reason.en) for code, reason in REASONS.items()}
    lists["record_quality"] = {item: _apart(title) for item, title in ITEMS.items()}
    lists["ledger"] = {each.name: (each.title.zh, each.title.en) for each in rule_set.ledgers}
    lists["figure"] = dict(FIGURES)
    lists["routed_topic"] = {each.topic: (each.title.zh, each.title.en) for each in rule_set.routed_out}
    lists["tag_category"] = dict(_categories(rule_set))
    lists["problem_category"] = {
        label.category_code: (label.category_title.zh, label.category_title.en)
        for label in rule_set.problem_labels
        if label.category_code != _OTHER_REQUESTS
    }
    lists["profile_item"] = dict(_items(rule_set, lists))
    rows = [
        (name, code, zh, en, place)
        for name, codes in sorted(lists.items())
        for place, (code, (zh, en)) in enumerate(codes.items(), 1)
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _departments(sources: Mapping[str, Source], profile: pl.DataFrame) -> dict[str, Titles]:
    """Departments by the words of mappings; one that none of them has is called by its code."""
    asked = profile.filter(pl.col("item").str.starts_with("request:"))["item"].str.strip_prefix("request:")
    named = {code: (code, code.replace("_", " ")) for code in asked.unique().sort()}
    for source in sources.values():
        if source.table == "committee_requests" and "department" in source.columns:
            words = source.column("department").codes or {}
            named |= {str(code): (str(word), str(code).replace("_", " ")) for word, code in words.items()}
    return named


def _values(rule_set: RuleSet) -> dict[str, Titles]:
    """The words that values of tags may be, as facts call them; one that none has is called by itself."""
    words = {word for each in tag_values(rule_set).values() for word in each.words}
    features = [fact for of_subject in rule_set.features.values() for fact in of_subject.values()]
    titles = {
        member: (title.zh, title.en)
        for fact in features
        for member in fact.member_titles
        if member in words and (title := fact.member_title(member))
    }
    return {**titles, **{word: (word, word.replace("_", " ")) for word in sorted(words - titles.keys())}}


def _categories(rule_set: RuleSet) -> Iterator[tuple[str, Titles]]:
    for tag in rule_set.tags:
        yield tag.category_code, (tag.category_title.zh, tag.category_title.en)
    for label in rule_set.problem_labels:
        yield label.category_code, (label.category_title.zh, label.category_title.en)


def _items(rule_set: RuleSet, lists: Mapping[str, Mapping[str, Titles]]) -> Iterator[tuple[str, Titles]]:
    """Items of profiles that are neither a tag nor a label."""
    for name, fact in rule_set.features["committee"].items():
        yield name, (fact.title.zh, fact.title.en)
    yield from lists["resource_kind"].items()
    for code, (zh, en) in lists["department"].items():
        yield f"request:{code}", (f"向{zh}的约请", f"Requests to: {en}")
        yield f"resolved:{code}", (f"向{zh}的约请：已办结", f"Requests to: {en}, resolved")
    for name, (zh, en) in lists["source"].items():
        yield f"missing:{name}", (f"缺少：{zh}", f"Missing: {en}")
    for code, title in community().titles.items():
        yield f"type:{code}", (title.zh, title.en)
    for each in community().types:
        yield (
            f"housing:{each.code}",
            (f"{each.title.zh.removesuffix('型')}住宅占比", f"Housing: {each.title.en}"),
        )
    for gap in community().gaps:
        yield f"gap:{gap.code}", (gap.title.zh, gap.title.en)


def _apart(title: str) -> Titles:
    zh, en = title.split(" ", 1)
    return zh, en
