"""What every view and its columns mean, in Chinese and English, and saying so to PostgreSQL.

Belongs here: views of the published database and of contracts' places. Does not belong here: what a table's
columns mean, which a view's columns of the same name mean too (`descriptions.py`), making views.
"""

import sqlalchemy as sa

from assets.publication.store.descriptions import TABLES, description

_ONE_LINE = "一行是一个对象的一个标签。 One line is one tag on one subject, with where to go."
_VIEWS = {
    "undecided": "无法判定：谁的哪个标签。 Who is undecided about which tag; in no list: no.",
    "tag_on_date": "某一天的标签。 The tags as they were on a day.",
    "tagged_resident": "居民及其标签，一人一行。 Residents with their own and their household's tags.",
    "tagged_household": "户及其标签，一户一行。 Households with their tags and how many live there.",
    "ledger_open_cases": "台账：未办结事项，一件一行。 Ledger of open cases: one line is one case.",
}
_COLUMNS = {
    "code": "来源编码。 The code by which the system of origin calls the subject; null: none.",
    "household_tags": "户标签。 Codes of the household's tags, a JSON list.",
    "resident_tags": "居民标签。 Codes of the resident's own tags, a JSON list.",
    "residents": "实住人数。 How many live there.",
    "since": "起始日。 Since when.",
}
# Where columns of a view are those of which table.
_TABLE_OF = {"undecided": "undecided_subject", "ledger_open_cases": "problem_case"}


def view_description(view: str) -> str:
    """What a view holds; KeyError when nothing is written of it."""
    if view in _VIEWS:
        return _VIEWS[view]
    if view.startswith("ledger_"):
        return f"台账：{_ONE_LINE}"
    if view.endswith("_on_date"):
        return f"某一天的{TABLES[view.removesuffix('_on_date')]} As they were on a day."
    if view == "case_tag":
        return "现有标签：事项。 Current tags of cases."
    subject = view.removesuffix("_tag")
    return f"现有标签：{TABLES[subject].split('。')[0]}。 Current tags of each {subject}."


def view_column_description(view: str, column: str) -> str:
    """What a column of a view means; KeyError when nothing is written of it."""
    if column in _COLUMNS:
        return _COLUMNS[column]
    if column == "case_number":
        return description("problem_case", column)
    table = _TABLE_OF.get(view) or (view.removesuffix("_on_date") if view.endswith("_on_date") else "")
    return description(table if table in TABLES else "tag_assignment", column)


def comment_views(connection: sa.Connection, schema: str | None = None) -> None:
    """Give every view of a schema of PostgreSQL its comments, where it has others or none."""
    look = sa.inspect(connection)
    kind = sa.engine.reflection.ObjectKind.ANY_VIEW
    there = {
        name: comment["text"]
        for (_, name), comment in look.get_multi_table_comment(schema, kind=kind).items()
    }
    prefix = f'"{schema}".' if schema else ""
    for (_, view), columns in look.get_multi_columns(schema, kind=kind).items():
        _say(connection, f'view {prefix}"{view}"', there.get(view), view_description(str(view)))
        for column in columns:
            meaning = view_column_description(str(view), column["name"])
            where = f'column {prefix}"{view}"."{column["name"]}"'
            _say(connection, where, column.get("comment"), meaning)


def _say(connection: sa.Connection, what: str, said: str | None, meaning: str) -> None:
    if said != meaning:
        quoted = meaning.replace("'", "''")
        connection.exec_driver_sql(f"comment on {what} is '{quoted}'")
