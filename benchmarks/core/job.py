"""What every engine is asked to do, as a file that any of them can read.

Belongs here: the rules of a date as texts, the files to read and to write, the hash that results must share.
Does not belong here: doing it (`engines/`), how often and what it took (`measure.py`).
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import polars as pl

from benchmarks.core.texts import DIALECTS, as_rows_language, as_sql
from benchmarks.core.true_keys import tag_numbers
from tag_rules.engine.expression import columns_read, lower, nodes
from tag_rules.engine.expression.nodes import Node
from tag_rules.engine.model import SUBJECTS, RuleSet, Tag

ROWS = 2_000
"""So many residents are decided by an engine that goes row by row."""


def write_job(
    rule_set: RuleSet,
    features: dict[str, list[list[str]]],
    before: list[str],
    as_of: date,
    target: Path,
    stored: Path,
) -> None:
    """Write what there is to do.

    Args:
        features: by subject, the files of each part.
        before: the files of the keys of the date before, a file for each part.
        stored: the file of the rule set itself, for who can read it.
    """
    numbers = tag_numbers(rule_set.codes)
    subjects = {}
    for subject in SUBJECTS:
        tags = [tag for tag in rule_set.tags if tag.subject == subject and tag.condition is not None]
        trees = [(numbers[tag.code], lowered(rule_set, tag, as_of)) for tag in tags]
        subjects[subject] = {
            "columns": sorted({name for _, tree in trees for name in _columns(rule_set, subject, tree)}),
            "files": features[subject],
            "sql": {
                dialect: [(number, as_sql(tree, dialect)) for number, tree in trees] for dialect in DIALECTS
            },
        }
        if subject == "resident":
            subjects[subject]["rows"] = [(number, *as_rows_language(tree)) for number, tree in trees]
    job = {"as_of": as_of.isoformat(), "subjects": subjects, "before": before, "rows": ROWS}
    job["rule_set"] = str(stored)
    target.write_text(json.dumps(job))


def keys_hash(files: list[Path]) -> str:
    """Return how many keys there are and a hash of them in any order."""
    # A folder is what Spark writes, with a sum beside every file.
    every = [part for file in files for part in (sorted(file.glob("*.parquet")) if file.is_dir() else [file])]
    keys = pl.scan_parquet(every).select(pl.col("key").cast(pl.Int64))
    hashed = keys.select(pl.len(), pl.col("key").hash(1).cast(pl.UInt64).sum().alias("hash")).collect()
    return f"{hashed['len'].item()}-{hashed['hash'].item():x}"


def lowered(rule_set: RuleSet, tag: Tag, as_of: date) -> Node:
    """Return a tag's condition on that day, of nothing but columns of the features."""
    return lower(
        _written_out(rule_set, tag),
        as_of,
        lambda name: rule_set.parameter_at(name, as_of),
        rule_set.full_years_of(tag.subject),
    )


def _written_out(rule_set: RuleSet, tag: Tag) -> Node:
    """Return a tag's condition with the conditions of the tags it reads in their places."""
    facts = rule_set.features[tag.subject]

    def visit(part: Node) -> Node:
        if isinstance(part, nodes.Column) and (read := facts[part.name].tag) is not None:
            return _written_out(rule_set, rule_set.tag(read))
        return nodes.rebuild(part, visit)

    assert tag.condition is not None
    return visit(tag.condition)


def _columns(rule_set: RuleSet, subject: str, tree: Node) -> list[str]:
    """Return the columns of the frame that a lowered condition reads, bounds among them."""
    names = columns_read(tree)
    bounds = [rule_set.features[subject][name].bound for name in names]
    return [*names, *(bound for bound in bounds if bound)]
