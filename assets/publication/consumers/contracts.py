"""A consumer's contract as a file of the Open Data Contract Standard (Bitol, version 3.1.0). Pure.

Belongs here: what the terms, the purposes and the catalogue of tags promise, in the standard's words; its
quality rules run in the consumer's own place. Does not belong here: the tables themselves (`layout.py`).
"""

import hashlib
from datetime import date
from typing import Any

import sqlalchemy as sa

from assets.publication.consumers.layout import Layout, viewed
from assets.publication.consumers.ledgers import quoted
from assets.publication.consumers.places import PREFIX
from assets.publication.consumers.terms import Terms, terms_of
from tag_rules.engine.model import SENSITIVITIES, Consumer, Purpose, RuleSet

API_VERSION = "v3.1.0"
SERVER = "published"
_LIMITS = (
    "不得用于对当事人作出不利决定，不得按走访量或办件量给工作人员排名，不得转交他人，不得与其他数据重新识别个人。"
    " Never to decide against a person, never to rank workers by visits or cases, never to be passed on,"
    " never to re-identify anybody with other data. Missing is unknown, never no."
)
_USAGE = (
    "先取各表全量，记下 delivery 的最大编号；之后按 delivery_id、sequence 的顺序执行各 *_change 中"
    "编号更大的行：delete 按主键删除，insert 插入整行。delivery 的 cause 为 anew，或最小编号大于已取编号时，"
    "重取全量。"
    " Take every table once with the highest number of delivery, then apply the lines of each *_change with"
    " higher numbers in the order of delivery_id and sequence: delete by the key, insert the row. Where a"
    " delivery's cause is anew, or the lowest one is higher than what was taken last, take the tables again."
)
_LOGICAL: tuple[tuple[type[sa.types.TypeEngine[Any]], str], ...] = (
    (sa.Integer, "integer"), (sa.Boolean, "boolean"), (sa.Date, "date"), (sa.Float, "number"),
)  # fmt: skip


def data_contract(rule_set: RuleSet, consumer: Consumer, database: sa.URL, on: date) -> dict[str, Any]:
    """Return one consumer's contract on a day as plain data, ready for YAML.

    Its version is a hash over all the rest but the server, so it changes exactly when the contract does.
    """
    content = _content(rule_set, consumer, terms_of(rule_set, consumer, on))
    version = hashlib.sha256(repr(content).encode()).hexdigest()[:12]
    head = {"apiVersion": API_VERSION, "kind": "DataContract", "id": consumer.name, "version": version}
    return {**head, **content, "servers": [_server(database, consumer)]}


def _content(rule_set: RuleSet, consumer: Consumer, terms: Terms) -> dict[str, Any]:
    """All of a contract but its head and the server."""
    purposes = [rule_set.purposes[name] for name in consumer.purposes]
    layout = Layout(terms, None)
    return {
        "name": f"{consumer.title.zh} {consumer.title.en}",
        "status": "active",
        "domain": "resident-tagging",
        "description": {
            "purpose": "；".join(
                f"{each.title.zh} {each.title.en}；依据 legal basis: {each.legal_basis}" for each in purposes
            ),
            "usage": _USAGE,
            "limitations": _LIMITS,
        },
        "schema": [
            *(_table(rule_set, terms, table) for table in layout.given),
            *(_table(rule_set, terms, view, "view") for view in viewed(terms)),
        ],
        "team": {
            "name": f"{purposes[0].owner.zh} {purposes[0].owner.en}",
            "description": "目的主管部门 Answers for the purpose",
        },
        "support": [{"channel": consumer.contact, "description": "使用方联系人 Contact of the consumer"}],
        "roles": [
            {"role": PREFIX + consumer.name, "access": "read", "description": "PostgreSQL 角色 role"}
        ],
        "slaProperties": _service_levels(terms),
        "customProperties": _custom(rule_set, consumer, purposes),
    }  # fmt: skip


def _custom(rule_set: RuleSet, consumer: Consumer, purposes: list[Purpose]) -> list[dict[str, Any]]:
    way_back = consumer.way_back
    values = {
        "adverseUse": consumer.adverse_use,
        "ranksWorkers": consumer.ranks_workers,
        "purposes": ", ".join(consumer.purposes),
        "approvals": ", ".join(
            f"{each.purpose} by {each.decided_by} on {each.decided_on} until {each.until}"
            for each in rule_set.approvals
            if each.consumer == consumer.name and each.decision == "approved"
        ),
        "notice": "；".join(dict.fromkeys(each.notice for each in purposes)),
        "area": consumer.area if isinstance(consumer.area, str) else ", ".join(consumer.area),
        "coversUnder14": any(each.covers_under_14 for each in purposes),
        "wayBack": f"{way_back.system} ({', '.join(way_back.subjects)}): {way_back.legal_basis}"
        if way_back
        else "",
    }
    return [{"property": name, "value": value} for name, value in values.items() if value != ""]


def _service_levels(terms: Terms) -> list[dict[str, Any]]:
    """When the data come, and how long lines of the feed are kept."""
    return [
        {"property": "frequency", "value": 1, "unit": "d", "description": "每夜 Every night"},
        {"property": "timeOfAvailability", "value": "06:00+08:00", "description": "次日 The day after"},
        {
            "property": "retention", "value": terms.keeps_days, "unit": "d",
            "description": "变更流保留 Lines of the feed are kept",
        },
    ]  # fmt: skip


def _server(database: sa.URL, consumer: Consumer) -> dict[str, Any]:
    """Where the tables are. Never a user or password: who checks the contract logs in as the consumer."""
    if database.get_backend_name() == "sqlite":
        return {"server": SERVER, "type": "custom", "description": f"SQLite: {consumer.name}.db"}
    return {
        "server": SERVER,
        "type": "postgres",
        "host": database.host or str(database.query.get("host", "localhost")),
        "port": database.port or 5432,
        "database": database.database,
        "schema": PREFIX + consumer.name,
    }


def _table(rule_set: RuleSet, terms: Terms, table: sa.Table, kind: str = "table") -> dict[str, Any]:
    made = {
        "name": str(table.name),  # without SQLAlchemy's own kind of text
        "physicalName": str(table.name),
        "physicalType": kind,
        "businessName": str(table.comment).split("。")[0],
        "description": table.comment,
        "dataGranularityDescription": table.comment,
        "properties": [_property(rule_set, terms, column) for column in table.c],
    }
    rules = _rules(terms, table) if kind == "table" else []
    return made | ({"quality": rules} if rules else {})


def _property(rule_set: RuleSet, terms: Terms, column: sa.Column[Any]) -> dict[str, Any]:
    made: dict[str, Any] = {
        "name": str(column.name),
        "description": column.comment,
        "logicalType": next((name for kind, name in _LOGICAL if isinstance(column.type, kind)), "string"),
        "physicalType": str(column.type).lower(),
        "required": not column.nullable,
    }
    key = [each.name for each in column.table.primary_key]
    if column.name in key:
        made |= {"primaryKey": True, "primaryKeyPosition": key.index(column.name) + 1}
    if column.name == "tag_code" and terms.tags:
        tags = [rule_set.tag(code) for code in terms.tags]
        made["classification"] = max((tag.sensitivity for tag in tags), key=SENSITIVITIES.index)
        labels = [label for label in rule_set.problem_labels if label.code in terms.labels]
        titles = {each.code: each.title for each in tags} | {each.code: each.title for each in labels}
        made["enum"] = [{"value": code, "label": f"{title.zh} {title.en}"} for code, title in titles.items()]
        codes = [*terms.tags, *terms.labels]
        made["quality"] = [_invalid(codes, "契约之外的标签 No tag outside the contract")]
    if column.name == "operation":
        made["quality"] = [_invalid(["delete", "insert"], "只有增减 Delete or insert, nothing else")]
    return made


def _invalid(values: list[str], description: str) -> dict[str, Any]:
    return {
        "type": "library", "metric": "invalidValues", "arguments": {"validValues": values}, "mustBe": 0,
        "dimension": "conformity", "description": description,
    }  # fmt: skip


def _rules(terms: Terms, table: sa.Table) -> list[dict[str, Any]]:
    """Rules over a table's rows: a unique key, no row outside the area, no disputed tag."""
    listed = ", ".join(column.name for column in table.primary_key)
    twice = f"select 1 from {table.name} group by {listed} having count(*) > 1"
    checks = [
        (f"select count(*) from ({twice}) twice", "uniqueness", "主键唯一 The key is unique"),
    ]
    area = [name for name in ("street_code", "committee_code") if name in table.c]
    if terms.area and area:
        codes = quoted(terms.area)
        outside = " and ".join(
            f"{name} not in ({codes}) and substr({name}, 1, 9) not in ({codes})" for name in area
        )
        checks.append(
            (f"select count(*) from {table.name} where {outside}", "accuracy", "区域之内 Inside the area")
        )
    if "status" in table.c:
        disputed = f"select count(*) from {table.name} where status = 'disputed'"
        checks.append((disputed, "conformity", "有争议的不给出 Disputed tags are withheld"))
    return [
        {"type": "sql", "query": query, "mustBe": 0, "dimension": dimension, "description": description}
        for query, dimension, description in checks
    ]
