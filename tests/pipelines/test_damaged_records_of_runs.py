"""Dagster's own records are damaged: it is said where they are, and that nothing published needs them."""

from pathlib import Path

import pytest

from pipelines.runs.instance import open_instance
from tag_rules.engine.errors import RefusedError


@pytest.mark.parametrize("file", ["runs.db", "index.db"])
def test_it_is_said_where_they_are(tmp_path: Path, file: str) -> None:
    with open_instance(tmp_path):
        pass
    (damaged,) = tmp_path.rglob(file)
    for beside in damaged.parent.glob(f"{file}-*"):
        beside.unlink()
    damaged.write_bytes(b"no database " * 400)
    with pytest.raises(
        RefusedError, match=rf"runs in {tmp_path} cannot be opened \(file is not a database\)"
    ):
        open_instance(tmp_path)
