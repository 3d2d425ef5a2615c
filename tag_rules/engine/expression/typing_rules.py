"""Which types fit together, and what type comes out. Every refusal says how to write it instead.

What belongs here: types only. The limits keep all engines agreeing: nothing that wraps, nothing that is
exact in one engine and rounded in another, no order of text over a closed list, no years against metres.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from tag_rules.engine.errors import did_you_mean
from tag_rules.engine.expression import nodes
from tag_rules.engine.expression.nodes import BOOLEAN, DATE, DECIMAL, Node, Type, Value, constant_values

NUMBERS = ("integer", "decimal")
KIND_ZH = {"boolean": "是否", "integer": "整数", "decimal": "小数", "string": "文字", "date": "日期",
           "null": "空值", "error": "错误"}  # fmt: skip
LONGEST = {"day": 40_000, "month": 1_300, "year": 110}
"""Days, months and years that stay within a century and a bit of any date a feature may hold."""
_PRODUCT_LIMIT = 2**53


class TypeFindingError(Exception):
    """Types that do not fit, with a remedy."""

    def __init__(self, message: str, remedy: str = "", listed: str | None = None) -> None:
        """`listed`: the column whose values the remedy had better name, with their titles."""
        super().__init__(message)
        self.message, self.remedy, self.listed = message, remedy, listed


def integer(magnitude: int) -> Type:
    """Return the type of integers no further from zero than `magnitude`."""
    return Type("integer", magnitude=abs(magnitude))


class TypeRules:
    """One rule per kind of node; each returns the node's type or raises `TypeFindingError`."""

    @staticmethod
    def parameter(values: Sequence[Value], unit: str | None) -> Type:
        """All values a parameter ever takes are of one type."""
        if all(type(value) is int for value in values):
            magnitude = max(abs(int(value)) for value in values)  # type: ignore[arg-type]
            return Type("integer", magnitude=magnitude, unit=unit)
        if all(type(value) in (int, float) for value in values):
            return Type("decimal", exact=True, unit=unit)
        if all(type(value) is str for value in values):
            return Type("string", members=None)
        if all(type(value) is date for value in values):
            return DATE
        raise TypeFindingError(
            "参数各个取值的类型不同 the parameter's values are of different types",
            "统一类型 give it one type",
        )

    @staticmethod
    def condition(*operands: Node) -> Type:
        """Only conditions are joined by and, or, not."""
        for operand in operands:
            if operand.type.kind != "boolean":
                raise TypeFindingError(
                    f"“{operand.text}”是{KIND_ZH[operand.type.kind]}，不是条件 "
                    f"“{operand.text}” is {operand.type.kind}, not a condition",
                    "写明与什么比较 compare it with something",
                )
        return BOOLEAN

    @staticmethod
    def comparison(operator: str, left: Node, right: Node) -> Type:
        """Numbers with numbers, text with text, dates with dates; conditions only by = and <>."""
        kinds = {left.type.kind, right.type.kind}
        if not (kinds <= set(NUMBERS) or len(kinds) == 1):
            remedy = "日期写成 a date is written date '2024-01-31'" if kinds == {"date", "string"} else ""
            listed = next((one.text for one in (left, right) if one.type.members), None)
            raise TypeFindingError(
                f"{KIND_ZH[left.type.kind]}不能与{KIND_ZH[right.type.kind]}比较 "
                f"{left.type.kind} “{left.text}” cannot be compared with {right.type.kind} “{right.text}”",
                remedy,
                listed,
            )
        _common_unit(left, right)
        _require_reachable(left, right)
        _require_reachable(right, left)
        ordered = operator not in ("=", "<>")
        if ordered and kinds == {"boolean"}:
            raise TypeFindingError("是与否没有大小 conditions have no order", "用 use = or <>")
        for one, other in ((left, right), (right, left)):
            if ordered and one.type.members is not None:
                raise TypeFindingError(
                    f"“{one.text}”的取值没有大小 the values of “{one.text}” have no order",
                    "逐个列出 list them: in ('…', '…')",
                )
            if one.type.members is not None:
                _require_member(one, other)
        return BOOLEAN

    @staticmethod
    def membership(operand: Node, items: tuple[Node, ...]) -> Type:
        """Only constants are listed, each comparable with the operand."""
        for item in items:
            if nodes.columns_read(item):
                raise TypeFindingError(
                    f"“{item.text}”不是常量 “{item.text}” is not a constant",
                    "in 里只写常量，特征之间用 = in takes constants; compare features by =",
                )
            TypeRules.comparison("=", operand, item)
        return BOOLEAN

    @staticmethod
    def like(operand: Node, pattern: str) -> Type:
        """Text against a literal pattern without escapes."""
        if operand.type.kind != "string":
            raise TypeFindingError(
                f"“{operand.text}”不是文字 “{operand.text}” is {operand.type.kind}, not text"
            )
        if "\\" in pattern:
            raise TypeFindingError(
                "like 的匹配式是不含反斜杠的文字 the pattern of like is a literal without backslash",
                "只用 use % and _ only",
            )
        return BOOLEAN

    @staticmethod
    def regexp(operand: Node) -> Type:
        """Text against a pattern, which was checked already."""
        if operand.type.kind != "string":
            raise TypeFindingError(
                f"“{operand.text}”不是文字 “{operand.text}” is {operand.type.kind}, not text"
            )
        return BOOLEAN

    @staticmethod
    def number(operand: Node) -> Type:
        """Only numbers are calculated with."""
        if operand.type.kind not in NUMBERS:
            raise TypeFindingError(
                f"“{operand.text}”不是数字 “{operand.text}” is {operand.type.kind}, not a number"
            )
        return operand.type

    @staticmethod
    def arithmetic(operator: str, left: Node, right: Node) -> Type:
        """Numbers; only constants multiply, and only constants other than zero divide."""
        if left.type.kind == "date":
            raise TypeFindingError(
                f"“{left.text}”是日期 “{left.text}” is a date",
                "用 interval 加减 move it by an interval: … - interval '90' day",
            )
        types = TypeRules.number(left), TypeRules.number(right)
        divisors = constant_values(right)
        if operator in "/%" and (not divisors or any(value == 0 for value in divisors)):
            raise TypeFindingError(
                f"“{right.text}”可能为零 “{right.text}” may be zero",
                "只除以非零常量 divide only by a constant other than zero",
            )
        if operator == "*" and nodes.columns_read(left) and nodes.columns_read(right):
            raise TypeFindingError(
                "两个特征不能相乘 a product of two features", "只乘以常量 multiply only by a constant"
            )
        double = any(one.double for one in types)
        if any(one.exact for one in types) and not double:
            raise TypeFindingError(
                f"小数计算各数据库结果不一 "
                f"“{left.text} {operator} {right.text}” is exact in some engines and rounded in others",
                "可与小数比较，计算用整数或小数特征 "
                "compare with a decimal, but calculate with integers or with decimal features",
            )
        unit = _product_unit(left, right) if operator in "*/" else _common_unit(left, right)
        if operator == "/" or (double and operator != "%"):
            return replace(DECIMAL, unit=unit)
        if double:
            raise TypeFindingError(
                "小数没有余数 a remainder of decimals", "只对整数用 take % of integers only"
            )
        return replace(_integer_result(operator, left, right), unit=unit)

    @staticmethod
    def shift(operand: Node, count: Node, unit: str) -> Type:
        """Move a date by a number of days, months or years that stays in the calendar."""
        if operand.type.kind != "date":
            raise TypeFindingError(
                f"只有日期能用 interval 加减 “{operand.text}” is {operand.type.kind}; "
                "only a date is moved by an interval"
            )
        if unit not in LONGEST:
            raise TypeFindingError(
                f"时间单位不对 an interval of “{unit or 'no unit'}”", "用 use day, month or year"
            )
        if count.type.kind != "integer" or any(
            not 0 <= int(str(n)) <= LONGEST[unit] for n in constant_values(count)
        ):
            raise TypeFindingError(
                f"时间长度不对 an interval of {count.text} {unit}",
                f"用整数 use a whole number from 0 to {LONGEST[unit]}",
            )
        if count.type.unit not in (None, f"{unit}s"):
            raise TypeFindingError(
                f"单位不符 “{count.text}” counts {count.type.unit}, not {unit}s",
                f"换一个单位相符的参数 take a parameter whose unit is {unit}s",
            )
        if isinstance(operand, nodes.Shift) and any(
            isinstance(n, nodes.Shift) for n in nodes.walk(operand.operand)
        ):
            raise TypeFindingError(
                "日期加减超过两次 a date is moved more than twice", "合成一次 add the intervals up"
            )
        return DATE

    @staticmethod
    def results(items: tuple[Node, ...]) -> Type:
        """Name what coalesce or case gives: one kind of value, whichever branch is taken."""
        types = [item.type for item in items if item.type.kind != "null"]
        kinds = {one.kind for one in types}
        if not types:
            raise TypeFindingError("所有结果都是空 every result is null")
        double = any(one.double for one in types)
        if kinds <= set(NUMBERS) and len(kinds) == 2 and not double:
            raise TypeFindingError(
                "结果里有整数也有小数 integers and decimal literals as results",
                "统一写法 write all as integers or none",
            )
        if kinds <= set(NUMBERS):
            unit = _common_unit(*items)
            if "decimal" in kinds:
                return Type("decimal", exact=not double, unit=unit)
            return Type("integer", magnitude=max(one.magnitude for one in types), unit=unit)
        if len(kinds) > 1:
            raise TypeFindingError(
                f"结果的类型不同 results of different types: {', '.join(sorted(kinds))}",
                "统一类型 make them one type",
            )
        return Type(kinds.pop(), members=_closed_list(items))


def _closed_list(items: Sequence[Node]) -> tuple[str, ...] | None:
    """Return every text the results can be, when each is a constant or of a closed list itself."""
    members: dict[str, None] = {}
    for item in items:
        if item.type.kind == "null":
            continue
        known = item.type.members or constant_values(item)
        if item.type.kind != "string" or not known:
            return None
        members.update(dict.fromkeys(map(str, known)))
    return tuple(members)


def _common_unit(*items: Node) -> str | None:
    """Return the one unit of numbers that are compared, added or alternatives of each other."""
    units = {item.type.unit: item for item in items if item.type.unit is not None}
    if len(units) > 1:
        shown = ", ".join(f"“{item.text}” counts {unit}" for unit, item in units.items())
        raise TypeFindingError(
            f"单位不同 {shown}", "同一单位的数才能比较和相加 compare and add only numbers of one unit"
        )
    return next(iter(units), None)


def _product_unit(left: Node, right: Node) -> str | None:
    """Return the unit of a product or quotient; one of two units is none of them."""
    units = [item.type.unit for item in (left, right) if item.type.unit is not None]
    return units[0] if len(units) == 1 else None


def _require_reachable(column: Node, other: Node) -> None:
    """Refuse a number that no value of the column reaches: beyond its type, or of a share beyond one."""
    if isinstance(column, nodes.Column) and column.type.unit == "share":
        for value in constant_values(other):
            if isinstance(value, int | float) and not 0 <= value <= 1:
                raise TypeFindingError(
                    f"“{column.text}”是占比，在 0 到 1 之间 “{column.text}” is a share, from 0 to 1",
                    f"{value:g}% 写成 is written: {value / 100:g}",
                )
    if isinstance(column, nodes.Column) and column.type.kind == "integer":
        for value in constant_values(other):
            if isinstance(value, int | float) and abs(value) > column.type.magnitude:
                raise TypeFindingError(
                    f"“{column.text}”不会有这么大 “{column.text}” never is {value}",
                    f"至多 it is at most {column.type.magnitude - 1}",
                )


def _require_member(column: Node, other: Node) -> None:
    """Refuse a constant that the closed list of `column` does not hold: it could never be equal."""
    members = column.type.members or ()
    for value in constant_values(other):
        if value not in members:
            shown = f"{other.text}" + ("" if isinstance(other, nodes.Constant) else f" ('{value}')")
            raise TypeFindingError(
                f"“{column.text}”没有这个取值 “{column.text}” is never {shown}",
                did_you_mean(str(value), members) or f"取值为 it is one of: {', '.join(members)}",
                None if did_you_mean(str(value), members) else column.text,
            )


def _integer_result(operator: str, left: Node, right: Node) -> Type:
    a, b = left.type.magnitude, right.type.magnitude
    constant = not (nodes.columns_read(left) or nodes.columns_read(right))
    magnitude = {"+": a + b, "-": a + b, "*": a * b, "%": b}[operator]
    if magnitude > (nodes.LARGEST if constant else _PRODUCT_LIMIT):
        raise TypeFindingError(
            f"结果可能过大 “{left.text} {operator} {right.text}” can grow beyond what engines hold",
            "数字写小些 use smaller numbers",
        )
    return integer(magnitude)
