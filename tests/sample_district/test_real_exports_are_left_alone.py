"""The sample never writes among exports that may be of real people."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from sample_district import NotOfTheSampleError, write_correction, write_sample

DAY = date(2024, 3, 2)


@pytest.fixture
def real(landing: Path, tmp_path: Path) -> Path:
    """A landing folder with one export that is not of the sample."""
    shutil.copytree(landing / str(DAY), tmp_path / str(DAY))
    path = tmp_path / str(DAY) / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(manifest | {"sample": False}), encoding="utf-8")
    return tmp_path


def _bytes(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_no_sample_is_written_beside_it(real: Path) -> None:
    before = _bytes(real)
    with pytest.raises(NotOfTheSampleError, match=rf"the export of {DAY} is not of the sample"):
        write_sample(real, 0.001)
    assert _bytes(real) == before


def test_no_correction_is_made_of_it(real: Path) -> None:
    before = _bytes(real)
    with pytest.raises(NotOfTheSampleError, match="not of the sample"):
        write_correction(real, DAY)
    assert _bytes(real) == before


def test_a_date_without_an_export_cannot_be_corrected(tmp_path: Path) -> None:
    with pytest.raises(NotOfTheSampleError, match="the file is not there"):
        write_correction(tmp_path, DAY)


@pytest.mark.parametrize("text", ["", "[1, 2]", '{"sample": "true"}', "{"])
def test_what_cannot_be_read_may_be_of_real_people(real: Path, text: str) -> None:
    (real / str(DAY) / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(NotOfTheSampleError, match="not of the sample"):
        write_sample(real, 0.001)
