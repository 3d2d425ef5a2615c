-- Schema v1: every table and view, in the order in which a reader meets them.
-- {counter}, {codes} and {days} stand for what SQLite and PostgreSQL write differently (0001_schema.py). The
-- staged twins of the published tables are made there, too.

-- What was published, and which content of each date is live.

create table publication (
    publication_id bigint not null,
    snapshot_date date not null,
    published_at text not null,
    rule_set_version text not null,
    run_id text not null,
    rows_added bigint not null,
    rows_removed bigint not null,
    rows_current bigint not null,
    primary key (publication_id)
);

create table published_snapshot (
    snapshot_date date not null,
    content_hash text not null,
    primary key (snapshot_date)
);

-- The catalogue of tags.

create table tag (
    tag_code text not null,
    level text not null,
    category_code text not null,
    category_title_zh text not null,
    category_title_en text not null,
    title_zh text not null,
    title_en text not null,
    subject text not null,
    definition text not null,
    sensitivity text not null,
    purpose text not null,
    owner text not null,
    version integer not null,
    valid_from date not null,
    valid_to date,
    status text not null,
    primary key (tag_code)
);

create table tag_version (
    tag_code text not null,
    version integer not null,
    level text not null,
    category_code text not null,
    category_title_zh text not null,
    category_title_en text not null,
    title_zh text not null,
    title_en text not null,
    subject text not null,
    definition text not null,
    sensitivity text not null,
    purpose text not null,
    owner text not null,
    valid_from date not null,
    valid_to date,
    primary key (tag_code, version)
);

-- Subjects over time: half-open intervals, of each subject at most one without an end.

create table resident (
    resident_id bigint not null,
    resident_key text,
    is_under_14 boolean not null,
    household_id bigint,
    dwelling_id bigint,
    building_id bigint,
    compound_id bigint,
    street_code text,
    grid_code text,
    committee_code text,
    valid_from date not null,
    valid_to date,
    primary key (resident_id, valid_from)
);
create unique index uq_resident_current on resident (resident_id) where valid_to is null;

create table household (
    household_id bigint not null,
    dwelling_id bigint,
    building_id bigint,
    compound_id bigint,
    street_code text,
    grid_code text,
    committee_code text,
    valid_from date not null,
    valid_to date,
    primary key (household_id, valid_from)
);
create unique index uq_household_current on household (household_id) where valid_to is null;

create table dwelling (
    dwelling_id bigint not null,
    building_id bigint,
    compound_id bigint,
    street_code text,
    grid_code text,
    committee_code text,
    valid_from date not null,
    valid_to date,
    primary key (dwelling_id, valid_from)
);
create unique index uq_dwelling_current on dwelling (dwelling_id) where valid_to is null;

create table building (
    building_id bigint not null,
    compound_id bigint,
    street_code text,
    grid_code text,
    committee_code text,
    valid_from date not null,
    valid_to date,
    primary key (building_id, valid_from)
);
create unique index uq_building_current on building (building_id) where valid_to is null;

create table compound (
    compound_id bigint not null,
    street_code text,
    grid_code text,
    committee_code text,
    valid_from date not null,
    valid_to date,
    primary key (compound_id, valid_from)
);
create unique index uq_compound_current on compound (compound_id) where valid_to is null;

create table committee (
    committee_id bigint not null,
    street_code text,
    grid_code text,
    committee_code text,
    valid_from date not null,
    valid_to date,
    primary key (committee_id, valid_from)
);
create unique index uq_committee_current on committee (committee_id) where valid_to is null;

-- Tags over time, what could not be decided, and the feed of what changed.

create table tag_assignment (
    subject text not null,
    subject_id bigint not null,
    tag_code text not null,
    value text,
    is_under_14 boolean,
    origin text not null,
    status text not null,
    rule_version integer not null,
    street_code text,
    committee_code text,
    valid_from date not null,
    valid_to date,
    changed_in bigint not null,
    primary key (subject, subject_id, tag_code, valid_from)
);
create unique index uq_tag_assignment_current on tag_assignment (subject, subject_id, tag_code)
    where valid_to is null;
create index ix_tag_assignment_tag_current on tag_assignment (tag_code, subject_id) where valid_to is null;

create table tag_unknown (
    subject text not null,
    subject_id bigint not null,
    tag_code text not null,
    origin text not null,
    status text not null,
    rule_version integer not null,
    street_code text,
    committee_code text,
    valid_from date not null,
    valid_to date,
    changed_in bigint not null,
    primary key (subject, subject_id, tag_code, valid_from)
);
create unique index uq_tag_unknown_current on tag_unknown (subject, subject_id, tag_code)
    where valid_to is null;
create index ix_tag_unknown_tag_current on tag_unknown (tag_code, subject_id) where valid_to is null;

create table tag_change (
    publication_id bigint not null,
    sequence bigint not null,
    subject text not null,
    subject_id bigint not null,
    tag_code text not null,
    change text not null,
    effective_from date not null,
    effective_to date,
    value text,
    origin text not null,
    status text not null,
    street_code text,
    committee_code text,
    cause text not null,
    is_under_14 boolean,
    primary key (publication_id, sequence)
);
create index ix_tag_change_subject on tag_change (subject, subject_id);

create table committee_checksum (
    committee_code text not null,
    rows bigint not null,
    checksum bigint not null,
    primary key (committee_code)
);

-- Cases, counts and reports.

create table problem_case (
    case_id text not null,
    source text not null,
    received_on date not null,
    closed_on date,
    committee_code text,
    subject text,
    subject_id bigint,
    request_type text,
    discovery text,
    label_code text,
    labelled_by text,
    matched_terms text,
    status text not null,
    case_number bigint,
    primary key (case_id)
);

create table tag_statistic (
    snapshot_date date not null,
    area_level text not null,
    area_code text not null,
    tag_code text not null,
    subject text not null,
    count bigint,
    unknown bigint,
    suppressed boolean not null,
    primary key (snapshot_date, area_level, area_code, tag_code, subject)
);

create table committee_profile (
    snapshot_date date not null,
    committee_code text not null,
    list_kind text not null,
    item text not null,
    value text,
    rank bigint not null,
    primary key (snapshot_date, committee_code, list_kind, item)
);

create table quarantine_summary (
    snapshot_date date not null,
    source text not null,
    reason_code text not null,
    rows bigint not null,
    primary key (snapshot_date, source, reason_code)
);

create table record_quality (
    snapshot_date date not null,
    area_level text not null,
    area_code text not null,
    item text not null,
    count bigint,
    suppressed boolean not null,
    primary key (snapshot_date, area_level, area_code, item)
);

create table resident_merge (
    snapshot_date date not null,
    resident_id bigint not null,
    known_as_id bigint not null,
    primary key (snapshot_date, resident_id)
);

-- Every attempt to publish, and what the gate found.

create table staged_version (
    staging_version {counter},
    snapshot_date date not null,
    base_publication_id bigint not null,
    base_content_hash text not null,
    snapshot_hash text not null,
    rule_set_version text not null,
    staged_at text not null,
    rows_added bigint not null,
    rows_removed bigint not null,
    publication_id bigint,
    published_at text,
    primary key (staging_version)
);

create table publication_audit (
    staging_version bigint not null,
    snapshot_date date not null,
    base_publication_id bigint not null,
    content_hash text not null,
    passed boolean not null,
    decided_at text not null,
    override_by text,
    override_reason text,
    primary key (staging_version)
);

create table quality_result (
    staging_version bigint not null,
    publication_id bigint,
    table_name text not null,
    check_name text not null,
    severity text not null,
    passed boolean not null,
    observed_value text,
    primary key (staging_version, table_name, check_name)
);

-- Which views of consumers there are, and what retention deleted.

create table consumer_view (
    view_name text not null,
    query text not null,
    primary key (view_name)
);

create table retention_record (
    purpose text not null,
    carried_out_at text not null,
    publication_id bigint,
    kept_from date not null,
    feed_from bigint not null,
    rows_removed bigint not null,
    primary key (purpose, carried_out_at)
);

-- What holds now. Disputed tags are withheld from every view of tags.

create view resident_tag as
select subject_id as resident_id, tag_code, value, origin, status, rule_version, street_code, committee_code,
    valid_from, changed_in
from tag_assignment where subject = 'resident' and valid_to is null and status <> 'disputed';

create view household_tag as
select subject_id as household_id, tag_code, value, origin, status, rule_version, street_code, committee_code,
    valid_from, changed_in
from tag_assignment where subject = 'household' and valid_to is null and status <> 'disputed';

create view dwelling_tag as
select subject_id as dwelling_id, tag_code, value, origin, status, rule_version, street_code, committee_code,
    valid_from, changed_in
from tag_assignment where subject = 'dwelling' and valid_to is null and status <> 'disputed';

create view building_tag as
select subject_id as building_id, tag_code, value, origin, status, rule_version, street_code, committee_code,
    valid_from, changed_in
from tag_assignment where subject = 'building' and valid_to is null and status <> 'disputed';

create view compound_tag as
select subject_id as compound_id, tag_code, value, origin, status, rule_version, street_code, committee_code,
    valid_from, changed_in
from tag_assignment where subject = 'compound' and valid_to is null and status <> 'disputed';

create view committee_tag as
select subject_id as committee_id, tag_code, value, origin, status, rule_version, street_code, committee_code,
    valid_from, changed_in
from tag_assignment where subject = 'committee' and valid_to is null and status <> 'disputed';

create view tagged_resident as
select resident_id, household_id, is_under_14, street_code, grid_code, committee_code,
    coalesce((
        select {codes} from (
            select tag_code from resident_tag
            where resident_tag.resident_id = resident.resident_id order by tag_code
        ) own
    ), '[]') as resident_tags,
    coalesce((
        select {codes} from (
            select tag_code from household_tag
            where household_tag.household_id = resident.household_id order by tag_code
        ) shared
    ), '[]') as household_tags
from resident where valid_to is null;

-- What held on any day from the first published date to the last; between two the earlier one stands.

create view tag_on_date as
{days}
select day.snapshot_date, subject, subject_id, tag_code, value, origin, status, street_code, committee_code,
    valid_from, valid_to
from day join tag_assignment held
    on held.valid_from <= day.snapshot_date and (held.valid_to is null or held.valid_to > day.snapshot_date)
where status <> 'disputed';

create view resident_on_date as
{days}
select day.snapshot_date, resident_id, resident_key, is_under_14, household_id, dwelling_id, building_id,
    compound_id, street_code, grid_code, committee_code, valid_from, valid_to
from day join resident held
    on held.valid_from <= day.snapshot_date and (held.valid_to is null or held.valid_to > day.snapshot_date);

create view household_on_date as
{days}
select day.snapshot_date, household_id, dwelling_id, building_id, compound_id, street_code, grid_code,
    committee_code, valid_from, valid_to
from day join household held
    on held.valid_from <= day.snapshot_date and (held.valid_to is null or held.valid_to > day.snapshot_date);

create view dwelling_on_date as
{days}
select day.snapshot_date, dwelling_id, building_id, compound_id, street_code, grid_code, committee_code,
    valid_from, valid_to
from day join dwelling held
    on held.valid_from <= day.snapshot_date and (held.valid_to is null or held.valid_to > day.snapshot_date);

create view building_on_date as
{days}
select day.snapshot_date, building_id, compound_id, street_code, grid_code, committee_code, valid_from, valid_to
from day join building held
    on held.valid_from <= day.snapshot_date and (held.valid_to is null or held.valid_to > day.snapshot_date);

create view compound_on_date as
{days}
select day.snapshot_date, compound_id, street_code, grid_code, committee_code, valid_from, valid_to
from day join compound held
    on held.valid_from <= day.snapshot_date and (held.valid_to is null or held.valid_to > day.snapshot_date);

create view committee_on_date as
{days}
select day.snapshot_date, committee_id, street_code, grid_code, committee_code, valid_from, valid_to
from day join committee held
    on held.valid_from <= day.snapshot_date and (held.valid_to is null or held.valid_to > day.snapshot_date);
