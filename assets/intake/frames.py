"""The frames that intake makes: what people read of them, and how they name people.

Belongs here: the declaration of each frame. Does not belong here: its columns (`contracts.py`).
"""

from assets.people import Frame, PersonColumns

_BY_CODE = PersonColumns(codes=("person_code",))
_BY_DOCUMENT = PersonColumns(document="id_value")
BY_SUBJECT_CODE = PersonColumns(subject_by=("subject_code",))


def _texts(column: str) -> PersonColumns:
    """About nobody by a column of its own, but its text may name anybody."""
    return PersonColumns(texts=(column,))


FRAMES = {
    "divisions": Frame("行政区划：街镇与居民区。 Streets and committees."),
    "compounds": Frame("小区。 Compounds."),
    "buildings": Frame("楼栋。 Buildings."),
    "dwellings": Frame("房屋（含地址）。 Dwellings, with their addresses."),
    "households": Frame("户（含地址）。 Households, with their addresses."),
    "residents": Frame(
        "居民（含姓名、证件、电话）。 Residents, with direct identifiers: stays in intake.", _BY_CODE
    ),
    "residences": Frame("人房关系。 Who lives or is registered where.", _BY_CODE),
    "department_rolls": Frame("部门名册。 Rolls of departments, by document number.", _BY_DOCUMENT),
    "upstream_tags": Frame("市级标签。 Municipal tags the city gives.", _BY_DOCUMENT),
    "visits": Frame("走访与接待（文字已遮蔽）。 Visits and receptions, notes masked.", _texts("note")),
    "survey_responses": Frame(
        "需求问卷（文字已遮蔽）。 Answered questionnaires, texts masked.",
        PersonColumns(codes=("person_code",), texts=("other_need",)),
    ),
    "hotline_tickets": Frame("热线工单（文字已遮蔽）。 Hotline tickets, texts masked.", _texts("text")),
    "committee_requests": Frame(
        "居委会约请（文字已遮蔽）。 Committees' requests to departments, topics masked.", _texts("topic")
    ),
    "public_opinions": Frame(
        "民意直通车（文字已遮蔽）。 What residents wrote to committees, texts masked.", _texts("text")
    ),
    "committee_resources": Frame("居民区资源。 Resources that a committee can call on."),
    "inspections": Frame("楼栋与小区查验及项目。 Findings on buildings and compounds, and projects."),
    "volunteer_hours": Frame("志愿服务时长。 Hours that volunteers served.", _BY_CODE),
    "erasure_requests": Frame("个人信息删除申请。 Requests for erasure.", _BY_CODE),
    "manual_tags": Frame("人工标签。 Tags added, suppressed or disputed by hand.", BY_SUBJECT_CODE),
    "person_decisions": Frame(
        "复核结论：是否同一人。 Reviewers' decisions on who is one person.",
        PersonColumns(codes=("person_code", "other_person_code")),
    ),
    "dwelling_decisions": Frame("复核结论：户在何房屋。 Reviewers' decisions on where a household lives."),
    "quarantine": Frame(
        "隔离区：不可信的行及原因。 Refused rows with their reasons.",
        PersonColumns(refused=True, texts=("row",)),
    ),
    "refused_subject": Frame(
        "被隔离行涉及的对象。 Whom and what refused rows are about, by code.", BY_SUBJECT_CODE
    ),
    "source_status": Frame("来源状态：是否及时、完整，行数守恒。 State of each source and its row counts."),
}
"""By table."""
