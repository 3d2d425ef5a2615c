"""Registry as Dagster assets: ids, places and people of one snapshot date. Wiring and counts only.

No postponed annotations here: Dagster reads them at definition time.
"""

from collections.abc import Iterator
from datetime import date

import dagster as dg
import polars as pl

from assets.frame_outputs import OWNERS, frame_inputs, frame_outputs, made_from
from assets.intake.manifest.manifest_file import read_manifest
from assets.partitions import SNAPSHOT_DATES
from assets.paths import DataPaths
from assets.people import Frame, PersonColumns
from assets.registry.decisions import counts
from assets.registry.frames import registry_frames
from assets.registry.identity.decision_store import all_decisions
from assets.registry.identity.observed_codes import incomplete, observed_codes, whole_sources
from assets.registry.identity.pending_acts import extend_with_pending, read_pending, write_pending
from assets.registry.identity.pseudonym import PseudonymKey, resident_keys
from assets.registry.identity.register import known_ids, merged_ids
from assets.registry.identity.register_store import only_registrar, read_register
from assets.registry.linked_rows import resident_weights, who_is_who
from assets.step_failures import refusals_as_failures

_BY_ID = PersonColumns(ids=("resident_id",))
_BY_SUBJECT = PersonColumns(subject_by=("subject_id",))
FRAMES = {
    "resident": Frame(
        "居民（代理键）。 Residents with surrogate ids, in the household they live in.", _BY_ID
    ),
    "household": Frame("户。 Households with their dwelling and area."),
    "dwelling": Frame("房屋。 Dwellings, without addresses."),
    "building": Frame("楼栋。 Buildings."),
    "compound": Frame("小区。 Compounds."),
    "committee": Frame("居民区。 Committees with street and grid."),
    "roll": Frame("在册记录。 Roll entries in force, by resident.", _BY_ID),
    "upstream_tag": Frame("市级标签。 The city's tags, by resident.", _BY_ID),
    "manual_tag": Frame("人工认定。 Decisions by hand in force.", _BY_SUBJECT),
    "visit": Frame("走访与接待。 Visits with their place, without notes."),
    "survey": Frame("需求问卷：每人最近一份。 The newest questionnaire of each resident.", _BY_ID),
    "volunteer": Frame("志愿服务时长。 Volunteer services, by resident.", _BY_ID),
    "inspection": Frame("查验结果。 What inspections found on buildings and compounds."),
    "request": Frame("居委会约请。 Requests of committees to departments, without topics."),
    "resource": Frame("居民区资源。 What committees can call on, without names."),
    "uncertain_subject": Frame(
        "来源存疑的对象。 Of whom and what a source is uncertain: a row that names them was refused.",
        _BY_SUBJECT,
    ),
    "duplicate_candidate": Frame(
        "疑似同一人，待复核（按来源编码）。 Pairs of records to be looked at: one person or two.",
        PersonColumns(codes=("person_code", "other_person_code")),
    ),
    "dwelling_candidate": Frame(
        "住址待匹配的户及候选房屋。 Households without a dwelling, and where they may live."
    ),
    "resident_merge": Frame(
        "已合并的居民代理键：另以何键为准。 Ids of people who are known under another id.",
        PersonColumns(ids=("resident_id", "known_as_id")),
    ),
    "case": Frame(
        "事件：接待、热线、约请、民意（代理键）。 Receptions, tickets, requests, opinions, with ids."
    ),
}
_PLACE, _PERSON = "intake/refused_subject", "resident"
MADE_FROM = {
    "committee": ("intake/divisions",),
    "compound": ("intake/compounds", _PLACE, "committee"),
    "building": ("intake/buildings", _PLACE, "compound"),
    "dwelling": ("intake/dwellings", _PLACE, "building"),
    "household": ("intake/households", "intake/residences", _PLACE, "dwelling"),
    "resident": ("intake/residents", "intake/residences", "household"),
    "uncertain_subject": ("intake/refused_subject", "intake/residences", _PERSON),
    "roll": ("intake/department_rolls", "uncertain_subject", _PERSON),
    "upstream_tag": ("intake/upstream_tags", _PERSON),
    "manual_tag": ("intake/manual_tags", "intake/refused_subject", _PERSON, "household"),
    "visit": ("intake/visits", "household"),
    "survey": ("intake/survey_responses", _PERSON),
    "volunteer": ("intake/volunteer_hours", _PERSON),
    "inspection": ("intake/inspections", "building", "compound"),
    "request": ("intake/committee_requests", "committee"),
    "resource": ("intake/committee_resources", "committee"),
    "duplicate_candidate": (
        "intake/residents", "intake/residences", "intake/households", "intake/dwellings",
        "intake/person_decisions",
    ),
    "dwelling_candidate": (
        "intake/households", "intake/dwellings", "intake/buildings", "intake/compounds",
        "intake/dwelling_decisions",
    ),
    "resident_merge": ("intake/residents", "intake/person_decisions"),
    "case": (
        "intake/visits", "intake/hotline_tickets", "intake/committee_requests", "intake/public_opinions",
        "intake/source_status",
        "household", "building", "committee",
    ),
}  # fmt: skip
"""What each frame is made from, those that others are made from first."""
IDENTITIES = dg.AssetKey(["registry", "identities"])
# The register is one growing file of its own; the step below appends to it and reports it to the graph.
identities = dg.AssetSpec(
    IDENTITIES,
    description="身份登记簿（只增不改，须备份）。 The identity register: append-only; back it up.",
    group_name="registry",
    kinds={"parquet"},
    owners=OWNERS,
)


def _refuse_incomplete(source_status: pl.DataFrame) -> None:
    """Fail the step, once and for all, where a source that every tag needs is not whole."""
    not_whole = incomplete(source_status)
    if not_whole:
        raise dg.Failure(
            f"{', '.join(not_whole)}：缺失、不完整或大量行被隔离，本日不发布，"
            f"请重新报送完整、正确的文件后重跑。"
            " missing, partial or damaged: whoever is not in these files would lose every tag, so"
            " this date is"
            " not published; ask for a complete and sound export and run it again",
            allow_retries=False,
        )


@dg.multi_asset(
    name="registry",
    ins=frame_inputs("registry", MADE_FROM),
    outs=frame_outputs("registry", FRAMES),
    internal_asset_deps=made_from("registry", MADE_FROM),
    partitions_def=SNAPSHOT_DATES,
)
def registry(
    context: dg.AssetExecutionContext,
    paths: dg.ResourceParam[DataPaths],
    pseudonym_key: dg.ResourceParam[PseudonymKey],
    source_status: pl.DataFrame,
    refused_subject: pl.DataFrame,
    **tables: pl.DataFrame,
) -> Iterator[dg.Output[pl.DataFrame]]:
    """Give everyone and everything new an id, then say who lives where."""
    as_of = date.fromisoformat(context.partition_key)
    _refuse_incomplete(source_status)
    for_sample = read_manifest(paths.landing(as_of)).sample
    people = tables["residents"]
    with refusals_as_failures():
        secret = pseudonym_key.secret(for_sample)
        keys = resident_keys(secret, people["id_type"], people["id_value"])
        tables |= all_decisions(tables, paths.register)
        weights = resident_weights(paths.register)
        who, candidates = who_is_who(tables, keys, weights, context.log.info)
        observed = observed_codes(tables, who, refused_subject)
        with only_registrar(paths.register, f"the registry of {as_of}"):
            pending = read_pending(paths.register)
            before = read_register(paths.register, paths.register_rows)
            register, acts = extend_with_pending(before, pending, observed, as_of, secret)
            write_pending(paths.register, as_of, acts)
    context.log.info(f"identity register: {register.height - before.height} new acts, {before.height} known")
    context.log_event(
        dg.AssetMaterialization(
            IDENTITIES,
            metadata={"dagster/row_count": before.height, "pending_acts": register.height - before.height},
        )
    )
    known = known_ids(register, who, as_of)
    frames = registry_frames(tables, who, known, whole_sources(source_status), refused_subject, as_of) | {
        "duplicate_candidate": candidates,
        "resident_merge": merged_ids(register, who, as_of).select(
            pl.lit(as_of).alias("snapshot_date"), "resident_id", "known_as_id"
        ),
    }
    for table in MADE_FROM:
        metadata = counts(frames[table], as_of) if table == "manual_tag" else {}
        yield dg.Output(frames[table], output_name=table, metadata=metadata)
    context.log.info(f"{people.height} source rows are {frames['resident'].height} residents")
