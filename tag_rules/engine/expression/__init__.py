"""A rule's text: parsed and checked, interpreted slowly, lowered to literals, compiled to narwhals.

What belongs here: the language of `when` and `value`. What does not: tags, files, frames of subjects.
"""

import logging

from tag_rules.engine.expression.compile import compile_expression
from tag_rules.engine.expression.interpret import Scope, interpret
from tag_rules.engine.expression.lower import lower
from tag_rules.engine.expression.nodes import Node, Type, columns_read, parameters_read
from tag_rules.engine.expression.parse import Finding, Vocabulary, parse_condition, parse_value

# What it cannot read it would say on the screen too; `parse` tells it with place and remedy.
logging.getLogger("sqlglot").setLevel(logging.ERROR)

__all__ = [
    "Finding",
    "Node",
    "Scope",
    "Type",
    "Vocabulary",
    "columns_read",
    "compile_expression",
    "interpret",
    "lower",
    "parameters_read",
    "parse_condition",
    "parse_value",
]
