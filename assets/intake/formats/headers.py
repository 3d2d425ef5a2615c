"""Headers as people type them: blanks, breaks of lines and width do not tell one from another.

What belongs here: finding a mapping's headers among a file's, and headers that stand twice. What does not:
which headers a source must have (`reader`), which row of a table is its header (`title_rows`).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

import polars as pl

_INVISIBLE = re.compile(r"\s+")


def header_key(header: str) -> str:
    """Return a header without blanks, breaks and invisible characters, and in one width."""
    plain = unicodedata.normalize("NFKC", header)
    return "".join(c for c in _INVISIBLE.sub("", plain) if unicodedata.category(c) != "Cf")


def with_known_headers(frame: pl.DataFrame, known: Iterable[str]) -> pl.DataFrame:
    """Return the frame with each column that is one of ``known`` but for how it is typed called so.

    Nothing is renamed where two columns, or two of ``known``, are alike.
    """
    by_key: dict[str, list[str]] = {}
    for header in known:
        if header not in frame.columns:
            by_key.setdefault(header_key(header), []).append(header)
    keys = {name: header_key(name) for name in frame.columns}
    often = Counter(keys.values())
    return frame.rename(
        {
            name: by_key[key][0]
            for name, key in keys.items()
            if name not in known and often[key] == 1 and len(by_key.get(key, ())) == 1
        }
    )


def header_faults(headers: Sequence[str]) -> list[tuple[str, str]]:
    """Return what is wrong with a header row, and what to do: columns without a header, or with the same one.

    Columns are told by their number: where the header row is lost, a row of people stands in its place.
    """
    if not any(headers):
        return [("没有表头 there is no header", "请带表头报送 deliver the file with its header")]
    faults = []
    if blank := [str(number) for number, header in enumerate(headers, 1) if not header]:
        said = f"有列没有表头 there is no header over column number {', '.join(blank)}"
        faults.append((said, "请在一行内为每列写一个表头 give every column a header of its own, in one line"))
    for header, often in Counter(headers).items():
        if header and often > 1:
            same = ", ".join(str(number) for number, other in enumerate(headers, 1) if other == header)
            said = f"表头重复 columns number {same} have the same header"
            faults.append((said, "请改名或删除其一 rename one, or take it out"))
    return faults
