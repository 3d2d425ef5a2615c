"""The next revision of a day holds what the first one should have held, and the rest as it was."""

import polars as pl
from polars.testing import assert_frame_equal

from assets.intake.manifest import read_manifest
from assets.intake.sample_district.correction import CORRECTIONS, WITHDRAWN, write_correction


def test_a_correction_is_the_next_revision_and_signed(export) -> None:
    files = {path.name: path.read_bytes() for path in export.folder.iterdir()}
    write_correction(export.folder)
    manifest = read_manifest(export.folder)
    assert manifest.revision == 2
    same = {entry.file for entry in manifest.files if entry.source not in CORRECTIONS}
    assert all((export.folder / name).read_bytes() == files[name] for name in same)
    assert all((export.folder / entry.file).read_bytes() != files[entry.file]
               for entry in manifest.files if entry.source in CORRECTIONS)  # fmt: skip
    export.take_in()


def test_numbers_get_the_check_digit_they_should_have(export, taken) -> None:
    changed = write_correction(export.folder)["residents"]
    before, after = (found.tables["residents"] for found in (taken, export.take_in()))
    wrong = before.filter(pl.col("id_document_state") == "bad_check_digit")
    assert wrong.height == changed > 0
    assert after.filter(pl.col("id_document_state") == "bad_check_digit").is_empty()
    mended = after.join(wrong, on="person_code", how="semi")
    assert mended["id_document_state"].unique().to_list() == ["valid"]
    assert not mended["document_differs"].any()
    untouched = [frame.join(wrong, on="person_code", how="anti") for frame in (before, after)]
    assert_frame_equal(*untouched)


def test_visits_on_impossible_days_are_accepted_after_it(export, taken) -> None:
    changed = write_correction(export.folder)["visits"]
    refused = (pl.col("source") == "visits") & (pl.col("reason_code") == "invalid_date")
    assert taken.quarantine.filter(refused).height == changed > 0
    corrected = export.take_in()
    assert corrected.quarantine.filter(refused).is_empty()
    assert corrected.tables["visits"].height == taken.tables["visits"].height + changed


def test_entries_made_by_mistake_are_off_the_roll(export, taken) -> None:
    def dibao(found) -> pl.DataFrame:
        return found.tables["department_rolls"].filter(pl.col("roll") == "dibao")

    assert write_correction(export.folder)["dibao"] == WITHDRAWN
    assert_frame_equal(dibao(export.take_in()), dibao(taken).slice(WITHDRAWN))


def test_a_second_correction_finds_only_new_mistakes(export) -> None:
    write_correction(export.folder)
    assert write_correction(export.folder) == {"residents": 0, "visits": 0, "dibao": WITHDRAWN}
    assert read_manifest(export.folder).revision == 3
