import shutil
from datetime import date
from pathlib import Path

from assets.intake.intake import TakenIn, take_in
from assets.intake.manifest.manifest_file import read_manifest
from sample_district.exports.damage import CORRECTED, write_correction

DAY = date(2024, 3, 2)


def test_a_correction_is_the_next_revision_and_changes_a_few_households(
    landing: Path, tmp_path: Path, all_taken: TakenIn
) -> None:
    shutil.copytree(landing / str(DAY), tmp_path / str(DAY))
    write_correction(tmp_path, DAY)
    assert read_manifest(tmp_path / str(DAY)).revision == 2
    corrected = take_in(tmp_path / str(DAY), DAY)
    before, after = all_taken.tables["households"], corrected.tables["households"]
    assert (before["on_cloud"] != after["on_cloud"]).sum() == CORRECTED
    assert after.height == before.height
    for table in set(all_taken.tables) - {"households"}:
        assert corrected.tables[table].equals(all_taken.tables[table]), table
    assert corrected.quarantine.height == all_taken.quarantine.height
