"""Quarantine: why a row is refused, and the proof that no row is lost.

What does not belong here: the conditions themselves (``canonical``).
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Reason:
    """A reason code's titles and what to do about it."""

    zh: str
    en: str
    remedy: str
    remedy_zh: str


AT_THE_SOURCE = ("correct it at the source", "在来源系统更正")
FILL_IN = ("fill it in", "补填")
ASK = ("check with the person", "向本人核实")

REASONS = {
    "control_character": Reason("含有控制字符", "A control character in a text", *AT_THE_SOURCE),
    "error_cell": Reason(
        "单元格是公式错误（如 #REF!）",
        "A spreadsheet's error (#REF!) in the place of a value",
        "correct the formula, or deliver values only",
        "更正公式，或只报送数值",
    ),
    "digits_lost": Reason(
        "号码超过15位，已被表格软件截断",
        "A number of more than 15 digits that a spreadsheet cut short",
        "export it again as text: the lost digits cannot be recovered",
        "以文本格式重新导出：丢失的位数无法恢复",
    ),
    "missing_value": Reason(
        "必填项为空", "A required value is missing", "fill it in at the source", "在来源系统补填"
    ),
    "unknown_code": Reason(
        "代码不在代码表中",
        "A code is not in the mapping",
        "correct it, or add it to the mapping",
        "更正代码，或在映射文件中补充",
    ),
    "code_form": Reason(
        "不是编码（含文字、空格或疑似电话、证件号码）",
        "No code: other characters, or it looks like a phone or document number",
        *AT_THE_SOURCE,
    ),
    "wrong_subject": Reason("该标签不适用于此类对象", "A tag of another kind of subject", *AT_THE_SOURCE),
    "tag_value": Reason(
        "标签值不在该标签的取值范围内",
        "A value that this tag does not have",
        "write one of its values, or list it under values in the tag's file",
        "改为该标签的取值，或在规则文件的 values 中补充",
    ),
    "wrong_type": Reason("不是数字", "Not a number", *AT_THE_SOURCE),
    "invalid_date": Reason("日期不存在或格式不符", "No such date, or another format", *AT_THE_SOURCE),
    "future_date": Reason("日期晚于快照日", "A date after the snapshot date", *AT_THE_SOURCE),
    "out_of_range": Reason("数值或日期超出合理范围", "A number or date out of range", *AT_THE_SOURCE),
    "interval_reversed": Reason("终止不晚于起始", "An interval ends before it begins", *AT_THE_SOURCE),
    "id_form": Reason("证件号码格式不符", "A document number of no known form", *AT_THE_SOURCE),
    "id_check_digit": Reason("证件号码校验位不符", "A document number's check digit is wrong", *ASK),
    "orphan": Reason(
        "引用的对象不存在",
        "It refers to something that was not delivered",
        "deliver it, or correct it",
        "补报被引用的对象，或更正编码",
    ),
    "erased": Reason(
        "已依申请删除",
        "Erased on request",
        "nothing: this person is not taken in again",
        "无需处理：此人不再接入",
    ),
    "duplicate_row": Reason(
        "重复行", "The same row again", "nothing: the first one counts", "无需处理：以第一行为准"
    ),
    "duplicate_key": Reason("编码重复且内容不同", "The same code with other content", *AT_THE_SOURCE),
    "contradictory_rows": Reason(
        "同一编码的各行互相矛盾", "Rows of one code contradict each other", *AT_THE_SOURCE
    ),
}
"""Reason codes in the order in which they are looked for; the first one found is a row's ``reason_code``."""

WARNINGS = {
    "name_missing": Reason(
        "无姓名（如新生儿）", "No name (a newborn)", "add it when there is one", "取名后补填"
    ),
    "id_missing": Reason("无证件号码", "No document number", "add it when there is one", "有证件后补填"),
    "id_form": REASONS["id_form"],
    "id_check_digit": REASONS["id_check_digit"],
    "birth_date_from_id": Reason("出生日期取自证件", "Birth date taken from the document", *FILL_IN),
    "sex_from_id": Reason("性别取自证件", "Sex taken from the document", *FILL_IN),
    "birth_date_differs": Reason("出生日期与证件不符", "Birth date differs from the document", *ASK),
    "sex_differs": Reason("性别与证件不符", "Sex differs from the document", *ASK),
    "address_code_not_in_force": Reason(
        "证件前六位在出生时未启用或已撤销",
        "The address code of the number was not in force at birth",
        "nothing, unless the number proves wrong",
        "无需处理，除非证件号码有误",
    ),
    "note_masked": Reason("记录文字已遮蔽", "Personal details masked in a note", "nothing", "无需处理"),
}
"""What is counted about accepted rows."""


class ConservationViolated(Exception):  # noqa: N818 - states the fact
    """Rows in are not rows accepted plus rows quarantined: a fault of ours, never of an export."""


def check_conservation(source_status: pl.DataFrame) -> None:
    """Raise ``ConservationViolated`` unless rows_in = rows_accepted + rows_quarantined for every source."""
    lost = source_status.filter(pl.col("rows_in") != pl.col("rows_accepted") + pl.col("rows_quarantined"))
    if lost.height:
        lines = [
            f"{row['source']}: {row['rows_in']} in, {row['rows_accepted']} accepted, "
            f"{row['rows_quarantined']} quarantined"
            for row in lost.iter_rows(named=True)
        ]
        raise ConservationViolated("; ".join(lines))
