"""What published codes are called in Chinese and English, where neither rules nor mappings say so.

Belongs here: reading `code_titles.yaml`, for pages and the table `code_list`. Does not belong here: titles
that are written elsewhere (`assets/publication/release/code_lists.py` gathers them all).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

Titles = tuple[str, str]
"""Chinese and English."""
_FILE = Path(__file__).with_name("code_titles.yaml")


@cache
def written_titles() -> dict[str, dict[str, Titles]]:
    """Return the lists of `code_titles.yaml`: list → code → its titles."""
    read = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return {name: {str(code): (zh, en) for code, (zh, en) in codes.items()} for name, codes in read.items()}
