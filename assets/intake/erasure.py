"""Erased people at intake: the receipts by which an old export recognises them, and their rows there.

Belongs here: salted receipts, the documents somebody came with, dropping their rows. Does not belong here:
the other places they leave (registry, publication), and in which order (`pipelines/upkeep/erasure.py`).

A receipt is the HMAC-SHA256 of a source code or document number under a salt of its own, so that nobody can
read back from it who was erased; with the salt one could try all numbers, so it is kept like the key.
"""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from unicodedata import normalize

import polars as pl

from assets.files import whole_file, write_whole
from assets.intake.canonical import Canonical
from assets.intake.documents.identity_documents import normalised
from assets.intake.frames import BY_SUBJECT_CODE, FRAMES
from assets.intake.mappings.mapping_file import Source
from assets.intake.outcome_contracts import Quarantine
from assets.intake.tidy_text import tidied
from assets.people import People, PersonColumns
from tag_rules.engine.errors import RefusedError

FILE, SALT = "erasures.parquet", "erasure.salt"
RECEIPT_SCHEMA = pl.Schema(
    {
        "receipt": pl.String,
        "resident_id": pl.Int64,
        "ground": pl.String,
        "requested_on": pl.Date,
        "erased_on": pl.Date,
    }
)
REASON = "erased"
# How refused rows name people before it is known who carries a number.
_NAMED_BY_DOCUMENT = PersonColumns(document="id_value")


@dataclass(frozen=True)
class Receipts:
    """The receipts there are, and the salt they were made with; empty where nobody was ever erased."""

    rows: pl.DataFrame
    salt: bytes

    def of(self, value: str) -> str:
        """Return the receipt of a source code or document number."""
        return hmac.digest(self.salt, value.encode(), "sha256").hex()

    def known(self, values: Iterable[str | None]) -> frozenset[str]:
        """Return those of the values that are an erased person's."""
        if self.rows.is_empty():
            return frozenset()
        receipts = set(self.rows["receipt"])
        return frozenset(value for value in set(values) if value and self.of(value) in receipts)


def read_receipts(folder: Path) -> Receipts:
    """Return the receipts in the register's folder, none where nobody was ever erased.

    RefusedError when there are receipts and no salt, or a salt and no receipts: something was lost.
    """
    rows, salt = _rows(folder), _salt(folder)
    if salt and not (folder / FILE).exists():
        raise RefusedError(
            f"{FILE} 丢失，请取回最新副本 is missing beside {SALT}: erased people would be taken in"
            f" again. Take over its newest"
            f" copy with `tagging erase --receipts <copy>`; only if there never was one, delete {SALT}"
        )
    if not salt and not rows.is_empty():
        raise RefusedError(
            f"{SALT} 丢失，请从备份恢复 is missing beside {FILE}: restore it from its backup."
            f" Without it erased people cannot be"
            " recognised in an export and would be taken in again"
        )
    return Receipts(rows, salt)


def add_receipts(folder: Path, values: Iterable[str], of: Mapping[str, object]) -> Receipts:
    """Add a receipt for each value that has none, with what `of` says of it; returns all receipts.

    RefusedError as `read_receipts`: new receipts beside a loss would hide it.
    """
    before = read_receipts(folder)
    if not before.salt:
        # The file first: a salt without it means that receipts were lost, a kill in between must not.
        _write(folder, before)
        write_whole(folder / SALT, secrets.token_hex(32))
        before = read_receipts(folder)
    new = sorted({before.of(value) for value in values} - set(before.rows["receipt"]))
    rows = pl.DataFrame([{"receipt": receipt, **of} for receipt in new], schema=RECEIPT_SCHEMA, orient="row")
    return _write(folder, replace(before, rows=pl.concat([before.rows, rows])))


def newer_receipts(folder: Path, copy: Path) -> Receipts:
    """Put the receipts of `copy` in the place of those in the register's folder, and return them.

    RefusedError when the file has no receipts, when the salt they were made with is not in the folder, or
    when the folder has a receipt that is not in the file: then it is older, or of another register.
    """
    try:
        rows = pl.read_parquet(copy)
    except (pl.exceptions.PolarsError, OSError):
        rows = pl.DataFrame()
    if rows.schema != RECEIPT_SCHEMA:
        raise RefusedError(
            f"{copy.name} 不是删除回执 holds no receipts: give a copy of the register's {FILE}"
        )
    salt = _salt(folder)
    if not salt:
        raise RefusedError(
            f"{SALT} 不在登记簿文件夹，请先放入 is missing: put its copy into the register's folder first"
        )
    # Not `read_receipts`: where the file was lost, a copy is the remedy.
    if not _rows(folder).join(rows, on="receipt", how="anti").is_empty():
        raise RefusedError(
            f"{copy.name} 比这里的旧，或属于别的登记簿 lacks receipts that are here:"
            f" it is older, or of another register"
        )
    return _write(folder, Receipts(rows, salt))


def _rows(folder: Path) -> pl.DataFrame:
    path = folder / FILE
    return pl.read_parquet(path) if path.exists() else pl.DataFrame(schema=RECEIPT_SCHEMA)


def _salt(folder: Path) -> bytes:
    path = folder / SALT
    return bytes.fromhex(path.read_text()) if path.exists() else b""


def _write(folder: Path, receipts: Receipts) -> Receipts:
    with whole_file(folder / FILE) as beside:
        receipts.rows.write_parquet(beside)
    return receipts


def without_erased(
    results: Mapping[str, Canonical], receipts: Receipts, sources: Mapping[str, Source]
) -> Iterator[tuple[str, Canonical]]:
    """Yield each source's result without the rows of erased people; each of them is counted as quarantined.

    What is kept of such a row is its source and the reason `erased`. A person who comes back under another
    source code with an erased document is not taken in either, even where the row that says so is refused.
    """
    if receipts.rows.is_empty():
        yield from results.items()
        return
    people = _recognised(results, receipts, sources)
    for name, result in results.items():
        kept = people.without(result.accepted, FRAMES[sources[name].table].people)
        dropped = _dropped(name, result.accepted.height - kept.height)
        quarantined = pl.concat([blank_rows(result.quarantined, people), dropped])
        named = people.without(result.named, BY_SUBJECT_CODE)
        if "id_value" in named.columns:
            named = people.without(named, _NAMED_BY_DOCUMENT)
        yield name, replace(result, accepted=kept, quarantined=quarantined, named=named)


def _recognised(
    results: Mapping[str, Canonical], receipts: Receipts, sources: Mapping[str, Source]
) -> People:
    codes, documents = set[str](), set[str]()
    frames = [result.accepted for result in results.values()]
    for frame in frames:
        if "id_value" in frame.columns and "person_code" not in frame.columns:
            documents |= receipts.known(frame["id_value"])
        for column in ("person_code", "subject_code"):
            if column in frame.columns:
                codes |= receipts.known(frame[column])
        if {"person_code", "id_type", "id_value"} <= set(frame.columns):
            codes |= _codes_of_documents(frame, receipts)
    for name, result in results.items():
        codes |= _codes_of_documents(_refused_people(sources[name], result.quarantined), receipts)
        for row in result.quarantined["row"]:
            erased = receipts.known(_values(row))
            codes |= erased
            documents |= erased
    return People(frozenset(codes), frozenset(documents))


def _codes_of_documents(people: pl.DataFrame, receipts: Receipts) -> frozenset[str]:
    """Return the person codes beside an erased document; one without a type is judged by its number alone."""
    judged = people.select("person_code", document=pl.coalesce(typed_document(), "id_value"))
    theirs = pl.col("document").is_in(receipts.known(judged["document"]))
    return frozenset(judged.filter(theirs)["person_code"].drop_nulls())


def _refused_people(source: Source, quarantined: pl.DataFrame) -> pl.DataFrame:
    """Return person_code, id_type (null if unknown) and id_value of refused rows of people; else no row."""
    wanted = ("person_code", "id_type", "id_value")
    columns = {name: source.column(name) for name in wanted if name in source.columns}
    if not {"person_code", "id_value"} <= columns.keys():
        return pl.DataFrame(schema=dict.fromkeys(wanted, pl.String))
    raw = pl.col("row").str.json_decode(pl.Struct({column.header: pl.String for column in columns.values()}))
    text = {name: tidied(raw.struct.field(column.header)) for name, column in columns.items()}
    kind = text.get("id_type", pl.lit(source.constants.get("id_type"), pl.String))
    codes = columns["id_type"].lookup(False) if "id_type" in columns else None
    return quarantined.select(
        text["person_code"].alias("person_code"),
        (kind.replace_strict(codes, default=None, return_dtype=pl.String) if codes else kind).alias(
            "id_type"
        ),
        normalised(text["id_value"]).alias("id_value"),
    )


def blank_rows(quarantine: pl.DataFrame, people: People) -> pl.DataFrame:
    """Return refused rows with the raw text of those that name one of the people taken out."""
    named = people.codes | people.documents
    texts = [None if named & _values(row) else row for row in quarantine["row"]]
    return quarantine.with_columns(row=pl.Series(texts, dtype=pl.String).fill_null("{}"))


def typed_document() -> pl.Expr:
    """Return a document's type and number as one text, null without a number: what names one person alone."""
    return pl.concat_str("id_type", "id_value", separator=" ").alias("document")


def documents_of(
    codes: Collection[str], residents: Iterable[pl.DataFrame]
) -> tuple[frozenset[str], frozenset[str]]:
    """Return the document numbers that frames `residents` have of these codes, and the same with the type.

    A number that rows of other codes carry too is nobody's mark: whoever is erased, the others stay.
    """
    mine, others = set[tuple[str, str]](), set[str]()
    for frame in residents:
        carried = frame.drop_nulls("id_value").select("person_code", "id_value", typed_document())
        theirs = carried["person_code"].is_in(list(codes))
        mine |= set(carried.filter(theirs).select("id_value", "document").iter_rows())
        wanted = [number for number, _ in mine]
        others |= set(carried.filter(~theirs, pl.col("id_value").is_in(wanted))["id_value"])
    alone = {(number, document) for number, document in mine if number not in others}
    numbers = frozenset[str]().union(*(written_forms(number) for number, _ in alone))
    return numbers, frozenset(document for _, document in alone)


def names_of(codes: Collection[str], residents: Iterable[pl.DataFrame]) -> frozenset[str]:
    """Return the names of two characters or more that frames `residents` have of these codes."""
    named = (
        frame.filter(pl.col("person_code").is_in(list(codes)))["name"].drop_nulls() for frame in residents
    )
    return frozenset(name for names in named for name in names if len(name) > 1)


def differing(groups: Collection[Collection[str]], residents: Iterable[pl.DataFrame]) -> int:
    """Return how many groups of codes have newest rows that say different names, sexes or birth dates.

    Each group is one person so far; one that differs may be several.

    Args:
        residents: frames of dates, oldest first.
    """
    wanted = [code for group in groups for code in group]
    newest: dict[str, tuple[object, ...]] = {}
    for frame in residents:
        theirs = frame.filter(frame["person_code"].is_in(wanted))
        said = theirs.select("person_code", "name", pl.col("sex").cast(pl.String), "birth_date")
        newest |= {code: facts for code, *facts in said.iter_rows()}
    return sum(_differ([newest[code] for code in group if code in newest]) for group in groups)


def _differ(rows: Collection[tuple[object, ...]]) -> bool:
    return any(len(set(values) - {None, "unknown"}) > 1 for values in zip(*rows, strict=True))


def written_forms(document: str) -> frozenset[str]:
    """Return a document number and, for one of 18 digits born before 2000, the 15 digits it was once."""
    if len(document) == 18 and document[6:8] == "19":
        return frozenset({document, document[:6] + document[8:17]})
    return frozenset({document})


def _values(row: str) -> frozenset[str]:
    """Return the values of a raw row as a source may have written a code or number: bare, upper case."""
    texts = [value for value in json.loads(row).values() if isinstance(value, str)]
    visible = ["".join(filter(str.isprintable, normalize("NFKC", text))) for text in texts]
    bare = ["".join(text.split()).lstrip("'").removesuffix(".0") for text in visible]
    without_dashes = [text.replace("-", "") for text in bare]
    spellings = {*texts, *(text.strip() for text in texts), *bare, *without_dashes}
    return frozenset(spellings | {text.upper() for text in spellings})


def _dropped(source: str, rows: int) -> pl.DataFrame:
    one = {
        "source": source, "file": "", "line": 0, "reason_code": REASON, "column": None, "row": "{}",
        "reasons": REASON,
    }  # fmt: skip
    empty = Quarantine.create_empty()
    return pl.DataFrame([one] * rows, schema=empty.schema, orient="row")
