"""Corrupted files are refused with file, line and remedy; never a traceback, never a person's value."""

from sample_district import CANARIES


def shown(export) -> str:
    text = "\n".join(str(problem) for problem in export.problems())
    assert "Remedy:" in text
    assert not [value for value in CANARIES if value in text]
    return text


def test_truncated_against_its_hash(export) -> None:
    path = export.folder / "居民信息.csv"
    path.write_bytes(path.read_bytes()[:-40])
    assert "校验和不符 sha256 of 居民信息.csv differs: truncated or changed" in shown(export)


def test_truncated_in_the_middle_of_a_row(export) -> None:
    export.change_bytes("residents", lambda data: data[:-60])
    rows = export.entry("residents")["rows"]
    assert f"居民信息.csv:{rows + 1}: " in shown(export)


def test_truncated_between_rows(export) -> None:
    export.change_bytes("dwellings", lambda data: b"\n".join(data.split(b"\n")[:-3]) + b"\n")
    rows = export.entry("dwellings")["rows"]
    assert f"房屋信息.csv:{rows - 1}: 行数与清单不符 {rows - 2} rows, but the manifest" in shown(export)


def test_a_row_with_a_field_too_many(export) -> None:
    def shifted(data: bytes) -> bytes:
        lines = data.split(b"\n")
        lines[4] = lines[4].replace(b",", b",,", 1)
        return b"\n".join(lines)

    export.change_bytes("households", shifted)
    assert "户信息.csv:5: 字段数与表头不符 8 fields where the header has 7" in shown(export)


def test_a_row_with_a_field_too_few(export) -> None:
    def shifted(data: bytes) -> bytes:
        lines = data.split(b"\n")
        lines[4] = lines[4].replace(b",", b"", 1)
        return b"\n".join(lines)

    export.change_bytes("households", shifted)
    assert "户信息.csv:5: 字段数与表头不符 6 fields where the header has 7" in shown(export)


def test_an_undecodable_byte(export) -> None:
    def broken(data: bytes) -> bytes:
        lines = data.split(b"\n")
        lines[2] = lines[2] + b"\xff\xff"
        return b"\n".join(lines)

    export.change_bytes("dwellings", broken)
    text = shown(export)
    assert "房屋信息.csv:3: 编码不符 byte " in text
    assert "is not utf-8" in text


def test_the_wrong_encoding(export) -> None:
    export.change_entry("residents", encoding="utf-8")
    assert "居民信息.csv:1: 编码不符 byte 0 is not utf-8" in shown(export)


def test_a_quoted_field_that_does_not_end(export) -> None:
    export.change_bytes("visits", lambda data: data + b'ZF1,H1,2024-01-01,"')
    assert "a quoted field does not end, or ends too early" in shown(export)


def test_a_lost_header(export) -> None:
    # The first row, with a canary's name and phone in its note, stands where the header should.
    export.change_bytes("visits", lambda data: data.split(b"\n", 1)[1])
    text = shown(export)
    assert "走访记录.csv:1: 缺少表头 the header 走访编号 is missing" in text
    assert "header number 2 is unknown" in text


def test_a_misspelt_header(export) -> None:
    export.change_bytes("dwellings", lambda data: data.replace("建筑面积".encode(), "建筑面".encode(), 1))
    assert "未知表头 header number 5 is unknown (did you mean “建筑面积”?)" in shown(export)


def test_a_cut_off_parquet_file(export) -> None:
    export.change_bytes("residences", lambda data: data[: len(data) // 2])
    assert "人房关系.parquet: 文件不完整或不是 Parquet no readable Parquet" in shown(export)


def test_a_parquet_file_whose_pages_make_the_reader_panic(export) -> None:
    def damaged(data: bytes) -> bytes:
        spoilt = bytearray(data)
        for place in range(4, len(data) - 1000, 7):
            spoilt[place] ^= 0x5A
        return bytes(spoilt)

    export.change_bytes("residences", damaged)
    assert "人房关系.parquet: 文件不完整或不是 Parquet no readable Parquet" in shown(export)


def test_a_cut_off_workbook(export) -> None:
    export.change_bytes("buildings", lambda data: data[: len(data) // 2])
    assert "楼栋信息.xlsx: 文件不完整或不是 .xlsx no readable Excel workbook" in shown(export)


def test_an_empty_file(export) -> None:
    export.change_bytes("visits", lambda _: b"")
    assert "走访记录.csv:1: 没有表头 there is no header" in shown(export)
