"""One small sample district for the whole folder, and copies of it to spoil."""

import hashlib
import json
import re
import shutil
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assets.intake.intake import TakenIn, take_in
from assets.intake.mappings.loading import load_mappings
from assets.intake.refusal import ExportRefused, Problem

DAY = date(2024, 3, 2)
ROLLS = ("dibao", "care_assessment", "disabled_veterans")


@pytest.fixture(scope="session")
def delivered(landing: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One day's export with three rolls of thirty-one: they are alike, and each costs every test its time."""
    folder: Path = tmp_path_factory.mktemp("delivered") / str(DAY)
    shutil.copytree(landing / str(DAY), folder)
    rolls = {name for name, source in load_mappings().items() if source.table == "department_rolls"}
    left_out = rolls - set(ROLLS)
    for source in left_out:
        (folder / Export(folder).entry(source)["file"]).unlink()
    Export(folder).remove_sources(left_out)
    return folder


@pytest.fixture(scope="session")
def taken(delivered: Path) -> TakenIn:
    return take_in(delivered, DAY)


@pytest.fixture(scope="session")
def all_taken(landing: Path) -> TakenIn:
    """What becomes of an export with every source."""
    return take_in(landing / str(DAY), DAY)


def assert_in_both_languages(problems: Iterable[Problem]) -> None:
    """Whoever reads one language alone knows what is wrong and what to do."""
    for problem in problems:
        for said in (problem.message, problem.remedy):
            assert re.search(r"[\u4e00-\u9fff]{2}", said), said
            assert re.search(r"[a-z]{2}", said), said


@dataclass
class Export:
    """A copy of one day's export that a test may spoil."""

    folder: Path

    def manifest(self) -> dict[str, Any]:
        return json.loads((self.folder / "manifest.json").read_text(encoding="utf-8"))

    def entry(self, source: str) -> dict[str, Any]:
        return next(file for file in self.manifest()["files"] if file["source"] == source)

    def change_manifest(self, change: Callable[[dict[str, Any]], object]) -> None:
        manifest = self.manifest()
        change(manifest)
        text = json.dumps(manifest, ensure_ascii=False, indent=2)
        (self.folder / "manifest.json").write_text(text, encoding="utf-8")

    def change_entry(self, source: str, /, **values: object) -> None:
        self.change_manifest(
            lambda manifest: [file.update(values) for file in manifest["files"] if file["source"] == source]
        )

    def change_bytes(self, source: str, change: Callable[[bytes], bytes], **values: object) -> None:
        """Change a file and sign the manifest for the new bytes, as a faulty exporter would."""
        path = self.folder / self.entry(source)["file"]
        data = change(path.read_bytes())
        path.write_bytes(data)
        self.change_entry(source, sha256=hashlib.sha256(data).hexdigest(), **values)

    def remove_sources(self, sources: Collection[str]) -> None:
        def without(manifest: dict[str, Any]) -> None:
            manifest["files"] = [file for file in manifest["files"] if file["source"] not in sources]

        self.change_manifest(without)

    def remove_source(self, source: str) -> None:
        self.remove_sources({source})

    def take_in(self) -> TakenIn:
        return take_in(self.folder, DAY)

    def problems(self) -> tuple[Problem, ...]:
        with pytest.raises(ExportRefused) as refused:
            take_in(self.folder, DAY)
        assert_in_both_languages(refused.value.problems)
        return refused.value.problems


@pytest.fixture
def whole_export(landing: Path, tmp_path: Path) -> Export:
    """A copy of an export with every source."""
    folder = tmp_path / str(DAY)
    shutil.copytree(landing / str(DAY), folder)
    return Export(folder)


@pytest.fixture
def export(delivered: Path, tmp_path: Path) -> Export:
    folder = tmp_path / str(DAY)
    shutil.copytree(delivered, folder)
    return Export(folder)
