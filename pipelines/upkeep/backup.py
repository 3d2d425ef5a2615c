"""Backup and restore of everything that cannot be computed again.

Belongs here: what belongs together (database, contents, rules, register with all that people decided or the
district learnt, and apart from them the secrets), in the order that keeps it consistent, and proving it
whole. Does not belong here: how a database is dumped.
"""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

from assets.files import copy_folder, copy_whole, private_folder, write_whole
from assets.intake.erasure import SALT
from assets.lake import partition_folder
from assets.paths import DataPaths
from assets.problems.learning.classifier_store import FOLDER as CLASSIFIERS
from assets.publication.store.backup import NotEmptyError, dump, load
from assets.publication.store.base import read_base
from assets.publication.store.database import Database
from assets.publication.store.snapshot_store import StoredSnapshots, only_stager
from assets.registry.identity.register_store import FILE as REGISTER
from assets.registry.identity.register_store import only_registrar, read_register
from pipelines.settings import Settings
from tag_rules.engine.errors import RefusedError

LIST = "backup.json"
KEY = "pseudonym.key"
_SECRET = ("*.key", "*.salt")
"""Files of the register's folder that belong apart from everything else in it."""


class DamagedBackupError(RefusedError):
    """Files of a backup are missing or are not what was backed up; the message names them."""


class NothingToBackUpError(RefusedError):
    """No date was ever run on the data folder; the message names it."""


def back_up(
    settings: Settings, database: Database, folder: Path, secrets: Path | None, now: str,
    progress: Callable[[str], None],
) -> int:  # fmt: skip
    """Write a backup into a new folder, and key and salt into another; returns the bytes of the first.

    Publishing may go on meanwhile; staging, an erasure and a new key wait before they change what is
    published. The list of files, with their SHA-256, comes last: without it a folder is no backup. Raises,
    before anything is written, NotEmptyError, NothingToBackUpError, and RegisterLostError.
    """
    if folder.exists() and any(folder.iterdir()):
        raise NotEmptyError(f"{folder} 不是空文件夹 is not empty: give every backup a folder of its own")
    paths = settings.data
    if not paths.register_rows.exists():
        raise NothingToBackUpError(
            f"{paths.root} 还没有登记簿 has no register yet: run a date first (TAGGING_DATA_DIR)"
        )
    # Who holds the store keeps contents from being forgotten that the database still names, and an erasure or
    # a new key from getting to the register while the database was copied before it.
    with only_registrar(paths.register, "a backup"), only_stager(paths.published_snapshots):
        read_register(paths.register, paths.register_rows)  # a backup without it would bring nothing back
        private_folder(folder)
        dump(database, folder / "database")
        progress("数据库已复制 database: copied as of one moment")
        copy_folder(paths.published_snapshots, folder / "snapshot")
        if paths.published_rules.exists():
            copy_folder(paths.published_rules, folder / "rules")
        for part in _facts_of_newest_date(paths, database):
            copy_folder(part, folder / "lake" / part.relative_to(paths.lake))
        progress("内容、规则和最新事实已复制 contents, rules and newest facts of published dates: copied")
        copy_folder(paths.register, folder / "register", but=_SECRET)
        copy_whole(paths.register_rows, folder / "register" / paths.register_rows.name)
        if (paths.root / CLASSIFIERS).exists():
            copy_folder(paths.root / CLASSIFIERS, folder / CLASSIFIERS)
        if secrets is not None:
            _copy_secrets(settings, secrets)
    files = {str(path.relative_to(folder)): _sha256(path) for path in _files(folder)}
    text = json.dumps({"made_at": now, "database": database.url.get_backend_name(), "files": files}, indent=1)
    write_whole(folder / LIST, text)
    return sum(path.stat().st_size for path in _files(folder))


def restore(
    settings: Settings, database: Database, folder: Path, secrets: Path | None,
    progress: Callable[[str], None],
) -> None:  # fmt: skip
    """Restore a backup into a data folder and a database that have nothing published.

    Raises:
        DamagedBackupError: the backup is not whole; nothing was written.
        NotEmptyError: something would be overwritten.

    """
    _refuse_damaged(folder, database)
    paths = settings.data
    for there in (paths.register / REGISTER, paths.published_snapshots):
        if there.is_file() or (there.is_dir() and any(there.glob("????-??-??"))):
            raise NotEmptyError(
                f"{there} 已存在 is there: restore into an empty data folder, or move it away"
            )
    if secrets is not None:
        _restore_secrets(settings, secrets)
    load(database, folder / "database")
    progress("数据库已恢复 database: restored")
    copy_folder(folder / "snapshot", paths.published_snapshots)
    if (folder / "rules").exists():
        copy_folder(folder / "rules", paths.published_rules)
    if (folder / "lake").exists():
        copy_folder(folder / "lake", paths.lake)
    copy_folder(folder / "register", paths.register, but=(paths.register_rows.name,))
    copy_whole(folder / "register" / paths.register_rows.name, paths.register_rows)
    if (folder / CLASSIFIERS).exists():
        copy_folder(folder / CLASSIFIERS, paths.root / CLASSIFIERS)
    with database.transaction() as connection:
        base = read_base(connection)
    for day in StoredSnapshots(paths.published_snapshots, base.content).values():
        day.frame("resident")
    progress(
        f"已恢复且完好 contents of {len(base.content)} published dates and the register: restored and sound"
    )


def _facts_of_newest_date(paths: DataPaths, database: Database) -> list[Path]:
    """Folders of the lake that the next night needs to say why a tag changed."""
    with database.transaction() as connection:
        newest = max(read_base(connection).content, default=None)
    return sorted(
        folder
        for pattern in ("features/*", "registry/manual_tag")
        for folder in paths.lake.glob(f"{pattern}/{partition_folder(str(newest))}")
    )


def _refuse_damaged(folder: Path, database: Database) -> None:
    if not (folder / LIST).exists():
        raise DamagedBackupError(
            f"{folder} 不是完整的备份 has no {LIST}: it is no backup, or one that was cut off"
        )
    listed = json.loads((folder / LIST).read_text(encoding="utf-8"))
    kind = database.url.get_backend_name()
    if listed["database"] != kind:
        raise DamagedBackupError(
            f"备份的数据库种类不同 the backup is of {listed['database']}, the database set is {kind}"
        )
    wrong = [
        name
        for name, digest in listed["files"].items()
        if not (folder / name).is_file() or _sha256(folder / name) != digest
    ]
    if wrong:
        raise DamagedBackupError(f"备份缺少或改动了文件 missing or changed: {', '.join(sorted(wrong))}")


def _copy_secrets(settings: Settings, secrets: Path) -> None:
    for source, name in _secrets(settings.data, settings.pseudonym_key):
        if source.exists():
            copy_whole(source, secrets / name)


def _restore_secrets(settings: Settings, secrets: Path) -> None:
    for target, name in _secrets(settings.data, settings.pseudonym_key):
        if (secrets / name).exists():
            if target.exists() and target.read_bytes() != (secrets / name).read_bytes():
                raise NotEmptyError(
                    f"{target} 与备份的不同 is another one than that of the backup: move it away first"
                )
            copy_whole(secrets / name, target)


def _secrets(paths: DataPaths, key: Path) -> tuple[tuple[Path, str], ...]:
    return (key, KEY), (paths.register / SALT, SALT)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
