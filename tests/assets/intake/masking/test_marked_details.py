"""Details marked in texts of other people's manner are gone, and no word beside them is."""

import re
from collections import Counter
from pathlib import Path

import pytest

from assets.intake.masking import masked_texts

LEAST = {"marked_names": 0.95, "relatives": 0.95, "titled": 0.95, "names_that_are_words": 0.25}
"""By kind the least share of details that must be gone; of other kinds, all are."""
DETAIL = re.compile("«([^»]*)»")
TOKEN = "［(?:姓名|电话|证件号|地址|车牌|账号|出生日期)］"


@pytest.fixture(scope="module")
def texts() -> list[tuple[str, str, str]]:
    """Kind, text with its details marked, and the text masked."""
    marked, kind = [], ""
    file = Path(__file__).parent / "texts_with_marked_details.txt"
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            kind = line.strip("[]")
        elif line and not line.startswith("#"):
            marked.append((kind, line.replace("\\n", "\n")))
    masked = masked_texts([DETAIL.sub(r"\1", text) for _, text in marked])
    return [(kind, text, found) for (kind, text), found in zip(marked, masked, strict=True)]


def _aligned(text: str, masked: str) -> list[str] | None:
    """Return what stands in each detail's place, or None where words beside them are changed."""
    pieces = DETAIL.split(text)
    ways = [f"({TOKEN}|{re.escape(detail)})" for detail in pieces[1::2]]
    pattern = "".join(re.escape(word) + way for word, way in zip(pieces[::2], [*ways, ""], strict=True))
    found = re.fullmatch(pattern, masked)
    return list(found.groups()) if found else None


def test_least_share_of_details_is_gone(texts: list[tuple[str, str, str]]) -> None:
    count, gone = Counter[str](), Counter[str]()
    for kind, text, masked in texts:
        details = DETAIL.findall(text)
        stands = _aligned(text, masked) or [detail if detail in masked else "" for detail in details]
        count[kind] += len(details)
        gone[kind] += sum(detail != its for detail, its in zip(details, stands, strict=True))
    assert count.total() > 400
    assert {
        kind: gone[kind] / count[kind] for kind in count if gone[kind] < LEAST.get(kind, 1) * count[kind]
    } == {}


def test_words_stay_as_they_are(texts: list[tuple[str, str, str]]) -> None:
    changed = [(text, masked) for _, text, masked in texts if _aligned(text, masked) is None]
    assert [text for text, masked in changed if "«" not in text] == []
    assert len(changed) < 0.01 * len(texts), changed
