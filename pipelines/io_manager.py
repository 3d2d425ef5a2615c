"""Frames between assets: what Dagster writes to the lake and reads from it.

Belongs here: what the UI is told of a frame (columns, rows, bytes; never a value). Does not belong here: the
lake's layout (`assets/lake.py`); the register and the published database, which their own stages keep.
"""

from collections.abc import Mapping
from pathlib import Path

import dagster as dg
import polars as pl
from upath import UPath

from assets.files import private_folder
from assets.lake import partition_folder, read_folder, scan_folder, write_folder
from assets.step_failures import refusals_as_failures
from tag_rules.engine.errors import RefusedError


class LakeIOManager(dg.UPathIOManager):
    """Keeps one frame per asset and snapshot date.

    Assets give frames and take `pl.DataFrame` or `pl.LazyFrame`, as annotated.
    """

    extension = ""

    def __init__(self, base_path: UPath, texts: Mapping[str, Mapping[str, str]] | None = None) -> None:
        """texts: by `group/table`, what columns mean, for the UI."""
        super().__init__(base_path=base_path)
        self._texts = texts or {}

    def get_path_for_partition(
        self, context: dg.InputContext | dg.OutputContext, path: UPath, partition: str
    ) -> UPath:
        """The folder of one snapshot date."""
        return path / partition_folder(partition)

    def make_directory(self, path: UPath) -> None:
        """Make a folder of the lake, for its owner alone."""
        private_folder(Path(str(path)))

    def dump_to_path(self, context: dg.OutputContext, obj: pl.DataFrame, path: UPath) -> None:
        """Write the frame whole."""
        with refusals_as_failures():
            size = write_folder(Path(str(path)), obj)
        texts = self._texts.get(context.asset_key.to_user_string(), {})
        columns = [
            dg.TableColumn(name, str(kind), description=texts.get(name)) for name, kind in obj.schema.items()
        ]
        context.add_output_metadata(
            {
                "dagster/row_count": obj.height,
                "dagster/column_schema": dg.TableSchema(columns),
                "bytes": size,
            }
        )

    def load_from_path(self, context: dg.InputContext, path: UPath) -> pl.DataFrame | pl.LazyFrame:
        """The frame of one snapshot date, unread where the asset takes it so."""
        folder = Path(str(path))
        with refusals_as_failures():
            lazy = context.dagster_type.typing_type is pl.LazyFrame
            frame = scan_folder(folder) if lazy else read_folder(folder)
            if frame is None:
                raise RefusedError(
                    f"{folder} 没有文件 has no file: run the whole date, tagging run --date <date>"
                )
        return frame
