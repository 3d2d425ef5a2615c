"""A command that runs a date reads each rule file once and brings the database to its schema once."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

from sample_district import SNAPSHOT_DATES

ROOT = Path(__file__).parents[2]
COUNTED = """
import sys
used = []
def note(event, arguments):
    if event == "open" and str(arguments[0]).endswith((".yaml", ".lock")):
        used.append(str(arguments[0]))
    elif event == "exec":
        used.append(arguments[0].co_filename)
sys.addaudithook(note)
from click.testing import CliRunner
from pipelines.cli import main
done = CliRunner().invoke(main, ["run", "--date", sys.argv[1]])
assert "REFUSED at intake" in done.output, done.output
print(*used, sep="\\n")
"""


def test_once_each(tmp_path: Path) -> None:
    day = SNAPSHOT_DATES[0]
    export = tmp_path / "landing" / day.isoformat()
    export.mkdir(parents=True)
    (export / "manifest.json").write_text("{}")  # refused at once: what a run starts with is all there is
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", COUNTED, day.isoformat()],
        cwd=ROOT,
        env={"TAGGING_DATA_DIR": str(tmp_path), "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    used = Counter("/".join(Path(line).parts[-2:]) for line in done.stdout.splitlines())
    assert used["tag_rules/features.yaml"] == 1
    assert used["tag_rules/rules.lock"] == 1
    assert used["migrations/env.py"] == 1  # what Alembic runs each time it migrates
