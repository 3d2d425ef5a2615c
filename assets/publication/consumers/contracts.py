"""A consumer's contract as a file of the Open Data Contract Standard (Bitol, version 3.1.0). Pure.

Belongs here: what consumers.yaml, the purpose and the catalogue of tags promise, in the standard's words; its
quality rules run in the consumer's own views. Does not belong here: the views (`views.py`).
"""

import hashlib
from typing import Any

import sqlalchemy as sa

from assets.publication.consumers.views import ConsumerView, consumer_views
from tag_rules.engine.model import Consumer, Purpose, RuleSet

API_VERSION = "v3.1.0"
SERVER = "published"
_LIMITS = (
    "不得用于对当事人作出不利决定，不得按走访量或办件量给工作人员排名，不得转交他人，不得与其他数据重新识别个人。"
    " Never to decide against a person, never to rank workers by visits or cases, never to be passed on,"
    " never to re-identify anybody with other data. Missing is unknown, never no."
)
_USAGE = (
    "先取 *_tag 全量，记下 consumer_publication 的最大编号，之后只取 *_change 中编号更大的变更；"
    "契约变更后重取全量。"
    " Take *_tag once with the highest number of consumer_publication, then only edits of *_change with"
    " higher ones; after a change of this contract take *_tag again."
)
# Column: title, logical type, physical type on PostgreSQL, whether it is always there.
_COLUMNS: dict[str, tuple[str, str, str, bool]] = {
    "tag_code": ("标签代码 Code of the tag, for ever", "string", "text", True),
    "value": ("等级或值 Level or grade", "string", "text", False),
    "origin": ("来源 rule, upstream, roll or manual", "string", "text", True),
    "status": ("状态 active, or kept while nobody can tell", "string", "text", True),
    "rule_version": ("规则版本 Version of the rule at the beginning", "integer", "integer", True),
    "street_code": ("街镇代码 Street", "string", "text", False),
    "committee_code": ("居民区代码 Committee", "string", "text", False),
    "valid_from": ("起始日 First day", "date", "date", True),
    "changed_in": ("发布编号 Publication that wrote it", "integer", "bigint", True),
    "publication_id": ("发布编号 Publication, numbered without gaps", "integer", "bigint", True),
    "snapshot_date": ("快照日 Day it describes", "date", "date", True),
    "published_at": ("发布时间 Moment of publishing, ISO 8601", "string", "text", True),
    "sequence": ("序号 Order within the publication", "integer", "bigint", True),
    "change": ("变更 added or removed", "string", "text", True),
    "effective_from": ("生效日 First day it speaks of", "date", "date", True),
    "effective_to": ("失效日 Day after the last; null: still", "date", "date", False),
    "cause": (
        "原因 data, rule, time, manual, correction, erasure or retention", "string", "text", True
    ),
    "rows": ("行数 Rows of the committee", "integer", "bigint", True),
    "checksum": ("校验和 Sum of the rows' numbers modulo 2^60", "integer", "bigint", True),
}  # fmt: skip
_KEYS = {
    "change": ("publication_id", "sequence"),
    "publication": ("publication_id",),
    "checksum": ("committee_code",),
}
_TITLES = {
    "tag": ("当前标签 Current tags", "每行一个对象的一个标签 One tag on one subject"),
    "change": ("变更流 Change feed", "每行一次增减 One edit: what became present or absent"),
    "checksum": ("校验和 Checksums", "每行一个居民区 One committee"),
    "publication": ("发布记录 Publications", "每行一次发布 One publication"),
}


def data_contract(rule_set: RuleSet, consumer: Consumer, database: sa.URL) -> dict[str, Any]:
    """Return one consumer's contract as plain data, ready for YAML.

    Its version is a hash over all the rest but the server, so it changes exactly when the contract does.
    """
    content = _content(rule_set, consumer, database)
    version = hashlib.sha256(repr(content).encode()).hexdigest()[:12]
    head = {"apiVersion": API_VERSION, "kind": "DataContract", "id": consumer.name, "version": version}
    return {**head, **content, "servers": [_server(database)]}


def _content(rule_set: RuleSet, consumer: Consumer, database: sa.URL) -> dict[str, Any]:
    """All of a contract but its head and the server."""
    purpose = rule_set.purposes[consumer.purpose]
    views = [
        view
        for view in consumer_views(rule_set, checksums=database.get_backend_name() != "sqlite")
        if view.consumer in (consumer.name, None)
    ]
    return {
        "name": f"{consumer.title.zh} {consumer.title.en}",
        "status": "active",
        "domain": "resident-tagging",
        "description": {
            "purpose": f"{purpose.title.zh} {purpose.title.en}；依据 legal basis: {purpose.legal_basis}",
            "usage": _USAGE,
            "limitations": _LIMITS,
        },
        "schema": [_table(rule_set, consumer, view) for view in views],
        "team": {
            "name": f"{purpose.owner.zh} {purpose.owner.en}",
            "description": "目的主管部门 Answers for the purpose",
        },
        "support": [{"channel": consumer.contact, "description": "使用方联系人 Contact of the consumer"}],
        "roles": [
            {"role": f"consumer_{consumer.name}", "access": "read", "description": "PostgreSQL 角色 role"}
        ],
        "slaProperties": _service_levels(purpose),
        "customProperties": [
            {"property": "adverseUse", "value": consumer.adverse_use},
            {"property": "ranksWorkers", "value": consumer.ranks_workers},
            {"property": "purpose", "value": consumer.purpose},
            {"property": "notice", "value": purpose.notice},
            {"property": "area", "value": _area(consumer)},
            {"property": "coversUnder14", "value": purpose.covers_under_14},
        ],
    }  # fmt: skip


def _service_levels(purpose: Purpose) -> list[dict[str, Any]]:
    """When the data come, and how long they are kept."""
    return [
        {"property": "frequency", "value": 1, "unit": "d", "description": "每夜 Every night"},
        {"property": "timeOfAvailability", "value": "06:00+08:00", "description": "次日 The day after"},
        {
            "property": "retention", "value": purpose.retention_days, "unit": "d",
            "description": "失效后保留 Kept after it ended",
        },
    ]  # fmt: skip


def _server(database: sa.URL) -> dict[str, Any]:
    """Where the views are. Never a user or password: who checks the contract logs in as the consumer."""
    if database.get_backend_name() == "sqlite":
        return {"server": SERVER, "type": "custom", "description": "SQLite"}
    return {
        "server": SERVER,
        "type": "postgres",
        "host": database.host or str(database.query.get("host", "localhost")),
        "port": database.port or 5432,
        "database": database.database,
        "schema": "public",
    }


def _area(consumer: Consumer) -> str:
    return consumer.area if isinstance(consumer.area, str) else ", ".join(consumer.area)


def _table(rule_set: RuleSet, consumer: Consumer, view: ConsumerView) -> dict[str, Any]:
    title, row = _TITLES[view.kind]
    key = _KEYS.get(view.kind, (view.columns[0], "tag_code"))
    codes = [code for code in consumer.tags if rule_set.tag(code).subject == view.subject]
    table = {
        "name": view.name,
        "physicalName": view.name,
        "physicalType": "view",
        "businessName": title,
        "description": row,
        "dataGranularityDescription": row,
        "properties": [_property(rule_set, view, name, key, codes) for name in view.columns],
    }
    rules = _rules(consumer, view, key)
    return table | ({"quality": rules} if rules else {})


def _property(
    rule_set: RuleSet, view: ConsumerView, name: str, key: tuple[str, ...], codes: list[str]
) -> dict[str, Any]:
    identifier = ("标识 Surrogate id, no personal detail", "integer", "bigint", True)
    title, logical, physical, required = _COLUMNS.get(name, identifier)
    # A view has no constraints: what is always there and unique is checked by rules instead.
    made: dict[str, Any] = {
        "name": name, "description": title, "logicalType": logical, "physicalType": physical,
        "required": required,
    }  # fmt: skip
    if name in key:
        made |= {"primaryKey": True, "primaryKeyPosition": key.index(name) + 1}
    if name == "tag_code":
        made["classification"] = max(
            (rule_set.tag(code).sensitivity for code in codes), key=("open", "general", "sensitive").index
        )
        made["enum"] = [
            {"value": code, "label": f"{rule_set.tag(code).title.zh} {rule_set.tag(code).title.en}"}
            for code in codes
        ]
        made["quality"] = [_invalid(codes, "契约之外的标签 No tag outside the contract")]
    if name == "change":
        made["quality"] = [_invalid(["added", "removed"], "只有增减 Added or removed, nothing else")]
    if name == "status":
        made["quality"] = [_invalid(["active", "kept"], "有争议的不给出 Disputed tags are withheld")]
    return made


def _invalid(values: list[str], description: str) -> dict[str, Any]:
    return {
        "type": "library", "metric": "invalidValues", "arguments": {"validValues": values}, "mustBe": 0,
        "dimension": "conformity", "description": description,
    }  # fmt: skip


def _rules(consumer: Consumer, view: ConsumerView, key: tuple[str, ...]) -> list[dict[str, Any]]:
    """Rules over a view's rows: a unique key, no row outside the area, no edit that ends before it begins."""
    listed = ", ".join(key)
    checks = [
        (
            f"select count(*) from (select 1 from {view.name} group by {listed} having count(*) > 1) twice",
            "uniqueness", "主键唯一 The key is unique",
        )
    ]  # fmt: skip
    area = [name for name in ("street_code", "committee_code") if name in view.columns]
    if consumer.area != "district" and view.kind in ("tag", "change") and len(area) == 2:
        codes = ", ".join(f"'{code}'" for code in consumer.area)
        outside = f"street_code not in ({codes}) and committee_code not in ({codes})"
        checks.append(
            (f"select count(*) from {view.name} where {outside}", "accuracy", "区域之内 Inside the area")
        )
    if view.kind == "change":
        checks.append(
            (
                f"select count(*) from {view.name} where effective_to <= effective_from",
                "consistency", "止于起后 An edit ends after it begins",
            )
        )  # fmt: skip
    return [
        {"type": "sql", "query": query, "mustBe": 0, "dimension": dimension, "description": description}
        for query, dimension, description in checks
    ]
