"""The list of dates that have pages, which every page reads to offer another date: `dates.js`.

Belongs here: its text, pure. Does not belong here: which folders there are (`assets/publication/pages.py`).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import date

FILE = "dates.js"


def dates_script(pages: Mapping[date, Collection[str]]) -> str:
    """Return the script: dates, the newest first, and which pages each lacks that another date has.

    Args:
        pages: the file names there are, by date.
    """
    every = set[str]().union(*pages.values())
    listed = {str(day): sorted(every.difference(pages[day])) for day in sorted(pages, reverse=True)}
    return f"var PUBLISHED_DATES = {json.dumps(listed, ensure_ascii=True)};\n"


def newest_page(pages: Collection[date]) -> str:
    """Return a page that goes on to the newest date's overview."""
    target = f"{max(pages)}/index.html"
    return (
        '<!doctype html><html lang="zh-Hans"><meta charset="utf-8"><title>居民数据标签化治理</title>'
        f'<meta http-equiv="refresh" content="0; url={target}">'
        f'<p><a href="{target}">最新日期 Newest date</a></p></html>\n'
    )
