"""How a step of a stage fails: with the sentence that says what to do, or with a traceback of our own.

Belongs here: handing a refusal to Dagster. Does not belong here: which errors those are (`refusals.py`).
"""

from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg

from assets.refusals import refusal_text


@contextmanager
def refusals_as_failures() -> Iterator[None]:
    """Turn what a person can mend into a failure that is shown as its text and not tried again."""
    try:
        yield
    except Exception as error:  # any: the few that say what to do are told apart, the others go on
        message = refusal_text(error)
        if message is None:
            raise
        raise dg.Failure(message, allow_retries=False) from None
