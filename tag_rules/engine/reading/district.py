"""The rules of another district: the shared ones, and beside them what a district decides for itself.

What belongs here: which files of a district's folder stand where. What does not: reading them (``loader``).
A district has its own ``district/*.yaml`` and, if any, ``consumers.yaml``, ``approvals.yaml`` and
``ledgers.yaml`` in place of ours, a ``rules.lock`` of its own tags, and may have ``parameters.yaml`` and
``purposes.yaml``, whose entries win over shared ones so named.
Features, municipal tags and problem labels are shared: nobody redefines the city's tags, and a parameter that
one of them uses cannot be changed either, because the cases of that tag would no longer hold.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import replace
from pathlib import Path
from tempfile import mkdtemp

from tag_rules.engine import lock
from tag_rules.engine.errors import RuleError, RuleErrors, did_you_mean
from tag_rules.engine.labels.model import LabelLanguage
from tag_rules.engine.model import RuleSet
from tag_rules.engine.reading.rule_file import MISSPELT, RuleFile, never_read, unread

OWN = ("consumers.yaml", "approvals.yaml", "ledgers.yaml", "district/*.yaml")
"""What a district has in the place of ours; every other YAML file is shared."""
OVER = {"parameters.yaml": "parameters.district.yaml", "purposes.yaml": "purposes.district.yaml"}
LOCK = "rules.lock"


def district_rules(shared: Path, district: Path, store: Path) -> Path:
    """Return a folder below ``store`` with the rules of a district, made when its content is new.

    It is named after its content and never changes. Raises `RuleErrors` for a folder that lacks what it needs
    or holds rules that are not a district's to make.
    """
    _check(shared, district)
    ours = {path for pattern in OWN for path in shared.glob(pattern)}
    files = _contents(shared, set(shared.rglob("*.yaml")) - ours)
    files |= _contents(district, {path for pattern in OWN for path in district.glob(pattern)})
    files |= {
        over: (district / name).read_bytes() for name, over in OVER.items() if (district / name).is_file()
    }
    files.setdefault("consumers.yaml", b"[]\n")  # a district that serves nobody yet
    locked = _shared_part(shared / LOCK, own_parameters(district)) | lock.read_lock(district / LOCK)
    files[LOCK] = json.dumps(locked, sort_keys=True).encode()
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(f"{name}\0{hashlib.sha256(files[name]).hexdigest()}\n".encode())
    target = store / digest.hexdigest()[:16]
    if not target.exists():
        _write(files, store, target)
    return target


def lock_district(rule_set: RuleSet, district: Path) -> list[str]:
    """Write the district's own tags and parameters to its ``rules.lock``; others are locked where shared.

    Returns what was added.
    """
    own = {key: one for key, one in rule_set.parameters.items() if key in own_parameters(district)}
    tags, earlier = (
        tuple(tag for tag in versions if tag.level == "district")
        for versions in (rule_set.tags, rule_set.earlier)
    )
    districts = replace(
        rule_set,
        tags=tags,
        earlier=earlier,
        parameters=own,
        problem_labels=(),
        earlier_labels=(),
        label_language=LabelLanguage(),
        routed_out=(),
    )
    return lock.write(districts, district / LOCK)


def _check(shared: Path, district: Path) -> None:
    kept = {path.relative_to(shared).parts[0] for path in shared.rglob("*.yaml")} - {
        "district",
        *OWN[:-1],
    }
    errors = [
        RuleError(
            name,
            1,
            1,
            f"这个文件各区共用 {name} is shared by all districts",
            "从本区目录里拿掉 take it out of the district's folder",
        )
        for name in sorted(kept - set(OVER))
        if (district / name).exists()
    ]
    errors += _never_read(district, kept)
    if errors:
        raise RuleErrors(errors)


def _never_read(district: Path, shared: set[str]) -> list[RuleError]:
    """Return an error for each file meant for rules and not read; what else a district keeps is its own."""
    known = (*OVER, *OWN)
    read = {path.relative_to(district).as_posix() for name in known for path in district.glob(name)}
    return [
        never_read(name, known)
        for name in unread(district, read | shared)
        if name.startswith("district/") or ("/" not in name and did_you_mean(name, known, MISSPELT))
    ]


def _contents(folder: Path, paths: set[Path]) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def own_parameters(district: Path) -> set[str]:
    """Return the names of the parameters that a district lays down itself."""
    path = district / "parameters.yaml"
    content = RuleFile(path, path.name).content if path.is_file() else None
    return set(content) if isinstance(content, dict) else set()


def _shared_part(path: Path, own: set[str]) -> lock.Lock:
    """Return what of the shared lock holds in a district: all but tags of ours and parameters of its own."""
    return {
        key: held
        for key, held in lock.read_lock(path).items()
        if not key.startswith("D") and not (key.startswith(lock.PARAMETER) and key[1:] in own)
    }


def _write(files: dict[str, bytes], store: Path, target: Path) -> None:
    store.mkdir(parents=True, exist_ok=True)
    making = Path(mkdtemp(dir=store, prefix=".making"))
    for name, content in files.items():
        (making / name).parent.mkdir(parents=True, exist_ok=True)
        (making / name).write_bytes(content)
    try:
        making.rename(target)
    except OSError:  # another process has just made the same
        shutil.rmtree(making)
