"""A column of features.yaml that no code makes is found without data."""

from dataclasses import replace
from pathlib import Path

from assets.features.unmade import unmade
from tests.shipped import shipped_rules

FOLDER = Path(__file__).parents[3] / "tag_rules"
RULES = shipped_rules()


def test_every_shipped_column_is_made() -> None:
    assert unmade(RULES.features) == []


def test_a_column_that_nobody_makes_is_named_and_an_age_or_roll_is_not() -> None:
    features = RULES.features["resident"]
    made_up = features["lives_here"].model_copy(update={"name": "owns_a_piano"})
    age = features["age"].model_copy(update={"name": "years_of_spouse"})
    roll = features["roll_veterans"].model_copy(update={"name": "roll_pianists"})
    catalogue = {
        **RULES.features,
        "resident": {**features, **{one.name: one for one in (made_up, age, roll)}},
    }
    assert unmade(catalogue) == [("resident", "owns_a_piano")]


def test_lint_points_at_it(tmp_path: Path) -> None:
    from pipelines.commands.rules import _of_features

    text = (FOLDER / "features.yaml").read_text(encoding="utf-8")
    spoilt = text.replace("{name: lives_here,", "{name: owns_a_piano,", 1)
    (tmp_path / "features.yaml").write_text(spoilt, encoding="utf-8")
    features = dict(RULES.features["resident"])
    features["owns_a_piano"] = features["lives_here"].model_copy(update={"name": "owns_a_piano"})
    rules = replace(RULES, features={**RULES.features, "resident": features})
    (error,) = _of_features(rules, tmp_path)
    assert "owns_a_piano" in spoilt.splitlines()[error.line - 1]
    assert error.message.startswith("没有程序产生这一列")
