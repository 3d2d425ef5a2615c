"""What a person can mend is told in a sentence; what is our own fault stays a traceback."""

from collections.abc import Callable
from pathlib import Path

import click
from click.testing import Result

from pipelines.cli import main

Run = Callable[..., Result]


def test_settings_that_cannot_be_used(run: Run) -> None:
    refused = run("status", TAGGING_SCALE="small", TAGGING_LAKE_DAYS="ten")
    assert refused.exit_code == 1
    assert refused.output.startswith("Error: 设置不能使用 settings that cannot be used\nTAGGING_SCALE: ")
    assert "TAGGING_LAKE_DAYS: " in refused.output


def test_a_database_that_cannot_be_reached(run: Run) -> None:
    refused = run("status", TAGGING_DATABASE_URL="postgresql+psycopg://nobody:secret@127.0.0.1:1/none")
    assert refused.exit_code == 1
    assert refused.output.startswith(
        "Error: 无法连接发布数据库 the published database cannot be reached (TAGGING_DATABASE_URL)"
    )
    assert "secret" not in refused.output


def test_a_backup_that_is_none(run: Run, tmp_path: Path) -> None:
    refused = run("restore", str(tmp_path))
    assert refused.exit_code == 1
    assert "is no backup" in refused.output


def test_an_error_of_our_own_is_not_hidden(run: Run) -> None:
    @click.command()
    def broken() -> None:
        raise KeyError("ours")

    main.add_command(broken)
    try:
        assert isinstance(run("broken").exception, KeyError)
    finally:
        del main.commands["broken"]
