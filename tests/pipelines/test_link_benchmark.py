"""`tagging link-benchmark` prints how right linkage is, writes the curve, and shows nothing of a person."""

import re
from pathlib import Path

import polars as pl
from click.testing import CliRunner

from pipelines.cli import main
from tests.assets.registry.linkage.people import people, with_second_rows

MAPPING = """
id: record_id
truth: {column: key, pattern: 'person-(\\d+)'}
full_name: full_name
birth_date: birth_date
sex: sex
address: [address]
"""


def write(tmp_path: Path) -> tuple[Path, Path, pl.DataFrame]:
    records = with_second_rows(people(200, seed=13), share=0.5, seed=14)
    records = records.with_columns(key="person-" + pl.col("person"))
    records.write_csv(tmp_path / "people.csv")
    (tmp_path / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
    return tmp_path / "people.csv", tmp_path / "mapping.yaml", records


def f1(output: str, line: str) -> float:
    (found,) = re.findall(rf"{line} +[\d.]+ +[\d.]+ +([\d.]+)", output)
    return float(found)


def test_scores_and_curve(tmp_path: Path) -> None:
    file, mapping, records = write(tmp_path)
    result = CliRunner().invoke(
        main, ["link-benchmark", str(file), str(mapping), "--folder", str(tmp_path / "out")]
    )
    assert result.exit_code == 0, result.output
    assert f1(result.output, "as clustered") > 0.85
    assert f1(result.output, "B-cubed") > 0.9
    assert (tmp_path / "out" / "threshold-curve.svg").read_text(encoding="utf-8").count("<polyline") == 3
    for column in ("full_name", "birth_date", "address"):
        assert not [value for value in records[column].drop_nulls() if value in result.output]


def test_two_files(tmp_path: Path) -> None:
    _, mapping, records = write(tmp_path)
    first = records.head(200)
    first.write_csv(tmp_path / "one.csv")
    records.slice(200).write_csv(tmp_path / "two.csv")
    command = ["link-benchmark", str(tmp_path / "one.csv"), str(mapping), "--folder", str(tmp_path / "out")]
    result = CliRunner().invoke(main, [*command, "--second-file", str(tmp_path / "two.csv")])
    assert result.exit_code == 0, result.output
    assert f1(result.output, "as clustered") > 0.85


def test_a_wrong_mapping_is_an_answer_not_a_traceback(tmp_path: Path) -> None:
    file, mapping, _ = write(tmp_path)
    mapping.write_text("truth: key\nfull_nam: full_name\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["link-benchmark", str(file), str(mapping)])
    assert result.exit_code == 1
    assert "did you mean “full_name”?" in result.output
