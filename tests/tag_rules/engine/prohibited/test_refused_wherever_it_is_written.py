"""A prohibited word is refused in every key and value of every rule file, and the place is told."""

import pytest

from tag_rules.engine.errors import RuleError, RuleErrors
from tag_rules.engine.reading.loader import load_rules
from tag_rules.engine.reading.prohibited_texts import refuse_prohibited
from tag_rules.engine.reading.rule_file import RuleFile

ELDERS = "municipal/elder_care.yaml"


def refusals(folder, name: str) -> list[RuleError]:
    """The errors of one file of a folder."""
    file = RuleFile(folder / name, name)
    refuse_prohibited([file])
    return file.errors


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("features.yaml", "- {name: sex,", "- {name: ethnicity,"),
        ("features.yaml", "zh: 性别", "zh: 民族"),
        ("features.yaml", "members: {male: [男, Male]", "members: {buddhist_church: [男, Male]"),
        ("features.yaml", "male: [男, Male]", "male: [回民, Male]"),
        ("features.yaml", "members: [none, listed]", "members: [none, 汉, 回, 满, 维]"),
        ("features.yaml", "members: [none, listed]", "members: [none, han, hui, uyghur_, manchu]"),
        ("features.yaml", "unit: people", "unit: 信教群众"),
        ("features.yaml", "sources: [dibao, residents]", "sources: [xinjiao_qunzhong_zongjiao, residents]"),
        (ELDERS, "zh: 独居老人", "zh: 独居党员"),
        (ELDERS, "zh: 独居老人", "zh: 独居党 员"),
        (ELDERS, "zh: 独居老人", "zh: 獨居回族老人"),
        (ELDERS, "zh: 独居老人", 'zh: "独居\\u56de\\u65cf老人"'),
        (ELDERS, "en: Elder care", "en: Religious elders"),
        (ELDERS, "<> 'none'", "<> 'religious'"),
        (ELDERS, "value: roll_care_level", "value: coalesce(roll_care_level, '党员')"),
        (ELDERS, "values: {least: 0, most: 2000}", "values: [low, 缠访]"),
        ("parameters.yaml", "zh: 老年人年龄", "zh: 信用分数线"),
        ("parameters.yaml", "value: 60, source", "value: 回族, source"),
        ("purposes.yaml", "zh: 走访联系", "zh: 信访维稳"),
        ("purposes.yaml", "household_visits:", "xinfang_visits:"),
        ("purposes.yaml", "notice: 社区云告知书", "notice: 重点人员告知书"),
        ("purposes.yaml", "legal_basis: 就业促进法", "legal_basis: 社区矫正法"),
        ("consumers.yaml", "name: elder_visit_lists", "name: credit_bureau"),
        ("consumers.yaml", "contact: 区民政局养老服务科", "contact: 区信访办"),
        ("consumers.yaml", "tag_assignment: [value", "tag_assignment: [complaints, value"),
        ("approvals.yaml", "why: 走访前了解户内是否有低保对象", "why: 了解是否有刑满释放人员"),
        ("ledgers.yaml", "zh: ", "zh: 宗教"),
        ("routed_out.yaml", "topic: domestic_violence", "topic: petitioners"),
        ("routed_out.yaml", "words: [家暴", "words: [信教群众, 家暴"),
        ("problems/property.yaml", "zh: ", "zh: 上访户"),
        ("problems/property.yaml", "zh: ", "zh: 艾滋病人"),
    ],
)
def test_refused(spoil, file, old, new):
    errors = refusals(spoil(file, old, new), file)
    assert errors
    assert all("is prohibited" in error.message and "没有例外" in error.remedy for error in errors)


def test_the_rules_are_not_loaded(spoil):
    with pytest.raises(RuleErrors, match="is prohibited"):
        load_rules(spoil(ELDERS, "zh: 独居老人", "zh: 独居党员"))


def test_a_file_named_after_it_is_refused(spoil):
    folder = spoil(ELDERS, "group: elder_care", "group: care")
    (folder / ELDERS).rename(folder / "municipal" / "dangyuan.yaml")
    where_its_content_begins = 2
    errors = refusals(folder, "municipal/dangyuan.yaml")
    assert [error.line for error in errors] == [where_its_content_begins]


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("purposes.yaml", "notice: 社区云告知书", "notice: 社区云告知书，不采集宗教信仰和民族"),
        ("routed_out.yaml", "zh: 公安110", "zh: 信访办、公安110"),
        ("features.yaml", "zh: 受理渠道", "zh: 投诉受理渠道"),
        ("district/visits_and_reach.yaml", "zh: 接待诉求未解决且未回访", "zh: 投诉接待后未回访"),
    ],
)
def test_what_speaks_of_cases_or_of_what_is_not_done_passes(spoil, file, old, new):
    assert refusals(spoil(file, old, new), file) == []
