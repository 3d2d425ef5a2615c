"""What a column says of a person: the roles that a record's columns may have in linkage.

Belongs here: roles and how values of each are compared. Does not belong here: the comparisons
(`comparisons.py`) or which file calls which column what (`benchmark/mapping.py`).
"""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How values are compared."""

    GIVEN_NAME = "given_name"
    FAMILY_NAME = "family_name"
    FULL_NAME = "full_name"
    DATE = "date"
    SEX = "sex"
    TEXT = "text"
    CODE = "code"
    NUMBER = "number"
    CATEGORY = "category"
    DOCUMENT = "document"


NAMES = (Kind.GIVEN_NAME, Kind.FAMILY_NAME, Kind.FULL_NAME)


@dataclass(frozen=True)
class Field:
    """One thing known of a person.

    columns: of the records; several of a name, text or code are joined by a space, three of a date are year,
    month and day. name: what the prepared column is called, unique among a file's fields.
    """

    name: str
    kind: Kind
    columns: tuple[str, ...]
    title_zh: str
    title_en: str
    date_format: str = "%Y-%m-%d"


RESIDENT_FIELDS = (
    Field("full_name", Kind.FULL_NAME, ("full_name",), "姓名", "name"),
    Field("birth_date", Kind.DATE, ("birth_date",), "出生日期", "date of birth"),
    Field("sex", Kind.SEX, ("sex",), "性别", "sex"),
    Field("address", Kind.TEXT, ("address",), "地址", "address"),
    Field("household", Kind.CODE, ("household_code",), "户", "household"),
    Field("committee", Kind.CATEGORY, ("committee_code",), "居民区", "committee"),
    Field("phone", Kind.CODE, ("phone",), "电话", "telephone"),
    Field("number", Kind.DOCUMENT, ("citizen_number",), "身份证号码", "citizen number"),
)
"""What the register knows of a resident; a column that the records do not have is left out."""
