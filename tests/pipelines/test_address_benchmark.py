"""`tagging address-benchmark` prints scores and shapes; an address only when asked."""

from pathlib import Path

from click.testing import CliRunner

from pipelines.cli import main

MAPPING = """\
format: columns
text: 地址
labels: {路: road, 弄: lane, 号: house, 室: room}
"""
FILE = """\
地址,路,弄,号,室
金丝雀路669弄14号1102,金丝雀路,669,14,1102
金丝雀路669弄15号1102,金丝雀路,669,16,1102
"""


def run(folder: Path, *more: str) -> str:
    (folder / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
    (folder / "labelled.csv").write_text(FILE, encoding="utf-8")
    asked = ["address-benchmark", str(folder / "labelled.csv"), str(folder / "mapping.yaml"), *more]
    done = CliRunner().invoke(main, asked)
    assert done.exit_code == 0, done.output
    return done.output


def test_scores_without_an_address(tmp_path: Path) -> None:
    page = tmp_path / "out" / "score.html"
    told = run(tmp_path, "--html", str(page))
    for text in (told, page.read_text(encoding="utf-8")):
        assert "金丝雀" not in text
        assert "669" not in text
        assert "0.875" in text
    assert "addresses: 2" in told
    assert "missed 99 ×1" in told


def test_wrong_addresses_when_asked(tmp_path: Path) -> None:
    told = run(tmp_path, "--show", "5")
    assert "金丝雀路669弄15号1102" in told
    assert "金丝雀路669弄14号1102" not in told


def test_a_faulty_mapping_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text("format: columns\nlabels: {路: rode}\n", encoding="utf-8")
    done = CliRunner().invoke(
        main, ["address-benchmark", str(tmp_path / "none.csv"), str(tmp_path / "m.yaml")]
    )
    assert done.exit_code == 1
    assert "m.yaml:2" in done.output
    assert "did you mean “road”" in done.output
