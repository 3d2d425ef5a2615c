"""Every fact and roll that is taken in has been signed for, and every signature is of one fact."""

import pytest

from tag_rules.engine.errors import RuleErrors
from tag_rules.engine.lock import load_locked_rules
from tag_rules.engine.reading.loader import read_rules
from tag_rules.engine.signed_inputs import check_signed_inputs

NEW = (
    "  - {name: shoe_size, type: Int16, title: {zh: 鞋码, en: Shoe size},"
    " sensitivity: general, sources: [residents]}\n"
)
SHOWN = NEW.replace("shoe_size", "tenure_here").replace("}\n", ", from: dwelling.floor}\n")


def found(folder) -> list[str]:
    """What is said of the folder's signatures."""
    reading = read_rules(folder)
    assert reading.errors == []
    check_signed_inputs(reading)
    return [f"{error.file}: {error.message}" for error in reading.errors]


def test_a_new_fact_is_refused_until_somebody_signs(spoil):
    folder = spoil("features.yaml", "dwelling:\n", f"dwelling:\n{NEW}")
    (said,) = found(folder)
    assert said.startswith("features.yaml: dwelling.shoe_size 无人签字")
    path = folder / "signed_inputs.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace(
            "[resident.birth_date,", "[dwelling.shoe_size, resident.birth_date,"
        ),
        encoding="utf-8",
    )
    assert found(folder) == []


def test_a_fact_made_of_another_is_covered_by_it(spoil):
    assert found(spoil("features.yaml", "household:\n", f"household:\n{SHOWN}")) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "[resident.birth_date,",
            "[resident.birth_dat,",
            "there is no fact “resident.birth_dat” to sign for",
        ),
        ("[resident.birth_date,", "[resident.sex, resident.birth_date,", "resident.sex 重复签字"),
        ("- purpose: population_services", "- purpose: population", "there is no purpose “population”"),
    ],
)
def test_a_line_that_signs_for_nothing_is_refused(spoil, old, new, said):
    assert any(said in line for line in found(spoil("signed_inputs.yaml", old, new)))


def test_without_the_file_nothing_is_signed(rules_folder, rule_set):
    (rules_folder / "signed_inputs.yaml").unlink()
    assert len(found(rules_folder)) > 100


def test_nothing_runs_on_a_fact_that_nobody_signed_for(spoil):
    with pytest.raises(RuleErrors, match=r"dwelling\.shoe_size 无人签字"):
        load_locked_rules(spoil("features.yaml", "dwelling:\n", f"dwelling:\n{NEW}"))
