"""Taking people out of the frames of the lake.

Belongs here: rewriting every frame without somebody's rows, as its stage declares them. Does not belong here:
the contents that published history stands on (`assets/publication/upkeep/erasure.py`).
"""

from functools import partial
from pathlib import Path

import polars as pl

from assets.intake.erasure import blank_rows
from assets.lake import delete_half_written, frame_files, rewrite
from assets.people import People, PersonColumns
from pipelines.stages import FRAMES
from tag_rules.engine.errors import RefusedError

_REQUESTS = ("intake", "erasure_requests")


def erase_from_lake(lake: Path, people: People) -> int:
    """Rewrite every frame of every date without the people's rows; returns how many rows went.

    Their names are masked in the texts of others. Refused rows that name them stay, as counts, without their
    text. What a killed run left half written is deleted. Requests for erasure go last: as long as one is
    there the rest may be as well. RefusedError for a frame that no stage declares: an earlier version of this
    program made it, and nobody knows whom it names.
    """
    delete_half_written(lake)
    files = frame_files(lake)
    unknown = sorted(
        {str(file.path.parent.parent) for file in files if (file.group, file.table) not in FRAMES}
    )
    if unknown:
        raise RefusedError(
            f"有不再产生的数据，请删除该文件夹后再删人 no stage makes {', '.join(unknown)} any more:"
            f" delete that folder, then erase again"
        )
    gone = 0
    # Texts first: their names stand in the frames of residents, where a killed run has to find them again.
    for file in sorted(files, key=lambda file: (*_order(file.group, file.table), file.path)):
        named = FRAMES[file.group, file.table].people
        gone += rewrite(file, partial(_without, people, named))
    return gone


def _without(people: People, named: PersonColumns, frame: pl.DataFrame) -> pl.DataFrame:
    left = blank_rows(frame, people) if named.refused else people.without(frame, named)
    return people.unnamed(left, named)


def _order(group: str, table: str) -> tuple[bool, bool]:
    return (group, table) == _REQUESTS, not FRAMES[group, table].people.texts
