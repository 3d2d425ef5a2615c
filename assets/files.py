"""Writing a file whole: as it was or as it is to be, never in between, and for its owner alone.

Belongs here: writing beside, onto the disk, and the rename, of a file or a folder. Does not belong here: what
a file says, or where it stands (`paths.py`, `lake.py`).
"""

import errno
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tag_rules.engine.errors import RefusedError

_FILE, _FOLDER = 0o600, 0o700


def private_folder(folder: Path) -> Path:
    """Make a folder and those missing above it, for their owner alone; one that is there stays as it is."""
    for missing in reversed([each for each in (folder, *folder.parents) if not each.exists()]):
        missing.mkdir(mode=_FOLDER, exist_ok=True)
    return folder


def private_file(path: Path) -> Path:
    """Make a new, empty file for its owner alone: libraries that write to it by name keep it so."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FILE))
    return path


class DiskFullError(RefusedError):
    """There is no room for a file; the message says where."""


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give a new, empty, private file to write to; at the end of the block it takes the place of `path`.

    By then its content is on the disk, and afterwards its name is too: a power cut leaves one or the other.
    After an error `path` is as it was, and nothing lies beside it; DiskFullError where there is no room. A
    killed process leaves `.<name>.writing`, which the next one that writes there replaces.
    """
    beside = _new_beside(path)
    try:
        with _told_when_full(path.parent):
            yield beside
            _onto_the_disk(beside)
            beside.rename(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    _onto_the_disk(path.parent)


def write_files(folder: Path, contents: Mapping[str, str | bytes]) -> None:
    """Write files of one folder by name, each as `write_whole` does, in a fraction of the time.

    All are on the disk before the first takes its place: after an error every file is as it was, unless it
    came while they took their places.
    """
    beside = {name: _new_beside(folder / name) for name in contents}
    try:
        with _told_when_full(folder):
            for name, written in beside.items():
                content = contents[name]
                written.write_bytes(content.encode() if isinstance(content, str) else content)
            # Only now: the first of these waits for the disk, and takes what was written of the others along.
            for written in beside.values():
                _onto_the_disk(written)
            for name, written in beside.items():
                written.rename(folder / name)
    finally:
        for written in beside.values():
            written.unlink(missing_ok=True)
    _onto_the_disk(folder)


def _new_beside(path: Path) -> Path:
    """Make the new, empty, private file that is to take the place of `path`."""
    beside = private_folder(path.parent) / f".{path.name}.writing"
    beside.unlink(missing_ok=True)
    return private_file(beside)


@contextmanager
def _told_when_full(folder: Path) -> Iterator[None]:
    """Say DiskFullError, with where and what to do, where there was no room."""
    try:
        yield
    except BaseException as error:
        if not _says_disk_full(error):
            raise
        free = shutil.disk_usage(folder).free
        raise DiskFullError(
            f"磁盘已满 disk full at {folder}, {free:,} bytes are free: make room there, then do it"
            " again; what was there before is as it was"
        ) from None


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file whole; text as UTF-8."""
    with whole_file(path) as beside:
        beside.write_bytes(content.encode() if isinstance(content, str) else content)


def copy_whole(source: Path, path: Path) -> None:
    """Copy a file whole; the copy is for its owner alone, whoever may read the source."""
    with whole_file(path) as beside:
        shutil.copyfile(source, beside)


def copy_folder(source: Path, target: Path, but: Iterable[str] = ()) -> None:
    """Copy every file below a folder whole; what a killed process left half written is no part of it.

    Args:
        but: patterns of file names that stay out (`*.key`).
    """
    private_folder(target)
    for file in sorted(path.relative_to(source) for path in source.rglob("*") if path.is_file()):
        if not any(part.startswith(".") for part in file.parts) and not any(map(file.match, but)):
            copy_whole(source / file, target / file)


def place_folder(written: Path, path: Path) -> None:
    """Give a folder that is written to the end its name, for its owner alone; nothing stands there yet.

    The content of its files is on the disk before the name is: a power cut leaves the whole folder or none.
    `written` is of the same file system.
    """
    for each in [*written.rglob("*"), written]:
        each.chmod(_FOLDER if each.is_dir() else _FILE)
        _onto_the_disk(each)
    written.rename(path)
    _onto_the_disk(path.parent)


def _says_disk_full(error: BaseException) -> bool:
    """Whether there was no room: libraries that write by themselves hand on the system's words alone."""
    return getattr(error, "errno", None) == errno.ENOSPC or os.strerror(errno.ENOSPC) in str(error)


def _onto_the_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
