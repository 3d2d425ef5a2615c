"""`tagging preview` and the job of that name, on a district that ran its dates."""

import re
import shutil
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from pipelines.settings import Settings
from sample_district import SNAPSHOT_DATES
from tests.pipelines.conftest import History

LAST = SNAPSHOT_DATES[-1]
RULES = Settings.from_environment().rules


@pytest.fixture
def ask(command_on_history: Callable[..., tuple[int, str]]) -> Callable[..., tuple[int, str]]:
    return partial(command_on_history, "preview")


@pytest.fixture
def other_rules(tmp_path: Path) -> Path:
    """The shipped rules with a higher age for elders, in a git repository."""
    folder = tmp_path / "repository" / "tag_rules"
    shutil.copytree(RULES, folder, ignore=shutil.ignore_patterns("engine", "*.py", "__pycache__"))
    path = folder / "parameters.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("value: 60, source: 老年人", "value: 65, source: 老年人"), "utf-8")
    return folder


def test_a_folder_of_rules(ask, other_rules: Path, tmp_path: Path) -> None:
    code, output = ask("--against", str(other_rules), "--html", str(tmp_path / "preview.html"))
    assert code == 0, output
    (gained,) = re.findall(r"^M005 +([\d,]+) +0 +0 ", output, flags=re.MULTILINE)
    assert int(gained.replace(",", "")) > 50
    page = (tmp_path / "preview.html").read_text("utf-8")
    assert "周岁年龄不低于65岁" in page
    assert "周岁年龄不低于60岁" in page
    assert f">{gained}<" in page
    # At this size some streets have fewer than five.
    assert "未显示" in page


def test_the_published_rules_and_a_git_reference_change_nothing(
    ask, sqlite_history: History, other_rules: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (version,) = (path.name for path in (sqlite_history.folders[LAST] / "lake/publication/rules").iterdir())
    code, output = ask("--against", version)
    assert code == 0, output
    assert "\n0 tags change" in output


def test_rules_from_a_git_reference_are_those_of_the_reference(other_rules: Path) -> None:
    from dataclasses import replace

    from pipelines.answers.previewing import rules_of

    repository = other_rules.parent
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    for arguments in (["init", "-q"], ["add", "."], [*identity, "commit", "-qm", "rules"]):
        subprocess.run(["git", "-C", str(repository), *arguments], check=True)
    committed = rules_of(Settings.from_environment(), str(other_rules)).version
    shutil.copyfile(RULES / "parameters.yaml", other_rules / "parameters.yaml")
    settings = replace(Settings.from_environment(), shared_rules=other_rules)
    assert rules_of(settings, "HEAD").version == committed
    assert rules_of(settings, str(other_rules)).version != committed


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--against", "no-such-reference"), "no git reference"),
        (("--against", str(RULES), "--date", "2023-01-01"), "no features of 2023-01-01"),
    ],
)
def test_what_cannot_be_previewed_is_said(ask, arguments: tuple[str, ...], said: str) -> None:
    code, output = ask(*arguments)
    assert code == 1
    assert said in output


def test_the_job_writes_the_page(sqlite_history: History, copy_after, instance, other_rules: Path) -> None:
    district = copy_after(sqlite_history, LAST)
    done = district.definitions.resolve_job_def("preview").execute_in_process(
        instance=instance, run_config={"ops": {"write_preview": {"config": {"against": str(other_rules)}}}}
    )
    folder = district.paths.reports(done.run_id)
    assert sorted(path.name for path in folder.iterdir()) == ["preview.html", "preview.txt"]
    assert "M005" in (folder / "preview.html").read_text("utf-8")
