"""SQL text (DuckDB dialect) to a checked tree: whitelisted nodes, known names and fitting types only.

What belongs here: the walk over sqlglot's tree. Which types fit is in `typing_rules`. A node kind without a
handler is refused, so what sqlglot learns to parse tomorrow is refused too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from tag_rules.engine.errors import did_you_mean
from tag_rules.engine.expression import nodes
from tag_rules.engine.expression.bounds import beyond_bounds
from tag_rules.engine.expression.findings import ALLOWED, LISTED, REGEXP_ALLOWED
from tag_rules.engine.expression.findings import Finding as Finding
from tag_rules.engine.expression.findings import Vocabulary as Vocabulary
from tag_rules.engine.expression.mending import mended
from tag_rules.engine.expression.nodes import ERROR, NULL, Node, Type
from tag_rules.engine.expression.pattern import PatternError, parse_pattern
from tag_rules.engine.expression.slips import like_elsewhere
from tag_rules.engine.expression.sql_text import offset_of, start_of, text_of
from tag_rules.engine.expression.typing_rules import KIND_ZH, TypeFindingError, TypeRules, integer


def parse_condition(text: str, vocabulary: Vocabulary) -> tuple[Node, list[Finding]]:
    """Return the tree of a `when` and what is wrong with it; the tree is usable only when nothing is."""
    return _parsed(text, vocabulary, ("boolean",), "条件", "a condition (true, false or unknown)")


def parse_value(text: str, vocabulary: Vocabulary) -> tuple[Node, list[Finding]]:
    """Return the tree of a `value` and what is wrong with it: a level or grade, text or integer."""
    return _parsed(text, vocabulary, ("string", "integer"), "文字或整数", "a text or an integer")


def _parsed(
    text: str, vocabulary: Vocabulary, kinds: tuple[str, ...], *wanted: str
) -> tuple[Node, list[Finding]]:
    too_much = beyond_bounds(text)
    if too_much:
        return nodes.Constant(ERROR, text, None), [too_much]

    def parse(tried: str) -> tuple[Node, list[Finding]]:
        return _Parser(vocabulary).expression(tried, kinds, *wanted)

    node, findings = parse(text)
    return node, mended(text, vocabulary, findings, lambda tried: parse(tried)[1]) if findings else []


class _Parser:
    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.findings: list[Finding] = []
        self.text = ""

    def expression(
        self, text: str, kinds: tuple[str, ...], chinese: str, english: str
    ) -> tuple[Node, list[Finding]]:
        self.text = text
        nothing = nodes.Constant(ERROR, text, None)
        try:
            statements = sqlglot.parse(text, read="duckdb")
        except SqlglotError as error:
            first = error.errors[0] if getattr(error, "errors", None) else {}  # type: ignore[attr-defined]
            at = offset_of(text, first)
            near = f"“{text[at : at + 12].strip()}”" if at is not None else f"“{text[:12]}”"
            message = f"这里读不懂：{near} 附近 this is not an SQL expression, near {near}"
            return nothing, [Finding(message, ALLOWED, at, read=False)]
        if len(statements) != 1 or statements[0] is None:
            return nothing, [
                Finding(
                    "应当恰好是一个表达式 exactly one expression is expected",
                    "去掉分号或其后的文字 remove the semicolon or the text after it",
                    read=False,
                )
            ]
        tree: Any = statements[0]
        if isinstance(tree, exp.Alias) and not tree.alias:  # sqlglot wraps some texts with a colon in one
            tree = tree.this
        if any(part.comments for part in tree.walk()):
            self._refuse(
                tree,
                "表达式里不能有注释 a comment inside an expression",
                "注释另起一行写在 # 之后 put the comment on its own YAML line, after #",
            )
        node = self.visit(tree)
        if not self.findings and node.type.kind not in kinds:
            self._refuse(
                tree,
                f"表达式得到的是{KIND_ZH[node.type.kind]}，应为{chinese} "
                f"the expression gives {node.type.kind}, not {english}",
            )
        if not self.findings and not nodes.columns_read(node):
            self._refuse(
                tree,
                "没有用到任何特征 the expression reads no feature, so it says the same of everyone",
            )
        return node, self.findings

    def visit(self, part: exp.Expression) -> Node:
        handler = _HANDLERS.get(type(part))
        if handler is None:
            return self._refuse(
                part, f"规则里不能用“{text_of(part)}” “{text_of(part)}” is not allowed in a rule", ALLOWED
            )
        node = handler(self, part)
        return node if node.offset is not None else replace(node, offset=start_of(part))

    def _refuse(self, part: exp.Expression, message: str, remedy: str = "") -> Node:
        self.findings.append(Finding(message, remedy, start_of(part)))
        return nodes.Constant(ERROR, text_of(part), None)

    def _typed(self, part: exp.Expression, rule: Callable[..., Type], *arguments: Any) -> Type:
        """Return what a typing rule gives, or the error type after recording why not."""
        if any(isinstance(a, Node) and a.type == ERROR for a in _flat(arguments)):
            return ERROR
        try:
            return rule(*arguments)
        except TypeFindingError as finding:
            remedy = self.vocabulary.listed(finding.listed) or finding.remedy
            return self._refuse(part, finding.message, remedy).type

    def _unknown(self, name: str) -> tuple[str, str]:
        """Return message and remedy for a name that is no feature of the subject."""
        words = self.vocabulary
        message = f"本类对象没有这个特征 there is no feature “{name}” for this subject"
        if name in words.elsewhere:
            subjects = ", ".join(words.elsewhere[name])
            use = like_elsewhere(name, words)
            message += f"；它是别的对象的特征 it is one of: {subjects}"
            return message, f"可用 use {use}" if use else words.declared.get(name, "")
        if name in words.parameters:
            return message, f"参数前加冒号 a parameter has a colon: :{name}"
        if any(name in (type_.members or ()) for type_ in words.columns.values()):
            return message, f"取值加引号 a value has quotes: '{name}'"
        return message, did_you_mean(name, words.columns) or LISTED

    # --- names and literals ---

    def _column(self, part: exp.Expression) -> Node:
        name = part.name
        if part.args.get("table") or part.this.args.get("quoted"):
            return self._refuse(
                part,
                f"特征只写名称 “{text_of(part)}”: a feature is named plainly",
                "不加表名和引号 without table and quotes",
            )
        if name not in self.vocabulary.columns:
            return self._refuse(part, *self._unknown(name))
        return nodes.Column(self.vocabulary.columns[name], name, name)

    def _parameter(self, part: exp.Expression) -> Node:
        name = part.name
        if name == "as_of":
            return nodes.Parameter(nodes.DATE, ":as_of", name)
        if name not in self.vocabulary.parameters:
            known = did_you_mean(name, [*self.vocabulary.parameters, "as_of"])
            return self._refuse(part, f"没有这个参数 there is no parameter “:{name}”", known)
        values = tuple(self.vocabulary.parameters[name])
        type_ = self._typed(part, TypeRules.parameter, values, self.vocabulary.units.get(name))
        return nodes.Parameter(type_, f":{name}", name, values)

    def _literal(self, part: exp.Expression) -> Node:
        written = str(part.this)
        if part.is_string:
            return nodes.Constant(nodes.STRING, text_of(part), written)
        if re.fullmatch(r"\d{1,9}|1\d{9}", written):
            return nodes.Constant(integer(int(written)), written, int(written))
        if re.fullmatch(r"\d{1,9}\.\d{1,6}", written):
            return nodes.Constant(Type("decimal", exact=True), written, float(written))
        return self._refuse(
            part,
            f"规则不能用这个数 “{written}” is no number a rule can hold",
            "至多 9 位数，如 60 或 12.5 write at most 9 digits, like 60 or 12.5",
        )

    def _boolean(self, part: exp.Expression) -> Node:
        return nodes.Constant(nodes.BOOLEAN, text_of(part), bool(part.this))

    def _date(self, part: exp.Expression) -> Node:
        literal = part.this
        written = literal.name if isinstance(literal, exp.Literal) and literal.is_string else ""
        if not part.is_type("date") or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", written):
            return self._refuse(
                part,
                f"规则里不转换类型 “{text_of(part)}”: types are not converted in a rule",
                "日期写成 a date is date '2024-01-31'",
            )
        try:
            day = date.fromisoformat(written)
        except ValueError:
            return self._refuse(part, f"日历上没有这一天 “{written}” is not a day of the calendar")
        if not nodes.FIRST_DAY <= day <= nodes.LAST_DAY:
            days = f"日期限于 days go from {nodes.FIRST_DAY} to {nodes.LAST_DAY}"
            return self._refuse(part, f"规则不能用这一天 “{written}” is no day a rule can hold", days)
        return nodes.Constant(nodes.DATE, text_of(part), day)

    def _paren(self, part: exp.Expression) -> Node:
        return self.visit(part.this)

    def _alias(self, part: exp.Expression) -> Node:
        """Look through an alias without a name: sqlglot takes the colon of `(:limit = age)` for one."""
        if part.alias:
            return self._refuse(part, f"规则里不改名 “{text_of(part)}”: nothing is renamed in a rule")
        return self.visit(part.this)

    # --- conditions ---

    def _comparison(self, part: exp.Expression) -> Node:
        left, right = self._operands(part, part.this, part.expression)
        type_ = self._typed(part, TypeRules.comparison, _COMPARISONS[type(part)], left, right)
        return nodes.Comparison(type_, text_of(part), _COMPARISONS[type(part)], left, right)  # type: ignore[arg-type]

    def _between(self, part: exp.Expression) -> Node:
        operand, low, high = self._operands(part, part.this, part.args["low"], part.args["high"])
        type_ = self._typed(part, TypeRules.comparison, "<=", operand, low)
        if type_ != ERROR:
            type_ = self._typed(part, TypeRules.comparison, "<=", operand, high)
        return nodes.Between(type_, text_of(part), operand, low, high)

    def _membership(self, part: exp.Expression) -> Node:
        if not part.expressions or part.args.get("query") or part.args.get("unnest"):
            return self._refuse(
                part,
                f"in 后面是常量列表 “{text_of(part)}”: in takes a list of constants",
                "如 like in ('a', 'b')",
            )
        operand, *items = self._operands(part, part.this, *part.expressions)
        type_ = self._typed(part, TypeRules.membership, operand, tuple(items))
        return nodes.Membership(type_, text_of(part), operand, tuple(items))

    def _like(self, part: exp.Expression) -> Node:
        operand = self.visit(part.this)
        pattern = part.expression.name if isinstance(part.expression, exp.Literal) else "\\"
        type_ = self._typed(part, TypeRules.like, operand, pattern)
        like = nodes.Like(type_, text_of(part), operand, pattern)
        return nodes.Not(type_, text_of(part), like) if part.args.get("negate") else like

    def _regexp(self, part: exp.Expression) -> Node:
        """Take `regexp_matches` only: sqlglot reads `~` as the same, DuckDB fits that to the whole text."""
        written = self.text[part.meta["start"] : part.meta["end"] + 1] if "start" in part.meta else ""
        if written.lower() != "regexp_matches" or part.args.get("flag"):
            return self._refuse(
                part,
                f"规则里不能用 “{text_of(part)}” is not allowed in a rule",
                "写成 write regexp_matches(feature, 'pattern')",
            )
        operand = self.visit(part.this)
        if not (isinstance(part.expression, exp.Literal) and part.expression.is_string):
            return self._refuse(
                part.expression, "匹配式须是文字常量 the pattern of regexp_matches is a literal"
            )
        try:
            pattern = parse_pattern(part.expression.name)
        except PatternError as wrong:
            return self._refuse(
                part.expression, f"正则表达式有误 regular expression: {wrong}", REGEXP_ALLOWED
            )
        return nodes.Regexp(self._typed(part, TypeRules.regexp, operand), text_of(part), operand, pattern)

    def _is(self, part: exp.Expression) -> Node:
        operand = self._operands(part, part.this)[0]
        if isinstance(part.expression, exp.Null):
            return nodes.IsNull(nodes.BOOLEAN if operand.type != ERROR else ERROR, text_of(part), operand)
        if isinstance(part.expression, exp.Boolean):
            type_ = self._typed(part, TypeRules.condition, operand)
            return nodes.IsTruth(type_, text_of(part), operand, bool(part.expression.this))
        return self._refuse(
            part, f"此处 is 后面只能是 null、true、false “{text_of(part)}”: is takes null, true or false"
        )

    def _not(self, part: exp.Expression) -> Node:
        operand = self.visit(part.this)
        return nodes.Not(self._typed(part, TypeRules.condition, operand), text_of(part), operand)

    def _and_or(self, part: exp.Expression) -> Node:
        left, right = self.visit(part.this), self.visit(part.expression)
        type_ = self._typed(part, TypeRules.condition, left, right)
        make = nodes.And if isinstance(part, exp.And) else nodes.Or
        return make(type_, text_of(part), left, right)

    def _operands(self, part: exp.Expression, *operands: exp.Expression) -> list[Node]:
        """Return the operands; a condition inside a comparison stands in parentheses, or readers guess."""
        for operand in operands:
            if isinstance(operand, _CONDITIONS):
                self._refuse(
                    operand,
                    f"比较里面又有条件 “{text_of(operand)}” stands inside a comparison",
                    "加括号 put it in parentheses",
                )
        return [self.visit(operand) for operand in operands]

    # --- values ---

    def _negative(self, part: exp.Expression) -> Node:
        operand = self.visit(part.this)
        type_ = self._typed(part, TypeRules.number, operand)
        if isinstance(operand, nodes.Constant) and isinstance(operand.value, int | float):
            return nodes.Constant(type_, text_of(part), -operand.value)
        return nodes.Negative(type_, text_of(part), operand)

    def _arithmetic(self, part: exp.Expression) -> Node:
        symbol = _ARITHMETIC[type(part)]
        if isinstance(part.expression, exp.Interval) and symbol in "+-":
            return self._shift(part, 1 if symbol == "+" else -1)
        left, right = self.visit(part.this), self.visit(part.expression)
        type_ = self._typed(part, TypeRules.arithmetic, symbol, left, right)
        return nodes.Arithmetic(type_, text_of(part), symbol, left, right)  # type: ignore[arg-type]

    def _shift(self, part: exp.Expression, sign: int) -> Node:
        operand, interval = self.visit(part.this), part.expression
        unit = (interval.text("unit") or "").lower().removesuffix("s")
        count_part = interval.this.this if isinstance(interval.this, exp.Paren) else interval.this
        count = self._count(part, count_part)
        type_ = self._typed(part, TypeRules.shift, operand, count, unit)
        return nodes.Shift(type_, text_of(part), operand, sign, count, unit)  # type: ignore[arg-type]

    def _count(self, part: exp.Expression, count: exp.Expression | None) -> Node:
        if isinstance(count, exp.Placeholder):
            return self._parameter(count)
        if isinstance(count, exp.Literal) and re.fullmatch(r"\d{1,6}", count.name):
            return nodes.Constant(integer(int(count.name)), count.name, int(count.name))
        return self._refuse(
            part, f"多久？ “{text_of(part)}”: how long?", "如 like interval '90' day or interval (:days) day"
        )

    def _coalesce(self, part: exp.Expression) -> Node:
        items = tuple(self.visit(item) for item in [part.this, *part.expressions])
        return nodes.Coalesce(self._typed(part, TypeRules.results, items), text_of(part), items)

    def _case(self, part: exp.Expression) -> Node:
        branches = part.args["ifs"]
        if part.this is None:
            conditions = tuple(self.visit(branch.this) for branch in branches)
            wrong = self._typed(part, TypeRules.condition, *conditions) == ERROR
        else:
            conditions = tuple(
                self._comparison(exp.EQ(this=part.this.copy(), expression=b.this.copy())) for b in branches
            )
            wrong = any(condition.type == ERROR for condition in conditions)
        results = tuple(self._branch(branch.args["true"]) for branch in branches)
        otherwise = self._branch(part.args.get("default") or exp.Null())
        type_ = ERROR if wrong else self._typed(part, TypeRules.results, (*results, otherwise))
        return nodes.Case(type_, text_of(part), conditions, results, otherwise)

    def _branch(self, part: exp.Expression) -> Node:
        return nodes.Constant(NULL, "null", None) if isinstance(part, exp.Null) else self.visit(part)

    def _null(self, part: exp.Expression) -> Node:
        return self._refuse(
            part,
            "与 null 比较永远不成立 a comparison with null is never true",
            "写 write “is null” or “is not null”",
        )


def _flat(arguments: Sequence[Any]) -> list[Any]:
    return [one for a in arguments for one in (a if isinstance(a, tuple) else (a,))]


_COMPARISONS: dict[type, str] = {
    exp.EQ: "=",
    exp.NEQ: "<>",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
}
_ARITHMETIC: dict[type, str] = {exp.Add: "+", exp.Sub: "-", exp.Mul: "*", exp.Div: "/", exp.Mod: "%"}
_CONDITIONS = (*_COMPARISONS, exp.Between, exp.In, exp.Like, exp.Is, exp.Not, exp.And, exp.Or)
_HANDLERS: dict[type, Callable[[_Parser, exp.Expression], Node]] = {
    exp.Column: _Parser._column,
    exp.Placeholder: _Parser._parameter,
    exp.Literal: _Parser._literal,
    exp.Boolean: _Parser._boolean,
    exp.Cast: _Parser._date,
    exp.Paren: _Parser._paren,
    exp.Alias: _Parser._alias,
    exp.Between: _Parser._between,
    exp.In: _Parser._membership,
    exp.Like: _Parser._like,
    exp.RegexpLike: _Parser._regexp,
    exp.Is: _Parser._is,
    exp.Not: _Parser._not,
    exp.And: _Parser._and_or,
    exp.Or: _Parser._and_or,
    exp.Neg: _Parser._negative,
    exp.Coalesce: _Parser._coalesce,
    exp.Case: _Parser._case,
    exp.Null: _Parser._null,
    **dict.fromkeys(_COMPARISONS, _Parser._comparison),
    **dict.fromkeys(_ARITHMETIC, _Parser._arithmetic),
}
