"""Which types fit together, and what type comes out. Every refusal says how to write it instead.

What belongs here: types only. The limits keep all engines agreeing: nothing that wraps, nothing that is
exact in one engine and rounded in another, no order of text over a closed list.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tag_rules.engine.errors import did_you_mean
from tag_rules.engine.expression import nodes
from tag_rules.engine.expression.nodes import BOOLEAN, DATE, DECIMAL, NULL, Node, Type, Value

NUMBERS = ("integer", "decimal")
LONGEST = {"day": 40_000, "month": 1_300, "year": 110}
"""Days, months and years that stay within a century and a bit of any date a feature may hold."""
_INTEGER_LIMIT = 2**31 - 1
_PRODUCT_LIMIT = 2**53


class TypeFindingError(Exception):
    """Types that do not fit, with a remedy."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message, self.remedy = message, remedy


def integer(magnitude: int) -> Type:
    """Return the type of integers no further from zero than `magnitude`."""
    return Type("integer", magnitude=abs(magnitude))


class TypeRules:
    """One rule per kind of node; each returns the node's type or raises `TypeFindingError`."""

    @staticmethod
    def parameter(values: Sequence[Value]) -> Type:
        """All values a parameter ever takes are of one type."""
        if all(type(value) is int for value in values):
            return integer(max(abs(int(value)) for value in values))  # type: ignore[arg-type]
        if all(type(value) in (int, float) for value in values):
            return Type("decimal", exact=True)
        if all(type(value) is str for value in values):
            return Type("string", members=None)
        if all(type(value) is date for value in values):
            return DATE
        raise TypeFindingError("the parameter's values are of different types", "give it one type")

    @staticmethod
    def condition(*operands: Node) -> Type:
        """Only conditions are joined by and, or, not."""
        for operand in operands:
            if operand.type.kind != "boolean":
                raise TypeFindingError(
                    f"“{operand.text}” is {operand.type.kind}, not a condition", "compare it with something"
                )
        return BOOLEAN

    @staticmethod
    def comparison(operator: str, left: Node, right: Node) -> Type:
        """Numbers with numbers, text with text, dates with dates; conditions only by = and <>."""
        kinds = {left.type.kind, right.type.kind}
        if not (kinds <= set(NUMBERS) or len(kinds) == 1):
            remedy = "a date is written date '2024-01-31'" if kinds == {"date", "string"} else ""
            raise TypeFindingError(
                f"{left.type.kind} “{left.text}” cannot be compared with {right.type.kind} “{right.text}”",
                remedy,
            )
        ordered = operator not in ("=", "<>")
        if ordered and kinds == {"boolean"}:
            raise TypeFindingError("conditions have no order", "use = or <>")
        for one, other in ((left, right), (right, left)):
            if ordered and one.type.members is not None:
                raise TypeFindingError(
                    f"the values of “{one.text}” have no order", "list them: in ('…', '…')"
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
                    f"“{item.text}” is not a constant", "in takes constants; compare features by ="
                )
            TypeRules.comparison("=", operand, item)
        return BOOLEAN

    @staticmethod
    def like(operand: Node, pattern: str) -> Type:
        """Text against a literal pattern without escapes."""
        if operand.type.kind != "string":
            raise TypeFindingError(f"“{operand.text}” is {operand.type.kind}, not text")
        if "\\" in pattern:
            raise TypeFindingError("the pattern of like is a literal without backslash", "use % and _ only")
        return BOOLEAN

    @staticmethod
    def number(operand: Node) -> Type:
        """Only numbers are calculated with."""
        if operand.type.kind not in NUMBERS:
            raise TypeFindingError(f"“{operand.text}” is {operand.type.kind}, not a number")
        return operand.type

    @staticmethod
    def arithmetic(operator: str, left: Node, right: Node, right_values: Sequence[Value]) -> Type:
        """Numbers; only constants multiply, and only constants other than zero divide."""
        if left.type == DATE:
            raise TypeFindingError(
                f"“{left.text}” is a date", "move it by an interval: … - interval '90' day"
            )
        types = TypeRules.number(left), TypeRules.number(right)
        if operator in "/%" and (not right_values or any(value == 0 for value in right_values)):
            raise TypeFindingError(f"“{right.text}” may be zero", "divide only by a constant other than zero")
        if operator == "*" and nodes.columns_read(left) and nodes.columns_read(right):
            raise TypeFindingError("a product of two features", "multiply only by a constant")
        if any(one.exact for one in types) and DECIMAL not in types:
            raise TypeFindingError(
                f"“{left.text} {operator} {right.text}” is exact in some engines and rounded in others",
                "compare with a decimal, but calculate with integers or with decimal features",
            )
        if operator == "/" or (DECIMAL in types and operator != "%"):
            return DECIMAL
        if DECIMAL in types:
            raise TypeFindingError("a remainder of decimals", "take % of integers only")
        return _integer_result(operator, left, right, right_values)

    @staticmethod
    def shift(operand: Node, count: Node, unit: str, counts: Sequence[Value]) -> Type:
        """Move a date by a number of days, months or years that stays in the calendar."""
        if operand.type.kind != "date":
            raise TypeFindingError(
                f"“{operand.text}” is {operand.type.kind}; only a date is moved by an interval"
            )
        if unit not in LONGEST:
            raise TypeFindingError(f"an interval of “{unit or 'no unit'}”", "use day, month or year")
        if count.type.kind != "integer" or any(not 0 <= int(str(n)) <= LONGEST[unit] for n in counts):
            raise TypeFindingError(
                f"an interval of {count.text} {unit}", f"use a whole number from 0 to {LONGEST[unit]}"
            )
        if isinstance(operand, nodes.Shift) and any(
            isinstance(n, nodes.Shift) for n in nodes.walk(operand.operand)
        ):
            raise TypeFindingError("a date is moved more than twice", "add the intervals up")
        return DATE

    @staticmethod
    def results(items: tuple[Node, ...]) -> Type:
        """Name what coalesce or case gives: one kind of value, whichever branch is taken."""
        types = [item.type for item in items if item.type != NULL]
        kinds = {one.kind for one in types}
        if not types:
            raise TypeFindingError("every result is null")
        if kinds <= set(NUMBERS) and len(kinds) == 2 and DECIMAL not in types:
            raise TypeFindingError(
                "integers and decimal literals as results", "write all as integers or none"
            )
        if kinds <= set(NUMBERS):
            if "decimal" in kinds:
                return DECIMAL if DECIMAL in types else Type("decimal", exact=True)
            return integer(max(one.magnitude for one in types))
        if len(kinds) > 1:
            raise TypeFindingError(
                f"results of different types: {', '.join(sorted(kinds))}", "make them one type"
            )
        return Type(kinds.pop())


def _require_member(column: Node, other: Node) -> None:
    """Refuse a literal that the closed list of `column` does not hold: it could never be equal."""
    if (
        isinstance(other, nodes.Constant)
        and column.type.members is not None
        and other.value not in column.type.members
    ):
        near = did_you_mean(str(other.value), column.type.members)
        known = ", ".join(column.type.members)
        raise TypeFindingError(f"“{column.text}” is never {other.text}", near or f"it is one of: {known}")


def _integer_result(operator: str, left: Node, right: Node, right_values: Sequence[Value]) -> Type:
    a, b = left.type.magnitude, right.type.magnitude
    constant = not (nodes.columns_read(left) or nodes.columns_read(right))
    magnitude = {"+": a + b, "-": a + b, "*": a * b, "%": b}[operator]
    if magnitude > (_INTEGER_LIMIT if constant else _PRODUCT_LIMIT):
        raise TypeFindingError(
            f"“{left.text} {operator} {right.text}” can grow beyond what engines hold", "use smaller numbers"
        )
    return integer(magnitude)
