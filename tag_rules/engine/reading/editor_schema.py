"""The JSON Schema by which editors complete and check rule files while they are typed.

`python -m tag_rules.engine.reading.editor_schema` writes it. What belongs here: the shape of files of tags
and of problem labels, from the models. What does not: what only lint knows, such as features and boundaries.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic.json_schema import models_json_schema

from tag_rules.engine.labels.model import LabelCategory
from tag_rules.engine.model import TagGroup

SCHEMA_FILE = Path(__file__).parents[2] / "rule-file.schema.json"


def editor_schema() -> dict[str, Any]:
    """Return the schema of one rule file: labels where there is a `category`, else tags."""
    _, definitions = models_json_schema(
        [(TagGroup, "validation"), (LabelCategory, "validation")], by_alias=True
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A file of tags or of problem labels",
        "type": "object",
        "if": {"required": ["category"]},
        "then": {"$ref": "#/$defs/LabelCategory"},
        "else": {"$ref": "#/$defs/TagGroup"},
        "$defs": definitions["$defs"],
    }


def schema_text() -> str:
    """Return the schema as its file has it."""
    return json.dumps(editor_schema(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    SCHEMA_FILE.write_text(schema_text(), encoding="utf-8")
