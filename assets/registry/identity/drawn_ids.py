"""New surrogate ids: dense, in an order that tells nothing.

Belongs here: drawing ids for codes nobody has an id for. Does not belong here: who gets one (`identity`).
"""

import hmac
from dataclasses import dataclass

import numpy as np
import polars as pl


@dataclass
class DrawIds:
    """Gives ids after `highest` without a gap. `purpose` keeps the orders of different draws apart.

    The order is drawn by a secret: whoever sees an id learns nothing of the place of its code among others.
    The same codes drawn for the same purpose get the same ids.
    """

    secret: bytes
    purpose: str
    highest: int

    def for_codes(self, codes: pl.Series) -> pl.DataFrame:
        """Return one new id for each different code: source_code, new_id."""
        ordered = codes.unique().sort()
        seed = hmac.digest(self.secret, f"{self.purpose}|{self.highest}".encode(), "sha256")
        drawn = np.random.default_rng(int.from_bytes(seed)).permutation(len(ordered))
        first = self.highest + 1
        self.highest += len(ordered)
        return pl.DataFrame(
            {"source_code": ordered, "new_id": pl.Series(drawn, dtype=pl.Int64) + first},
            schema={"source_code": pl.String, "new_id": pl.Int64},
        )
