"""`tagging --help` is in Chinese where LANG is, of every command and option, and in English elsewhere."""

import os
import subprocess
import sys

import click
import pytest

from pipelines.cli import main
from pipelines.commands.in_chinese import COMMANDS, OPTIONS, every_command, is_chinese


def test_the_table_names_every_command_and_option_that_there_is():
    commands = dict(every_command(main))
    assert set(COMMANDS) == set(commands)
    options = {
        f"{path} {option.opts[0]}"
        for path, command in commands.items()
        for option in command.params
        if isinstance(option, click.Option) and option.help
    }
    assert set(OPTIONS) == options


@pytest.mark.parametrize(
    ("names", "chinese"),
    [
        ({"LANG": "zh_CN.UTF-8"}, True),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, True),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C.UTF-8"}, False),
        ({"LANG": "C.UTF-8"}, False),
        ({}, False),
    ],
)
def test_who_reads_chinese(monkeypatch, names, chinese):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in names.items():
        monkeypatch.setenv(name, value)
    assert is_chinese() == chinese


@pytest.mark.parametrize(
    ("lang", "said"), [("zh_CN.UTF-8", "检查规则与映射文件"), ("C.UTF-8", "Print everything that is wrong")]
)
def test_what_is_printed(lang, said):
    environment = {**os.environ, "LC_ALL": lang, "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-c", "from pipelines.cli import main; main(['lint', '--help'])"],
        capture_output=True, env=environment, check=True, encoding="utf-8",
    )  # fmt: skip
    assert said in done.stdout
