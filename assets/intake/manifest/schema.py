"""The JSON Schema of a manifest, for whoever writes one in another language.

`python -m assets.intake.manifest.schema` writes it. What belongs here: the shape, from the models. What does
not: whether files and manifest agree (`manifest`).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from assets.intake.manifest.manifest_file import Manifest

SCHEMA_FILE = Path(__file__).parents[3] / "docs" / "manifest.schema.json"


def manifest_schema() -> dict[str, Any]:
    """Return the schema of ``manifest.json``."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Manifest.model_json_schema(),
        "title": "manifest.json of an export",
    }


def schema_text() -> str:
    """Return the schema as its file has it."""
    return json.dumps(manifest_schema(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    SCHEMA_FILE.write_text(schema_text(), encoding="utf-8")
