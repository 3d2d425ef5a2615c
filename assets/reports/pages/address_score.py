"""The page of an address benchmark: F1 by part as bars, and the commonest errors as shapes.

Belongs here: what the page shows of a score. Does not belong here: scoring
(`assets/registry/addresses/scoring.py`), layout (`templates/address_score.html`), any address.
"""

from __future__ import annotations

from collections.abc import Mapping

from assets.registry.addresses.scoring import Score
from assets.reports.pages.rendering import render

ERRORS_EACH = 5


def address_score_page(score: Score, file: str, titles: Mapping[str, str]) -> str:
    """Return the page as HTML.

    Args:
        file: name of the labelled file.
        titles: Chinese name of each part.
    """
    errors = {
        str(part): rows.head(ERRORS_EACH).rows(named=True)
        for (part,), rows in score.errors.group_by("part", maintain_order=True)
    }
    return render(
        "address_score.html",
        linked=False,
        file=file,
        titles=titles,
        score=score,
        parts=score.by_part.rows(named=True),
        errors=errors,
    )
