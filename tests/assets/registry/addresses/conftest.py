"""Reading one address, and the hand-labelled files of this folder in a form the benchmark reads."""

from pathlib import Path

import polars as pl
import pytest

from assets.registry.addresses.parts import parse

LABELLED = Path(__file__).parent / "labelled"


def parts_of(address: str) -> dict[str, str]:
    """The parts of one address that it has."""
    return {name: value for name, value in parse(pl.Series([address])).row(0, named=True).items() if value}


@pytest.fixture
def bio_file(tmp_path: Path):
    """Write a file of `labelled/` (text/label pieces, O for no label) as one character and its tag a line."""

    def write(name: str) -> Path:
        lines = []
        for address in (LABELLED / name).read_text(encoding="utf-8").splitlines():
            for piece in address.split(" "):
                text, label = piece.rsplit("/", 1)
                tags = (
                    ["O"] * len(text) if label == "O" else [f"B-{label}", *[f"I-{label}"] * (len(text) - 1)]
                )
                lines += [f"{character} {tag}" for character, tag in zip(text, tags, strict=True)]
            lines.append("")
        path = tmp_path / f"{name}.bio"
        path.write_text("\n".join(lines), encoding="utf-8")
        return path

    return write
