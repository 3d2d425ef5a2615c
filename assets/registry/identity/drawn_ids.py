"""New surrogate ids: dense, in an order that tells nothing.

Belongs here: drawing ids for whom nobody has an id for. Does not belong here: who gets one (`identity`).
"""

import hmac
from dataclasses import dataclass, field

import numpy as np
import polars as pl

_RESERVED = pl.Schema({"name": pl.String(), "new_id": pl.Int64()})


@dataclass
class DrawIds:
    """Gives ids after `highest` without a gap. `purpose` keeps the orders of different draws apart.

    The order is drawn by a secret: whoever sees an id learns nothing of the place of its name among others.
    The same names drawn for the same purpose get the same ids. `reserved` (name, new_id) were drawn before,
    by dates that wait; no other name gets one of them.
    """

    secret: bytes
    purpose: str
    highest: int
    reserved: pl.DataFrame = field(default_factory=_RESERVED.to_frame)

    def for_names(self, names: pl.Series) -> pl.DataFrame:
        """Return one new id for each different name (a code, or a code and its sight): name, new_id."""
        asked = names.unique().sort().to_frame("name")
        known = asked.join(self.reserved, on="name")
        rest = asked.join(known, on="name", how="anti")
        seed = hmac.digest(self.secret, f"{self.purpose}|{self.highest}".encode(), "sha256")
        drawn = np.random.default_rng(int.from_bytes(seed)).permutation(rest.height)
        first = self.highest + 1
        self.highest += rest.height
        return pl.concat([known, rest.with_columns(new_id=pl.Series(drawn, dtype=pl.Int64) + first)])


def name_of(shown: str = "shown") -> pl.Expr:
    """Return the name under which an id is drawn, from source_code and the column of a sight."""
    return pl.concat_str("source_code", pl.col(shown).fill_null(""), separator="\x1f").alias("name")
