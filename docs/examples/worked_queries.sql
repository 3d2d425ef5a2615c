-- Twelve questions that downstream systems ask, as they run in a contract's own place, on SQLite and PostgreSQL alike:
-- that of 全要素平台 in docs/examples/contracts. Each is tried by the tests. A contract without a table or column asked
-- for here has no answer to give. On PostgreSQL say first: set search_path to consumer_<name>.
-- Areas have their names in division, other codes in code_list. Who is in neither a tag's view nor undecided: no.

-- 1 Who lives alone and is 60 or over (M017) in a street, with where to go. 独居老人名单
select resident.resident_id, resident.household_id, resident.building_id, division.name_zh as committee
from resident_tag join resident on resident.resident_id = resident_tag.resident_id
left join division on division.division_code = resident.committee_code and division.level = 'committee'
where resident_tag.tag_code = 'M017' and resident.street_code = '310106006' and resident.lives_here;

-- 2 For a flood: how many live in each building, not who is registered there. 防汛：楼栋实住人数
-- lives_here is null for whom nobody knows: told beside, not left out.
select building_id, sum(case when lives_here then 1 else 0 end) as people,
    sum(case when lives_here is null then 1 else 0 end) as not_known
from resident where committee_code = '310106006002' group by building_id order by people desc;

-- 3 All tags of the households of a building, and of who lives in them. 楼栋住户标签
select 'household' as subject, household_id as subject_id, tag_code from household_tag
where household_id in (select household_id from household where building_id = :building)
union all
select 'resident' as subject, resident_id as subject_id, tag_code from resident_tag
where resident_id in (select resident_id from resident where building_id = :building and lives_here);

-- 4 Of whom we cannot say whether they live alone: whom to ask. 待核实名单
select subject_id as resident_id, committee_code from undecided where subject = 'resident' and tag_code = 'M017';

-- 5 Has this resident the tag, has not, or does nobody know? 有、无、不明
-- Of people under 14 only tags are told whose purpose covers them: of another one nothing is said.
select resident.resident_id,
    case when resident_id in (select resident_id from resident_tag where tag_code = 'M017') then 'yes'
        when resident_id in (select subject_id from undecided where subject = 'resident' and tag_code = 'M017') then 'unknown'
        when is_under_14 and (select purpose from tag where tag_code = 'M017') not in
            (select code from code_list where list_name = 'purpose_of_children') then 'not told'
        else 'no' end as answer
from resident;

-- 6 How many of each tag in a street, by names; hidden counts are null. 街镇标签统计
select tag.title_zh, tag_statistic.count, tag_statistic.unknown from tag_statistic join tag on tag.tag_code = tag_statistic.tag_code
where area_level = 'street' and area_code = '310106006'
and snapshot_date = (select max(snapshot_date) from tag_statistic) order by tag.tag_code;

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
and snapshot_date = (select max(snapshot_date) from district_figure);

-- 11 A committee's profile in words: what it is like, needs, has, gets and lacks. 一特征三清单
select list_kind, committee_profile.rank, coalesce(tag.title_zh, listed.title_zh, item) as item, number, unit, committee_profile.suppressed
from committee_profile left join tag on tag.tag_code = item
left join code_list as listed on listed.list_name = 'profile_item' and listed.code = item
where committee_code = '310106006002' and snapshot_date = (select max(snapshot_date) from committee_profile)
order by list_kind, committee_profile.rank;

-- 12 What changed since a delivery, by day: who has a tag more, who one less. A reworded line is both. 变更
select delivery.snapshot_date, operation, subject, subject_id, tag_code, value from tag_assignment_change
join delivery on delivery.delivery_id = tag_assignment_change.delivery_id
where delivery.delivery_id > :seen order by delivery.delivery_id, sequence;
