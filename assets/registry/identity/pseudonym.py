"""Keyed pseudonyms: the same person has the same resident_key in every publication, and nobody can go back.

Belongs here: the key's file and HMAC-SM3 (GB/T 32905-2016) over a document. Does not belong here: deciding
whether a document is valid (`assets/intake/documents/identity_documents.py`).
A bare hash would be no protection: all ID numbers can be enumerated. The key is what protects.
"""

import secrets
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from cryptography.hazmat.primitives.hashes import SM3
from cryptography.hazmat.primitives.hmac import HMAC

from assets.files import write_whole
from tag_rules.engine.errors import RefusedError

_SAMPLE_MARK = "sample-district-only"


class PseudonymKeyError(RefusedError):
    """The key is missing, malformed, or the sample's key was about to be used for real people."""


@dataclass(frozen=True)
class PseudonymKey:
    """The key in a file: 64 hexadecimal digits; a first line marks a key made for the sample district."""

    path: Path

    def is_of_sample(self) -> bool:
        """Whether the key in use was made for the sample district, and so is the data."""
        return self.path.exists() and _SAMPLE_MARK in self.path.read_text()

    def secret(self, for_sample: bool) -> bytes:
        """The 32 bytes of the key. For the sample district a key is made when there is none.

        Raises PseudonymKeyError when real data would be run without a key or with the sample's.
        """
        if not self.path.exists():
            if not for_sample:
                raise PseudonymKeyError(
                    f"没有化名密钥 no pseudonym key at {self.path}: write 64 random hexadecimal"
                    f" digits there (openssl rand"
                    " -hex 32), keep a backup apart from the data, or set TAGGING_PSEUDONYM_KEY"
                )
            write_whole(self.path, f"{_SAMPLE_MARK}\n{secrets.token_hex(32)}\n")
        lines = self.path.read_text().split()
        if _SAMPLE_MARK in lines and not for_sample:
            raise PseudonymKeyError(
                f"这是示例的密钥，请另建 the key at {self.path} belongs to the sample district; make"
                f" one of your own"
            )
        try:
            secret = bytes.fromhex(lines[-1])
        except (IndexError, ValueError):
            raise PseudonymKeyError(
                f"{self.path} 不是密钥 does not hold a key of 64 hexadecimal digits"
            ) from None
        if len(secret) != 32:
            raise PseudonymKeyError(f"{self.path} 不是密钥 does not hold a key of 64 hexadecimal digits")
        return secret


def resident_keys(secret: bytes, id_type: pl.Series, id_value: pl.Series) -> pl.Series:
    """HMAC-SM3 of `id_type‖id_value` as 64 hexadecimal digits; null where there is no document."""
    return _hashed(secret, "resident_key", id_type.cast(pl.String), id_value)


def keyed_digits(secret: bytes, texts: pl.Series, digits: int) -> pl.Series:
    """The first hexadecimal digits of the HMAC-SM3 of texts, each different text hashed once; null for null.

    The name of the series goes into it.
    """
    different = texts.drop_nulls().unique()
    kind = pl.repeat(texts.name, len(different), eager=True)
    hashed = _hashed(secret, "sight", kind, different).str.head(digits)
    return texts.replace_strict(different, hashed, default=None, return_dtype=pl.String)


def attributes_of() -> pl.Expr:
    """Return name, sex and birth date of canonical `residents` as one text.

    Null unless all three are known: less than that is no evidence of who somebody is.
    """
    known = pl.concat_str("name", pl.col("sex").cast(pl.String), "birth_date", separator="\x1f")
    return pl.when(pl.col("sex") != "unknown").then(known)


def evidence_of(secret: bytes, keys: pl.Series, attributes: pl.Series) -> pl.Series:
    """HMAC-SM3 of a resident_key with what is said of its holder, as registers of older versions have it."""
    holders = _hashed(secret, "holder", pl.repeat("holder", len(keys), eager=True), attributes)
    both = _hashed(secret, "evidence", keys, attributes)
    return (holders.str.head(16) + both).alias("evidence")


def _hashed(secret: bytes, name: str, first: pl.Series, second: pl.Series) -> pl.Series:
    """HMAC-SM3 of two texts, row by row; null where the second is null."""
    keyed = HMAC(secret, SM3())

    def one(before: str, text: str | None) -> str | None:
        if text is None:
            return None
        running = keyed.copy()
        running.update(f"{before}\x1f{text}".encode())
        return running.finalize().hex()

    pairs = zip(first.to_list(), second.to_list(), strict=True)
    return pl.Series(name, [one(before, text) for before, text in pairs], dtype=pl.String)
