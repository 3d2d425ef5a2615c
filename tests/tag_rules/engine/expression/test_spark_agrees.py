"""The compiled rules on Spark's own frames are the fifth evaluator: they give what the text gives on DuckDB.

Runs where pyspark and Java are (`make spark` brings pyspark); `make agree` runs it with more rules. Many
rules in one query: on Spark what costs is the query, not the rule.
"""

from __future__ import annotations

import shutil
from importlib.util import find_spec
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.tag_rules.engine.expression.evaluators import (
    SUBJECT,
    by_narwhals_on_spark,
    by_text_on_duckdb,
    connect,
    frame_of,
    tables,
)
from tests.tag_rules.engine.expression.grammar import AS_OF_DATES, CORNERS, conditions, values
from tests.tag_rules.engine.expression.test_evaluators_agree import DAYS, TRAPS, corner_rows

pytestmark = [
    pytest.mark.skipif(find_spec("pyspark") is None, reason="no pyspark here: `make spark` installs it"),
    pytest.mark.skipif(shutil.which("java") is None, reason="no Java here: Spark runs on it"),
]
RULES = st.lists(st.tuples(conditions(), st.none() | values()), min_size=15, max_size=25, unique=True)


@pytest.fixture(scope="module")
def session():
    """A Spark of one thread in this process; expressions are not compiled to Java, which takes longest."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[1]").appName("agreement")
    for name, value in {
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
        "spark.sql.session.timeZone": "UTC",
    }.items():
        builder = builder.config(name, value)
    with builder.getOrCreate() as session:
        session.sparkContext.setLogLevel("ERROR")
        yield session


def assert_spark_agrees(session, rule_set, frame, as_of) -> None:
    """Fail on all rules that Spark sees differently than the text on DuckDB."""
    with connect() as connection:
        tables(connection, rule_set, SUBJECT, frame)
        wanted = by_text_on_duckdb(connection, rule_set, SUBJECT, rule_set.tags, as_of)
    found = by_narwhals_on_spark(session, rule_set, SUBJECT, rule_set.tags, frame, as_of)
    differing = {
        code: (frame.row(number, named=True), wanted[number, code], found[number, code])
        for number, code in wanted
        if wanted[number, code] != found[number, code]
    }
    assert wanted
    assert {
        (rule_set.tag(code).when, rule_set.tag(code).value): seen for code, seen in differing.items()
    } == {}


def test_spark_agrees_where_engines_differ(session, rule_set_of):
    rule_set = rule_set_of(*TRAPS, *((text, "coalesce(street, kind, 'none')") for text in TRAPS[:5]))
    assert_spark_agrees(session, rule_set, frame_of(rule_set, corner_rows(250)), DAYS[1])


@settings(
    database=None, deadline=None, suppress_health_check=list(HealthCheck),
    max_examples=max(2, settings.default.max_examples // 100),
)  # fmt: skip
@given(RULES, AS_OF_DATES, st.integers(0, 99))
def test_spark_agrees_on_generated_rules(session, rule_set_of, rules, as_of, seed):
    draw = Random(seed)
    table = [{name: draw.choice(drawn) for name, drawn in CORNERS.items()} for _ in range(60)]
    rule_set = rule_set_of(*rules)
    assert_spark_agrees(session, rule_set, frame_of(rule_set, table), as_of)
