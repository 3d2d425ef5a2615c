"""What every model of a rule file is built on.

Belongs here: how strictly files are read, and texts in two languages. Does not belong here: what files say.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class StrictModel(BaseModel):
    """Anything written in a rule file: unknown keys refused, types as written, never changed afterwards."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Title(StrictModel):
    """What people read, in Chinese and English."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)
