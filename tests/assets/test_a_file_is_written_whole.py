"""A file stands as it was or as it is to be, and belongs to its owner alone from the first byte."""

import stat
from pathlib import Path

import pytest

from assets.files import copy_folder, copy_whole, private_folder, whole_file, write_files, write_whole


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_what_is_written_takes_the_place_of_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "names.txt"
    write_whole(path, "静安")
    write_whole(path, b"other")
    assert path.read_bytes() == b"other"
    assert list(path.parent.iterdir()) == [path]


def test_an_error_leaves_what_was_there_and_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "kept"
    write_whole(path, "whole")
    with pytest.raises(ZeroDivisionError), whole_file(path) as beside:
        beside.write_text("half")
        raise ZeroDivisionError
    assert path.read_text() == "whole"
    assert list(tmp_path.iterdir()) == [path]


def test_only_its_owner_may_read_it_while_it_is_written_and_afterwards(tmp_path: Path) -> None:
    path = tmp_path / "private" / "file"
    with whole_file(path) as beside:
        assert (mode(path.parent), mode(beside)) == (0o700, 0o600)
    assert mode(path) == 0o600


def test_a_copy_of_a_folder_is_private_and_without_what_was_half_written(tmp_path: Path) -> None:
    for name in ("whole", "below/whole", "below/.whole.writing"):
        (tmp_path / "source" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "source" / name).write_text(name)
    target = tmp_path / "target"
    copy_folder(tmp_path / "source", target)
    copied = {str(path.relative_to(target)): mode(path) for path in target.rglob("*")}
    assert copied == {"whole": 0o600, "below": 0o700, "below/whole": 0o600}


def test_a_file_that_others_could_read_is_private_once_it_is_written_again(tmp_path: Path) -> None:
    path, left = tmp_path / "file", tmp_path / ".file.writing"
    for open_to_all in (path, left):  # the second as a killed process leaves it
        open_to_all.write_text("before")
        open_to_all.chmod(0o644)
    write_whole(path, "after")
    assert (path.read_text(), mode(path)) == ("after", 0o600)
    assert not left.exists()


def test_a_copy_is_private_whatever_its_source_is(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_text("text")
    source.chmod(0o644)
    copy_whole(source, tmp_path / "copy")
    assert mode(tmp_path / "copy") == 0o600


def test_a_folder_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    assert mode(private_folder(tmp_path / "a" / "b")) == mode(tmp_path / "a") == 0o700
    assert mode(tmp_path) == 0o755


def test_files_of_a_folder_take_the_places_of_those_that_were_there(tmp_path: Path) -> None:
    write_whole(tmp_path / "pages" / "a.html", "before")
    write_files(tmp_path / "pages", {"a.html": "静安", "b.html": b"other"})
    written = {path.name: (path.read_text(), mode(path)) for path in (tmp_path / "pages").iterdir()}
    assert written == {"a.html": ("静安", 0o600), "b.html": ("other", 0o600)}


def test_where_one_of_several_files_cannot_be_written_all_stay_as_they_were(tmp_path: Path) -> None:
    write_whole(tmp_path / "a", "before")
    with pytest.raises(UnicodeEncodeError):
        write_files(tmp_path, {"a": "after", "b": "half a character: \ud800"})
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"a": "before"}
