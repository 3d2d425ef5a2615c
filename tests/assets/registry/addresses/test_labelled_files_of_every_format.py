"""The same labelled addresses are read from columns, tagged characters and spans, whatever the file."""

import json
from pathlib import Path

import polars as pl
import pytest

from assets.registry.addresses.labelled import read_labelled
from assets.registry.addresses.labels import LabelMapping

TEXTS = ["文三路9号", "柳营路6弄"]
PIECES = [(0, "road", "文三路"), (0, "roadno", "9号"), (1, "road", "柳营路"), (1, "roadno", "6弄")]
LABELS = {"road": "road", "roadno": ["number", "lane"]}


def read(path: Path, **mapping: object) -> tuple[list[str], list[tuple]]:
    texts, labels = read_labelled(path, LabelMapping.model_validate({"labels": LABELS, **mapping}))
    return texts.to_list(), sorted(labels.rows())


@pytest.mark.parametrize("ending", ["csv", "tsv", "xlsx", "parquet"])
def test_columns(tmp_path: Path, ending: str) -> None:
    frame = pl.DataFrame({"地址": TEXTS, "road": ["文三路", "柳营路"], "roadno": ["9号", "6弄"]})
    path = tmp_path / f"a.{ending}"
    {
        "csv": lambda: path.write_text("\ufeff" + frame.write_csv(), encoding="utf-8"),
        "tsv": lambda: frame.write_csv(path, separator="\t"),
        "xlsx": lambda: frame.write_excel(path),
        "parquet": lambda: frame.write_parquet(path),
    }[ending]()
    assert read(path, format="columns", text="地址") == (TEXTS, sorted(PIECES))


@pytest.mark.parametrize(
    ("begin", "inside", "end", "single"), [("B", "I", "I", "B"), ("B", "I", "E", "S"), ("B", "M", "E", "S")]
)
@pytest.mark.parametrize("between", [" ", "\t", " x "])
def test_tagged_characters(
    tmp_path: Path, begin: str, inside: str, end: str, single: str, between: str
) -> None:
    lines = []
    for row, _ in enumerate(TEXTS):
        for _, label, text in (piece for piece in PIECES if piece[0] == row):
            tags = [single] if len(text) == 1 else [begin, *[inside] * (len(text) - 2), end]
            lines += [f"{character}{between}{tag}-{label}" for character, tag in zip(text, tags, strict=True)]
        lines += ["", ""]
    path = tmp_path / "a.txt"
    path.write_bytes("\r\n".join(lines).encode("gb18030"))
    assert read(path, format="bio", encoding="gb18030") == (TEXTS, sorted(PIECES))


def test_a_blank_is_a_character(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("文 B-road\n路 I-road\n  O\n9 B-roadno\n号 I-roadno\n", encoding="utf-8")
    assert read(path, format="bio", separator=" ")[0] == ["文路 9号"]


@pytest.mark.parametrize("form", ["list", "object"])
def test_spans(tmp_path: Path, form: str) -> None:
    records = []
    for row, text in enumerate(TEXTS):
        spans = [
            (text.index(part), text.index(part) + len(part), label) for at, label, part in PIECES if at == row
        ]
        named = [dict(zip(("start", "end", "label"), span, strict=True)) for span in spans]
        records.append({"content": text, "label": named if form == "object" else spans})
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(json.dumps(record, ensure_ascii=False) for record in records), encoding="utf-8")
    assert read(path, format="json_lines", text="content", spans="label") == (TEXTS, sorted(PIECES))
