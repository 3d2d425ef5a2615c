"""Frames between assets: the Parquet lake.

Belongs here: where a frame is written and what the UI is told of it (columns, rows, bytes; never a value).
Does not belong here: the register and the published database, which their own stages keep.
"""

import dagster as dg
import polars as pl
from upath import UPath


class LakeIOManager(dg.UPathIOManager):
    """Keeps one frame per asset and snapshot date: `lake/<group>/<table>/snapshot_date=…/part=00.parquet`.

    Assets give frames and take `pl.DataFrame` or `pl.LazyFrame`, as annotated.
    """

    extension = ""

    def get_path_for_partition(
        self, context: dg.InputContext | dg.OutputContext, path: UPath, partition: str
    ) -> UPath:
        """The folder of one snapshot date."""
        return path / f"snapshot_date={partition}"

    def dump_to_path(self, context: dg.OutputContext, obj: pl.DataFrame, path: UPath) -> None:
        """Write the frame whole: to a file beside it first, then renamed into place."""
        path.mkdir(parents=True, exist_ok=True)
        target, writing = path / "part=00.parquet", path / ".writing.parquet"
        obj.write_parquet(str(writing), compression="zstd", compression_level=1)
        writing.rename(target)
        columns = [dg.TableColumn(name, str(kind)) for name, kind in obj.schema.items()]
        context.add_output_metadata(
            {
                "dagster/row_count": obj.height,
                "dagster/column_schema": dg.TableSchema(columns),
                "bytes": target.stat().st_size,
            }
        )

    def load_from_path(self, context: dg.InputContext, path: UPath) -> pl.DataFrame | pl.LazyFrame:
        """Scan the parts of one snapshot date."""
        # The snapshot date is the partition, not a column: the frame comes back as it was written.
        frame = pl.scan_parquet(str(path / "part=*.parquet"), hive_partitioning=False)
        return frame if context.dagster_type.typing_type is pl.LazyFrame else frame.collect()
