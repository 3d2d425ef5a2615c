"""The queries of consumers' views, from their contracts in consumers.yaml. Pure.

Belongs here: which rows and columns a contract lets through. Does not belong here: making views and granting
them (`roles.py`).

By consumer and subject: `<consumer>_<subject>_tag`, the current tags of the contract in its area, never a
disputed one, people under 14 only where the purpose covers them; `<consumer>_<subject>_change`, the edits
that keep a copy of that in step; on PostgreSQL `<consumer>_<subject>_checksum`, what such a copy adds up
to. Every edit carries the attributes that the filters ask for, as they were in what goes and are in what
comes: what leaves the area, the age tier or the undisputed is `removed` there, so the filtered feed has no
gap.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from tag_rules.engine.contracts import COLUMNS, IDENTIFIERS
from tag_rules.engine.errors import RefusedError
from tag_rules.engine.model import Consumer, RuleSet, Subject

# What every change view says of an edit; then come the contract's columns that an edit has.
EDIT_COLUMNS = ("publication_id", "sequence", "change", "effective_from", "effective_to", "cause")
_OF_EDITS = ("value", "origin", "status", "street_code", "committee_code")
# Numbers and dates of publications, which everybody may know.
PUBLICATIONS = "consumer_publication"

_CURRENT_TAGS = """
select {columns}
from tag_assignment
where valid_to is null
    and {may_see}
"""
_EDITS = """
select {columns}
from tag_change
where {may_see}
"""
_CHECKSUMS = """
select
    committee_code,
    count(*) as rows,
    mod(sum(number), {modulus})::bigint as checksum
from (
    select {committee} as committee_code, {number} as number
    from tag_assignment
    where valid_to is null
        and {may_see}
) as numbered_row
group by committee_code
"""
_PUBLICATIONS = """
select publication_id, snapshot_date, published_at
from publication
"""
_MODULUS = 2**60


class ContractError(RefusedError):
    """A consumer's contract asks for what its view cannot show; the message says which and what there is."""


@dataclass(frozen=True)
class ConsumerView:
    """One view: whose it is (None: everybody's), what its rows are, its columns and its query."""

    name: str
    consumer: str | None
    kind: str  # tag, change, checksum, publication
    subject: Subject | None
    columns: tuple[str, ...]
    query: str


def consumer_views(rule_set: RuleSet, checksums: bool) -> list[ConsumerView]:
    """Return every consumer's views, one set for each kind of subject its tags have.

    Args:
        checksums: whether the database has SHA-256 (PostgreSQL has).

    Raises:
        ContractError
    """
    views = [
        ConsumerView(
            PUBLICATIONS, None, "publication", None, ("publication_id", "snapshot_date", "published_at"),
            _PUBLICATIONS.strip(),
        )
    ]  # fmt: skip
    for consumer in rule_set.consumers:
        for subject, codes in _by_subject(rule_set, consumer).items():
            views += _views(rule_set, consumer, subject, codes, checksums)
    return views


def _by_subject(rule_set: RuleSet, consumer: Consumer) -> dict[Subject, list[str]]:
    subjects = {tag.code: tag.subject for tag in rule_set.tags}
    wanted: dict[Subject, list[str]] = {}
    for code in consumer.tags:
        wanted.setdefault(subjects[code], []).append(code)
    return dict(sorted(wanted.items()))


def _views(
    rule_set: RuleSet, consumer: Consumer, subject: Subject, codes: list[str], checksums: bool
) -> Iterator[ConsumerView]:
    identifier = IDENTIFIERS[subject]
    there = (identifier, *COLUMNS)
    _refuse_strange_columns(consumer, subject, there)
    columns = tuple(name for name in there if name in consumer.columns)
    of_edits = (identifier, "tag_code", *(name for name in _OF_EDITS if name in consumer.columns))
    may_see = _may_see(rule_set, consumer, subject, codes)

    def view(kind: str, view_columns: tuple[str, ...], query: str, **parts: object) -> ConsumerView:
        text = query.strip().format(may_see=may_see, **parts)
        return ConsumerView(
            f"{consumer.name}_{subject}_{kind}", consumer.name, kind, subject, view_columns, text
        )

    yield view("tag", columns, _CURRENT_TAGS, columns=_selected(columns, identifier))
    edit_columns = (*EDIT_COLUMNS, *of_edits)
    yield view("change", edit_columns, _EDITS, columns=_selected(edit_columns, identifier))
    if checksums:
        committee = "coalesce(committee_code, '')" if "committee_code" in columns else "''"
        yield view(
            "checksum", ("committee_code", "rows", "checksum"), _CHECKSUMS,
            modulus=_MODULUS, committee=committee, number=_number(columns, identifier),
        )  # fmt: skip


def _refuse_strange_columns(consumer: Consumer, subject: Subject, there: tuple[str, ...]) -> None:
    identifier = there[0]
    strange = [name for name in consumer.columns if name not in (*there, *IDENTIFIERS.values())]
    if strange or identifier not in consumer.columns:
        raise ContractError(
            f"consumer {consumer.name}: its {subject} tags have the columns {', '.join(there)};"
            f" it must ask for {identifier}"
            + (f" and cannot ask for {', '.join(strange)}" if strange else "")
        )


def _selected(columns: tuple[str, ...], identifier: str) -> str:
    return ", ".join(f"subject_id as {name}" if name == identifier else name for name in columns)


def _may_see(rule_set: RuleSet, consumer: Consumer, subject: Subject, codes: list[str]) -> str:
    conditions = [f"subject = '{subject}'", f"tag_code in ({quoted(codes)})", "status <> 'disputed'"]
    if consumer.area != "district":
        area = quoted(consumer.area)
        conditions.append(f"(street_code in ({area}) or committee_code in ({area}))")
    if subject == "resident" and not rule_set.purposes[consumer.purpose].covers_under_14:
        conditions.append("not is_under_14")
    return "\n    and ".join(conditions)


def _number(columns: tuple[str, ...], identifier: str) -> str:
    """The first 60 bits of the SHA-256 of a row's columns, as `checksum.py` has it; dates as ISO text."""
    texts = []
    for name in columns:
        text = "to_char(valid_from, 'YYYY-MM-DD')" if name == "valid_from" else f"{name}::text"
        texts.append(f"coalesce({'subject_id::text' if name == identifier else text}, '')")
    joined = " || '|' || ".join(texts)
    digest = f"encode(sha256(convert_to({joined}, 'UTF8')), 'hex')"
    return f"('x' || substr({digest}, 1, 15))::bit(60)::bigint"


def quoted(values: tuple[str, ...] | list[str]) -> str:
    """Return texts as a list of SQL literals."""
    return ", ".join("'" + value.replace("'", "''") + "'" for value in values)
