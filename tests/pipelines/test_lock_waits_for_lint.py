"""`tagging lock` locks nothing that lint finds a fault in, and what is sound it locks."""

from pathlib import Path

import pytest
from click.testing import CliRunner

TAG = """group: trial
title: {zh: 试验, en: Trial}
tags:
  - code: D1001
    title: {zh: 三人户里的长者, en: Elder in a household of three}
    subject: resident
    when: age >= 61 and household_residents = 3
    purpose: elder_visits
    sensitivity: general
    valid_from: 2025-01-01
    version: 1
    unknown: drop
    cases:
"""
CASES = (
    (61, 3, "true"), (60, 3, "false"), (61, 2, "false"), (61, 4, "false"), ("null", 3, "unknown"),
)  # fmt: skip


def cases(*rows: tuple[object, int, str]) -> str:
    given = "      - {{given: {{age: {}, household_residents: {}}}, then: {}}}\n"
    return "".join(given.format(*row) for row in rows)


def test_a_fault_is_told_and_nothing_is_locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipelines.cli import main

    own = tmp_path / "own"
    monkeypatch.setenv("TAGGING_DISTRICT_DIR", str(own))
    monkeypatch.setenv("TAGGING_DATA_DIR", str(tmp_path / "data"))
    lock, written = own / "rules.lock", own / "district" / "trial.yaml"
    written.parent.mkdir(parents=True)
    written.write_text(TAG + cases(*CASES[:-1], ("null", 3, "true")), encoding="utf-8")
    done = CliRunner().invoke(main, ["lock"])
    assert done.exit_code == 1
    assert "例子有误 D1001" in done.output
    assert "未锁定" not in done.output
    assert not lock.exists()
    written.write_text(TAG + cases(*CASES), encoding="utf-8")
    done = CliRunner().invoke(main, ["lock"])
    assert (done.exit_code, "D1001" in done.output) == (0, True), done.output
    assert "D1001" in lock.read_text(encoding="utf-8")
