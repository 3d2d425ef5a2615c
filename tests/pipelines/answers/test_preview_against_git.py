"""Rules of a git reference are found where the rules are, a district's in its own repository."""

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from assets.paths import DataPaths
from pipelines.answers.previewing import CannotPreviewError, rules_of
from pipelines.settings import Settings
from tag_rules.engine.reading.loader import load_rules

EXAMPLE = Path(__file__).parents[3] / "docs" / "examples" / "second_district"


def commit(folder: Path) -> None:
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    for arguments in (["init", "-q"], ["add", "."], [*identity, "commit", "-qm", "rules"]):
        subprocess.run(["git", "-C", str(folder), *arguments], check=True)


@pytest.fixture
def district(tmp_path: Path) -> Path:
    """A district's folder below the root of a repository of its own."""
    folder = tmp_path / "repository" / "district"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("landing"))
    commit(folder.parent)
    return folder


def settings_of(tmp_path: Path, district: Path) -> Settings:
    return Settings.below(DataPaths(tmp_path / "data", district))


@pytest.mark.parametrize("root", ["", "district"])
def test_a_district_has_its_rules_of_then(tmp_path: Path, district: Path, root: str) -> None:
    if root:  # its folder is the root of the repository
        shutil.rmtree(district.parent / ".git")
        commit(district)
    committed = load_rules(settings_of(tmp_path, district).rules).version
    parameters = district / "parameters.yaml"
    parameters.write_text(parameters.read_text("utf-8").replace("value: 60", "value: 61"), "utf-8")
    settings = settings_of(tmp_path, district)
    assert rules_of(settings, "HEAD").version == committed
    assert load_rules(settings.rules).version != committed


def test_a_reference_that_is_none_is_said_with_gits_words(tmp_path: Path, district: Path) -> None:
    with pytest.raises(CannotPreviewError, match=r"no-such.* no git reference of .*district \(fatal"):
        rules_of(settings_of(tmp_path, district), "no-such")


def test_a_reference_cannot_be_an_option_of_git(tmp_path: Path, district: Path) -> None:
    with pytest.raises(CannotPreviewError, match="no git reference"):
        rules_of(settings_of(tmp_path, district), f"--output={tmp_path / 'written'}")
    assert not (tmp_path / "written").exists()


def test_without_git_there_is_a_sentence(
    tmp_path: Path, district: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = replace(settings_of(tmp_path, district), shared_rules=district)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CannotPreviewError, match="git is not installed here"):
        rules_of(settings, "HEAD")
