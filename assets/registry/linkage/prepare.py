"""Records as they are compared: one or more comparable columns per field, made once per different value.

Belongs here: which columns a field becomes. Does not belong here: tidying a value (`tidy.py`, `names.py`,
`dates.py`). Columns of a field x: `x` its value, and beside it `x__letters` (sorted), `x__sound`, `x__shape`,
`x__outer`, `x__area`, or `x__year`, `x__month`, `x__day`, `x__days`; of the whole name `given__whole` (its
letters, sorted) and `given__aloud` (the letters of its sound, sorted). A district has many more people than
names, dates or addresses, and few of them are ever compared: the columns stand beside each different value,
and a record knows the place of its own (`Values`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import polars as pl

from assets.registry.linkage import names
from assets.registry.linkage.dates import in_parts
from assets.registry.linkage.fields import NAMES, Field, Kind
from assets.registry.linkage.tidy import HAN, has_han, sex, sorted_letters, tidied


@dataclass(frozen=True)
class Values:
    """What the different values of a field, or of the fields of a name, are compared by.

    place: per record the row of its value in `made`. made: the comparable columns; two of its rows may hold
    one value that was written in two ways.
    """

    place: pl.Series
    made: pl.DataFrame

    def of_records(self, column: str) -> pl.Series:
        """Return a comparable column of every record."""
        return self.made[column].gather(self.place)

    def records(self, are: pl.Series) -> int:
        """Return how many records have one of the values that are so; are: per row of `made`."""
        return int(are.gather(self.place).sum())


@dataclass(frozen=True)
class Prepared:
    """source: per record. values: each column stands in one of them.

    fields: those that can be compared, full names split into given and family name; a field that no two
    records fill is left out.
    """

    source: pl.Series
    values: tuple[Values, ...]
    fields: tuple[Field, ...]
    is_chinese: bool

    def values_of(self, column: str) -> Values:
        """Return the values that a column stands beside."""
        return next(values for values in self.values if column in values.made.columns)

    def of_rows(self, rows: pl.Series) -> pl.DataFrame:
        """Return `row` and all comparable columns of some records, numbered 0, 1, 2 ... in their order."""
        beside = [values.made[values.place.gather(rows)] for values in self.values]
        return pl.concat([rows.alias("row").to_frame(), *beside], how="horizontal")


def prepare(records: pl.DataFrame, fields: Sequence[Field]) -> Prepared:
    """Return the records made comparable; a field whose columns are not there is left out."""
    present = [field for field in fields if set(field.columns) <= set(records.columns)]
    of_names = [field for field in present if field.kind in NAMES]
    others = [field for field in present if field.kind not in NAMES]
    values = [_values(records, [field], _columns) for field in others]
    parts: list[Field] = []
    if of_names:
        values.insert(0, _values(records, of_names, _names))
        parts = _name_parts(values[0])
    source = records["source"].cast(pl.String) if "source" in records.columns else None
    every = Prepared(
        source if source is not None else pl.repeat("", len(records), eager=True),
        tuple(values),
        (*parts, *others),
        bool(of_names) and values[0].records(has_han(values[0].made["given"])) > len(records) / 2,
    )
    return replace(every, fields=tuple(field for field in every.fields if _filled(every, field.name) >= 2))


def _filled(prepared: Prepared, column: str) -> int:
    values = prepared.values_of(column)
    return values.records(values.made[column].is_not_null())


def _values(
    records: pl.DataFrame,
    fields: list[Field],
    make: Callable[[pl.DataFrame, list[Field]], Sequence[pl.Series]],
) -> Values:
    """Return the different values of some fields' columns, with the columns that `make` returns of them."""
    written = records.select(list(dict.fromkeys(column for field in fields for column in field.columns)))
    if fields[0].kind is Kind.DOCUMENT:  # hardly two records have one number
        return Values(
            pl.int_range(len(written), dtype=pl.UInt32, eager=True), pl.DataFrame(make(written, fields))
        )
    different = written.unique()
    numbered = different.with_row_index("__place")
    placed = written.join(numbered, on=written.columns, how="left", nulls_equal=True, maintain_order="left")
    return Values(placed["__place"], pl.DataFrame(make(different, fields)))


def _name_parts(names_of: Values) -> list[Field]:
    """Return the fields that a name is compared by: other names only where one in twenty has any."""
    parts = [
        Field("given", Kind.GIVEN_NAME, (), "名", "given name"),
        Field("family", Kind.FAMILY_NAME, (), "姓", "family name"),
    ]
    has_more = names_of.made["more"].list.len().fill_null(0).gt(0)
    if names_of.records(has_more) > 0.05 * len(names_of.place):
        parts.append(Field("more", Kind.FULL_NAME, (), "其他名字", "other names"))
    return parts


def _names(written: pl.DataFrame, fields: list[Field]) -> list[pl.Series]:
    text = {field.kind: _joined(written, field) for field in fields}
    nothing = pl.Series([None] * len(written), dtype=pl.String)
    if Kind.FULL_NAME in text:
        parts = names.split(text[Kind.FULL_NAME])
        given = text.get(Kind.GIVEN_NAME, parts["given"] if Kind.FAMILY_NAME not in text else nothing)
        family = text.get(Kind.FAMILY_NAME, parts["family"])
        rest = text[Kind.FULL_NAME]
    else:
        given, family = text.get(Kind.GIVEN_NAME, nothing), text.get(Kind.FAMILY_NAME, nothing)
        rest = given
    return [
        given.alias("given"), family.alias("family"), *_beside(given, "given"), *_beside(family, "family"),
        *_whole_name(given, family), _more(rest, given, family),
    ]  # fmt: skip


def _beside(part: pl.Series, name: str) -> list[pl.Series]:
    """Return the sorted letters and the sound of a part of a name."""
    return _once_per_value(
        part,
        lambda value: [
            sorted_letters(value).alias(f"{name}__letters"),
            names.sound(value).alias(f"{name}__sound"),
            names.shape(value).alias(f"{name}__shape"),
        ],
    )


def _whole_name(given: pl.Series, family: pl.Series) -> list[pl.Series]:
    """Return the letters of the whole name and of how it sounds, whatever the order of its parts."""
    whole = pl.select(pl.concat_str(family, given)).to_series()
    return _once_per_value(
        whole,
        lambda value: [
            sorted_letters(value).alias("given__whole"),
            sorted_letters(names.aloud(value)).alias("given__aloud"),
        ],
    )


def _more(full: pl.Series, given: pl.Series, family: pl.Series) -> pl.Series:
    """Return the words of a name beyond its first and family name, titles and particles left out.

    A Chinese name has none: written as one word, it would be compared a third time. Nor has a given name of
    several words in a column of its own: its words would be compared twice.
    """
    words = pl.col("all").str.split(" ")
    own = pl.concat_list(pl.col(part).fill_null("").str.split(" ") for part in ("given", "family"))
    beyond = words.list.set_difference(own).list.eval(pl.element().filter(pl.element().str.len_chars() > 2))
    has_more = (beyond.list.len() > 0) & ~pl.col("all").str.contains(HAN)
    frame = pl.DataFrame({"all": full, "given": given, "family": family})
    return frame.select(more=pl.when(has_more).then(beyond.list.sort())).to_series()


def _columns(written: pl.DataFrame, fields: list[Field]) -> list[pl.Series]:
    (field,) = fields
    match field.kind:
        case Kind.DATE:
            return _date(field, written.get_columns())
        case Kind.SEX:
            return [sex(written.to_series()).alias(field.name)]
        case Kind.CODE:
            return _code(_joined(written, field))
        case Kind.TEXT | Kind.NUMBER:
            text = _joined(written, field)
            return [text, sorted_letters(text).alias(f"{field.name}__letters")]
        case _:
            return [_joined(written, field)]


def _date(field: Field, written: list[pl.Series]) -> list[pl.Series]:
    name, parts = field.name, in_parts(written, field.date_format)
    dated = parts.select(
        pl.when(pl.col("year").is_not_null()).then(pl.concat_str(pl.all().fill_null("00"))).alias(name),
        *(pl.col(part).alias(f"{name}__{part}") for part in ("year", "month", "day")),
    )
    days = pl.col(name).str.to_date("%Y%m%d", strict=False).to_physical().alias(f"{name}__days")
    letters = sorted_letters(dated[name]).alias(f"{name}__letters")
    return [*dated.with_columns(days).get_columns(), letters]


def _code(value: pl.Series) -> list[pl.Series]:
    name = value.name
    bare = pl.col(name).str.replace_all(" ", "")
    outer = (
        pl.when(pl.col(name).str.contains(" "))
        .then(pl.col(name).str.split(" ").list.first())
        .otherwise(bare.str.head(bare.str.len_chars() - 2))
    )
    parts = value.to_frame().select(
        bare.alias(name),
        pl.when(bare.str.len_chars() >= 4).then(outer).alias(f"{name}__outer"),
        bare.str.extract(r"^(\p{L}{1,3}|\d{2})").alias(f"{name}__area"),
    )
    return [*parts.get_columns(), sorted_letters(value).alias(f"{name}__letters")]


def _once_per_value(values: pl.Series, make: Callable[[pl.Series], Sequence[pl.Series]]) -> list[pl.Series]:
    """Return the columns that `make` returns of the different values, one row per value of `values`."""
    different = values.alias("__value").drop_nulls().unique().to_frame()
    made = different.hstack([*make(different["__value"])])
    placed = values.alias("__value").to_frame().join(made, on="__value", how="left", maintain_order="left")
    return placed.drop("__value").get_columns()


def _joined(records: pl.DataFrame, field: Field) -> pl.Series:
    parts = pl.DataFrame([tidied(records[column]) for column in field.columns])
    return parts.select(
        pl.when(pl.any_horizontal(pl.all().is_not_null()))
        .then(pl.concat_str(pl.all(), separator=" ", ignore_nulls=True))
        .alias(field.name)
    ).to_series()
