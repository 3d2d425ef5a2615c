"""Changing the pseudonym key of a district, in an order that a killed run can be taken up from.

Belongs here: where keys stand, and that the file changes last. Does not belong here: working keys out.
"""

from collections.abc import Callable
from pathlib import Path

from assets.files import write_whole
from assets.lake import columns_of, every_date, frame_files, rewrite
from assets.publication.store.database import Database
from assets.publication.upkeep.new_key import rekey_published
from assets.registry.identity.new_key import keys_under, rekeyed
from assets.registry.identity.pending_acts import rewrite_pending
from assets.registry.identity.pseudonym import PseudonymKey, PseudonymKeyError
from assets.registry.identity.register_store import only_registrar, read_register, replace_register
from pipelines.settings import Settings
from tag_rules.engine.errors import RefusedError


def rotate_key(
    settings: Settings, database: Database, new_key: Path, now: str, progress: Callable[[str], None]
) -> int | None:
    """Put every pseudonym under the key in another file, then that file in place of the key's.

    Documents are those of all dates in the lake; whoever is in none of them has no pseudonym afterwards.
    Returns the publication. It raises before anything is changed.

    Raises:
        PseudonymKeyError: the key is missing, malformed or cannot be put where the old one is.
        RefusedError: it is the same key again.

    """
    paths, current = settings.data, PseudonymKey(settings.pseudonym_key)
    with only_registrar(paths.register, "a new key"):
        for_sample = current.is_of_sample()
        old, new = current.secret(for_sample), PseudonymKey(new_key).secret(for_sample)
        if old == new:
            raise RefusedError(f"{new_key} 就是现用的密钥 holds the key that is in use")
        waiting = _put_beside(settings.pseudonym_key, new_key)
        keys = keys_under(old, new, every_date(paths.lake, "intake", "residents"))
        progress(f"证件 documents: {len(set(keys.values())):,}")
        for file in frame_files(paths.lake):
            if "resident_key" in columns_of(file):
                rewrite(file, lambda frame: rekeyed(frame, keys))
        progress("各日期的化名已更新 lake: pseudonyms of all dates are new")
        number = rekey_published(database, paths.published_snapshots, keys, "new key", now)
        register = read_register(paths.register, paths.register_rows)
        after = rekeyed(register, keys)
        replace_register(paths.register, paths.register_rows, register, after)
        rewrite_pending(paths.register, lambda acts: rekeyed(acts, keys))
        lost = after["resident_key"].null_count() - register["resident_key"].null_count()
        progress(
            f"登记簿的化名已更新 register: pseudonyms are new; {lost} people of whom no document is"
            f" left have none now"
        )
        waiting.rename(settings.pseudonym_key)
    _remove(new_key, progress)
    return number


def _remove(key: Path, progress: Callable[[str], None]) -> None:
    try:
        key.unlink()
    except OSError as error:  # all is done; a mounted secret, for one, is not ours to delete
        progress(
            f"{key} 无法删除，请自行删除 cannot be removed ({error.strerror}): delete that"
            " copy of the key yourself"
        )


def _put_beside(target: Path, new_key: Path) -> Path:
    """Copy a key beside the file it will replace, for this user only, and return the copy.

    A file of another file system cannot be renamed to it, and there must be no doubt of that at the end.
    """
    waiting, text = target.with_name(f".{target.name}"), new_key.read_bytes()
    try:
        write_whole(waiting, text)
    except OSError as error:
        raise PseudonymKeyError(
            f"新密钥无法写入 the new key cannot be put beside {target}: {error.strerror}"
        ) from None
    return waiting
