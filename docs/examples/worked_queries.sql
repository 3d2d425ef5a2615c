-- Twelve questions that downstream systems ask, as they run on SQLite and PostgreSQL alike. Each is tried by the tests.
-- What holds now has no valid_to; areas have their names in division, other codes in code_list.

-- 1 Who lives alone and is 60 or over (M017) in a street, with where to go. 独居老人名单
select resident.resident_id, resident.household_id, resident.building_id, division.name_zh as committee
from resident_tag join resident on resident.resident_id = resident_tag.resident_id and resident.valid_to is null
left join division on division.division_code = resident.committee_code and division.valid_to is null
where resident_tag.tag_code = 'M017' and resident.street_code = '310106006' and resident.lives_here;

-- 2 For a flood: how many live in each building, not who is registered there. 防汛：楼栋实住人数
select building_id, count(*) as people from resident
where valid_to is null and lives_here and committee_code = '310106006002' group by building_id order by people desc;

-- 3 All tags of the households of a building. 楼栋住户标签
select household_id, household_tags, residents from tagged_household where building_id = 1;

-- 4 Of whom we cannot say whether they live alone: whom to ask. 待核实名单
select subject_id as resident_id, committee_code from undecided
where subject = 'resident' and tag_code = 'M017' and valid_to is null;

-- 5 Has this resident the tag, has not, or does nobody know? 有、无、不明
select resident.resident_id,
    case when exists (select 1 from resident_tag where resident_tag.resident_id = resident.resident_id
            and tag_code = 'M017') then 'yes'
        when exists (select 1 from undecided where subject = 'resident' and subject_id = resident.resident_id
            and tag_code = 'M017' and valid_to is null) then 'unknown'
        else 'no' end as answer
from resident where valid_to is null;

-- 6 How many of each tag in a street, by names; hidden counts are null. 街镇标签统计
select tag.title_zh, tag_statistic.count, tag_statistic.unknown from tag_statistic join tag on tag.tag_code = tag_statistic.tag_code
where area_level = 'street' and area_code = '310106006'
and snapshot_date = (select max(snapshot_date) from published_snapshot) order by tag.tag_code;

-- 7 Open cases of a committee, the oldest first, with channel and department in words. 未办结事件
select case_id, received_on, tag.title_zh as label, source.title_zh as channel, department.title_zh as department
from problem_case left join tag on tag.tag_code = problem_case.label_code
left join code_list as source on source.list_name = 'case_source' and source.code = problem_case.source
left join code_list as department on department.list_name = 'department' and department.code = problem_case.department
where problem_case.committee_code = '310106006002' and problem_case.status = 'open' order by received_on;

-- 8 Problems of a month by category and outcome; other requests (P00) stand beside the nine. 问题分类
select category.title_zh, problem_case.outcome, count(*) as cases from problem_case
join tag on tag.tag_code = problem_case.label_code
join code_list as category on category.list_name = 'problem_category' and category.code = tag.category_code
where received_on >= '2024-02-01' and received_on < '2024-03-01' group by category.title_zh, problem_case.outcome;

-- 9 Cases that tell of leaks, also those of which it is not the first label. 全部标签
select case_id, rank from problem_case_label where label_code = 'P0201' order by rank, case_id;

-- 10 What is the share of requests resolved, by department? 约请办结率
select title_zh, number / 100.0 as per_cent from district_figure
join code_list on list_name = 'department' and code = item
where figure = 'request_rate' and area_level = 'district'
and snapshot_date = (select max(snapshot_date) from published_snapshot);

-- 11 A committee's profile in words: what it is like, needs, has and gets. 一特征三清单
select list_kind, committee_profile.rank, coalesce(tag.title_zh, listed.title_zh, item) as item, number, unit, committee_profile.suppressed
from committee_profile left join tag on tag.tag_code = item
left join code_list as listed on listed.list_name = 'profile_item' and listed.code = item
where committee_code = '310106006002' order by list_kind, committee_profile.rank;

-- 12 Who had which tags on a past day, and what changed since. 历史与变更
select subject, subject_id, tag_code, value from tag_on_date where snapshot_date = '2024-03-01';
