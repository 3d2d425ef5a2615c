"""A district of a hundredth, large enough to see shares, taken in once for this folder."""

from pathlib import Path

import pytest

from assets.intake.intake import TakenIn, take_in
from sample_district import SNAPSHOT_DATES, write_sample


@pytest.fixture(scope="session")
def district_landing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("district")
    write_sample(folder, 0.01)
    return folder


@pytest.fixture(scope="session")
def district(district_landing: Path) -> TakenIn:
    return take_in(district_landing / str(SNAPSHOT_DATES[0]), SNAPSHOT_DATES[0])
