"""Ways in which an export goes wrong: each changes a folder in place and says what it touched.

What belongs here: mutations of bytes, text, tables and manifests, drawn from a seeded source of chance.
What does not: what must come of them (`test_mutated_exports`).
"""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

from assets.intake.manifest.manifest_file import sha256_of

ODD = (
    "", " ", "\u3000", "NaN", "nan", "inf", "-inf", "Infinity", "null", "None", "NULL", "\\N", "0", "-1",
    "1e308", "1e999",
    "9" * 30, "-" + "9" * 30, "0x10", "１２３", "٣", "+1", "1_000", "1,5", "3.7", "6.0", "true", "TRUE",
    "'", '"', '""',
    '"a', 'a"b', "a,b", "a\nb", "a\r\nb", "\r", "\t", "\0", "\x1b[31m", "\u200b", "\ufeff", "\u202e",
    "𠮷", "é", "e\u0301",
    "=1+1", "=cmd|'/c calc'!A1", "<script>", "${7*7}", "%s", "{x}", "../..", "; drop table", "2024-02-30",
    "2024-13-01",
    "0000-00-00", "9999-12-31", "1000-01-01", "2024-03-02T00:00:00", "2024/3/2", "20240302", "45353",
    "24-3-2", "X" * 40_000,
    "居" * 5000, "#REF!", "#N/A", "########", "3.10106194001019E+17", "1E+15", "310106194001019000", "无",
    "－", "——", "'01", "０１", "\u200b1\u200e", "\u202a2024-03-02\u202c", "1955121", "长期", "99991231",
    "13800001234", "\x9c", "M5", "1900-01-01", "19000101", "0000-00-00 00:00:00", "1.38E+10", "1,234.5",
    "95%", "2024-03-01T16:00:00Z", "24:00", "1895-01-01",
    "310106194001019905", "31010619400101990X", "999999999999999999", "310106203001010013",
    "440524187912310014",
)  # fmt: skip
"""Texts that a cell may hold instead of its own."""
SECRET = "绝密甲乙"
"""Planted in cells: no message may repeat it."""


@dataclass(frozen=True)
class Mutation:
    """What was done: its name, the source it was done to (None: the manifest), and rows it may have touched.

    `rows` None means any. `harmless` means that the outcome must be that of the export as it was.
    """

    name: str
    source: str | None
    rows: int | None = None
    harmless: bool = False


class Folder:
    """An export that can be changed and signed again."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.manifest: dict[str, Any] = json.loads((path / "manifest.json").read_text(encoding="utf-8"))

    def entry(self, source: str) -> dict[str, Any]:
        return next(file for file in self.manifest["files"] if file["source"] == source)

    def sources(self, *encodings: str) -> list[str]:
        return [file["source"] for file in self.manifest["files"] if file["encoding"] in encodings]

    def bytes_of(self, source: str) -> bytes:
        return (self.path / self.entry(source)["file"]).read_bytes()

    def write(self, source: str, data: bytes, signed: bool = True, **values: Any) -> None:
        entry = self.entry(source)
        (self.path / entry["file"]).write_bytes(data)
        if signed:
            entry["sha256"] = sha256_of(self.path / entry["file"])
        entry.update(values)
        self.write_manifest()

    def write_manifest(self) -> None:
        text = json.dumps(self.manifest, ensure_ascii=False, indent=2)
        (self.path / "manifest.json").write_text(text, encoding="utf-8")


TEXT = ("utf-8", "utf-8-bom", "gb18030")


def of_bytes(folder: Folder, chance: random.Random) -> Mutation:
    """Bytes flipped, cut, inserted, doubled; the manifest signed for them or not."""
    source = chance.choice([file["source"] for file in folder.manifest["files"]])
    data = bytearray(folder.bytes_of(source))
    at, length = chance.randrange(len(data)), chance.randint(1, 40)

    def flip() -> None:
        for _ in range(chance.choice([1, 1, 2, 8, 64])):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)

    def cut() -> None:
        del data[at:]

    def lose() -> None:
        del data[at : at + length]

    def insert() -> None:
        data[at:at] = chance.choice(
            [b"\0", b"\xff", b"\r", b"\n", b",", b'"', b"\xef\xbb\xbf", chance.randbytes(length)]
        )

    def double() -> None:
        data[at:at] = data[at : at + length]

    def replace() -> None:
        data[:] = chance.choice(
            [
                b"",
                b"\n",
                b"\0" * 100,
                chance.randbytes(200),
                b"PK\x03\x04",
                b"PAR1PAR1",
                b"\xef\xbb\xbf",
                b"\xd0\xcf\x11\xe0",
                b'{"a": 1}\n',
                b"<html>",
                b"\x1f\x8b",
                "a,b\n1,2\n".encode("utf-16-le"),
            ]
        )  # fmt: skip

    kind = chance.choice([flip, flip, cut, lose, insert, double, replace])
    kind()
    folder.write(source, bytes(data), signed=chance.random() < 0.9)
    return Mutation(f"bytes {kind.__name__}", source)


def of_encoding(folder: Folder, chance: random.Random) -> Mutation:
    """The text in another encoding than the manifest says, byte order marks, other ends of lines."""
    source = chance.choice(folder.sources(*TEXT))
    encoding = "gb18030" if folder.entry(source)["encoding"] == "gb18030" else "utf-8-sig"
    text = folder.bytes_of(source).decode(encoding)
    kind = chance.choice(["utf-8", "gb18030", "utf-16", "big5", "mark", "marks", "ends", "mixed", "declared"])
    if kind == "mark":
        folder.write(source, ("\ufeff" + text).encode("gb18030" if encoding == "gb18030" else "utf-8"))
        return Mutation("encoding mark", source, 0, harmless=True)
    if kind == "marks":
        folder.write(source, ("\ufeff\ufeff" + text).encode("gb18030" if encoding == "gb18030" else "utf-8"))
    elif kind == "ends":
        text = text.replace("\r\n", "\n").replace("\n", chance.choice(["\r\n", "\n"]))
        folder.write(source, text.encode(encoding))
        return Mutation("encoding ends", source, 0, harmless=True)
    elif kind == "mixed":
        lines = text.replace("\r\n", "\n").split("\n")
        mixed = "".join(line + chance.choice(["\n", "\r\n", "\r", "\n\n"]) for line in lines)
        folder.write(source, mixed.encode(encoding))
    elif kind == "declared":
        folder.write(
            source, text.encode(encoding), encoding=chance.choice(["utf-8", "gb18030", "xlsx", "parquet"])
        )
    else:
        folder.write(source, text.encode(kind, errors="replace"))
    return Mutation(f"encoding {kind}", source)


def _table(folder: Folder, source: str) -> list[list[str]]:
    encoding = "gb18030" if folder.entry(source)["encoding"] == "gb18030" else "utf-8-sig"
    return list(csv.reader(io.StringIO(folder.bytes_of(source).decode(encoding), newline="")))


def _write_table(folder: Folder, source: str, table: list[list[str]], **csv_options: Any) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, **csv_options).writerows(table)
    encoding = "gb18030" if folder.entry(source)["encoding"] == "gb18030" else "utf-8"
    folder.write(source, text.getvalue().encode(encoding, errors="replace"), rows=max(len(table) - 1, 0))


def of_header(folder: Folder, chance: random.Random) -> Mutation:
    """Headers renamed, lost, doubled; columns in another order."""
    source = chance.choice(folder.sources(*TEXT))
    table = _table(folder, source)
    place, other = chance.randrange(len(table[0])), chance.randrange(len(table[0]))
    kind = chance.choice(["rename", "drop", "double", "reorder", "lost", "extra", "swap", "empty", "typed"])
    if kind == "rename":
        table[0][place] = chance.choice(
            [*ODD[:60], table[0][place] + " ", ":line", "line", "raw:name", SECRET]
        )
    elif kind == "drop":
        table = [row[:place] + row[place + 1 :] for row in table]
    elif kind == "double":
        table = [[*row, row[place]] for row in table]
    elif kind == "reorder":
        order = chance.sample(range(len(table[0])), len(table[0]))
        table = [[row[at] for at in order] for row in table]
    elif kind == "lost":
        table = table[1:]
    elif kind == "extra":
        table = [[*row, SECRET] for row in table]
    elif kind == "typed":
        blank = chance.choice([" ", "\n", "\u00a0"])
        table[0] = [f"\u3000{header[0]}{blank}{header[1:]}\u200b" for header in table[0]]
    elif kind == "swap":
        table[0][place], table[0][other] = table[0][other], table[0][place]
    else:
        table = table[:1]
    _write_table(folder, source, table)
    return Mutation(f"header {kind}", source, harmless=kind in ("reorder", "typed"))


def of_cells(folder: Folder, chance: random.Random) -> Mutation:
    """Cells with odd texts, rows shifted, lost, doubled, shuffled; another dialect."""
    source = chance.choice(folder.sources(*TEXT))
    table = _table(folder, source)
    at = chance.randrange(1, len(table))
    kind = chance.choice(
        [
            "odd",
            "odd",
            "odd",
            "odd",
            "shift",
            "lose",
            "double",
            "shuffle",
            "dialect",
            "quote",
            "blank",
            "beneath",
        ]
    )
    options: dict[str, Any] = {}
    touched: int | None = 1
    if kind == "odd":
        touched = chance.choice([1, 1, 3])
        for row in chance.sample(table[1:], min(touched, len(table) - 1)):
            row[chance.randrange(len(row))] = chance.choice([*ODD, SECRET])
    elif kind == "shift":
        table[at] = ["", *table[at][:-1]]
    elif kind == "lose":
        del table[at]
    elif kind == "double":
        table.insert(at, table[at])
    elif kind == "shuffle":
        table[1:] = chance.sample(table[1:], len(table) - 1)
        touched = 0
    elif kind == "dialect":
        options, touched = {"delimiter": chance.choice(";\t|")}, None
    elif kind == "quote":
        options, touched = {"quoting": csv.QUOTE_ALL}, 0
    elif kind == "blank":
        table.insert(at, [""] * len(table[0]))
    else:
        table += [[" "] * len(table[0])] * chance.randint(1, 40)
    _write_table(folder, source, table, **options)
    harmless = kind in ("shuffle", "quote", "blank", "beneath")
    return Mutation(f"cells {kind}", source, touched, harmless)


def of_types(folder: Folder, chance: random.Random) -> Mutation:
    """Parquet and Excel with values of other types, nested ones, doubled headers, empty rows."""
    source = chance.choice(folder.sources("parquet", "xlsx"))
    path = folder.path / folder.entry(source)["file"]
    if folder.entry(source)["encoding"] == "parquet":
        frame = pl.read_parquet(path)
        name, rows = chance.choice(frame.columns), frame.height
        column = chance.choice([
            pl.lit(None), pl.lit(1), pl.lit(float("nan")), pl.lit(float("inf")), pl.lit(True),
            pl.lit(b"\xff"),
            pl.lit("2024-02-01").str.to_date(), pl.lit("2024-02-01").str.to_datetime(),
            pl.lit(1).cast(pl.Duration),
            pl.col(name).cast(pl.Categorical), pl.concat_list(name), pl.struct(name), pl.lit(SECRET),
            pl.lit(1).cast(pl.Decimal(10, 2)),
            pl.lit("12:00:00").str.to_time(), pl.lit("x" * 100_000),
        ])  # fmt: skip
        buffer = io.BytesIO()
        frame.with_columns(column.alias(name)).write_parquet(buffer)
        folder.write(source, buffer.getvalue(), rows=rows)
        return Mutation("types parquet", source)
    frame = pl.read_excel(path, infer_schema_length=0)
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"nan_inf_to_errors": True}) as workbook:
        sheet = workbook.add_worksheet()
        kind = chance.choice(
            ["cell", "cell", "doubled", "gap", "sheets", "none", "merged", "error", "hidden", "day", "far"]
        )
        for number, row in enumerate([frame.columns, *frame.rows()]):
            sheet.write_row(number + (kind == "gap" and number > 1), 0, list(row))
        if kind == "cell":
            at = chance.randrange(frame.height + 1), chance.randrange(frame.width)
            sheet.write(
                *at,
                chance.choice([float("nan"), 1e300, -1, 0.1, True, SECRET, "=1/0", "=A1", "x" * 3000, None]),
            )
        elif kind == "doubled":
            sheet.write(0, 1, frame.columns[0])
        elif kind == "sheets":
            workbook.add_worksheet()
        elif kind == "error":
            at = chance.randrange(1, frame.height + 1), chance.randrange(frame.width)
            sheet.write_formula(*at, "=#REF!", value=chance.choice(["#REF!", "#N/A", ""]))
        elif kind == "hidden":
            hidden = workbook.add_worksheet(SECRET)
            hidden.write(0, 0, SECRET)
            hidden.hide()
        elif kind == "day":
            at = chance.randrange(1, frame.height + 1), chance.randrange(frame.width)
            day = workbook.add_format({"num_format": "yyyy-mm-dd"})
            sheet.write_number(*at, chance.choice([45353, 45353.5, 0.25, 1, -1, 2958465, 1e12]), day)
        elif kind == "far":
            sheet.write(1_048_575, 16_383, SECRET)
        elif kind == "merged":
            sheet.merge_range(1, 0, 1, 1, SECRET)
        elif kind == "none":
            sheet.write_row(0, 0, [""] * frame.width)
    folder.write(source, buffer.getvalue())
    return Mutation(f"types workbook {kind}", source, 0 if kind == "hidden" else None, kind == "hidden")


def of_manifest(folder: Folder, chance: random.Random) -> Mutation:
    """Fields changed, lost, of other types; files outside the folder; no JSON at all."""
    manifest = folder.manifest
    odd: list[Any] = [
        None,
        "",
        -1,
        0,
        1.5,
        10**30,
        True,
        [],
        {},
        "x",
        "../x",
        "2024-02-30",
        "9999-12-31",
        [None],
        SECRET,
    ]
    place = chance.choice([manifest, *manifest["files"]])
    field = chance.choice(list(place))
    kind = chance.choice(
        ["change", "change", "lose", "unknown", "file", "twice", "raw", "raw", "empty", "folder"]
    )
    if kind == "change":
        place[field] = chance.choice(odd)
    elif kind == "lose":
        del place[field]
    elif kind == "unknown":
        place[chance.choice(["Rows", "shа256", "", "0", "居民"])] = chance.choice(odd)
    elif kind == "file":
        chance.choice(manifest["files"])["file"] = chance.choice(
            [
                "../manifest.json",
                "/etc/passwd",
                "a/b",
                "a\\b",
                "..",
                ".",
                "",
                "\0",
                "x" * 5000,
                "manifest.json",
                "~",
                "CON",
            ]
        )
    elif kind == "twice":
        manifest["files"].append(dict(chance.choice(manifest["files"])))
    elif kind == "empty":
        manifest["files"] = []
    elif kind == "folder":
        path = folder.path / chance.choice(manifest["files"])["file"]
        path.unlink()
        path.mkdir()
    folder.write_manifest()
    if kind == "raw":
        path = folder.path / "manifest.json"
        data = path.read_bytes()
        at = chance.randrange(len(data))
        path.write_bytes(chance.choice([
            b"", b"null", b"[]", b"1", b'"x"', b"{}", b"\xff\xfe", data[:at], data[:at] + b"\0" + data[at:],
            data[:at] + b"\t" + data[at:], data[:at] + b"}" + data[at:], b"\xef\xbb\xbf" + data,
            data.decode().encode("utf-16"),
            b"- &a [*a]", b"!!python/object/apply:os.system ['true']", b"a: &a {b: *a}",
            b"%YAML 9.9\n---\n{}", b"[" * 3000,
            b"---\n{}\n---\n{}", b"{a: 1, a: 2}", b"\xc2\x85", b"&", b"*", b"!", b"? x", b"{? }", b"@",
            b"`", b"%",
        ]))  # fmt: skip
    return Mutation(f"manifest {kind}", None)


KINDS: tuple[Callable[[Folder, random.Random], Mutation], ...] = (
    of_bytes, of_encoding, of_header, of_cells, of_cells, of_types, of_manifest,
)  # fmt: skip


def mutate(path: Path, seed: int) -> Mutation:
    """Change the export in `path`, the same way for the same seed."""
    return KINDS[seed % len(KINDS)](Folder(path), random.Random(seed))
