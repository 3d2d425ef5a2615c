"""A counted fact is the same by Polars, by plain Python and by SQL on DuckDB, on generated members."""

from __future__ import annotations

from functools import cache

import duckdb
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from tag_rules.engine.facts.reference import counted
from tests.tag_rules.engine.facts.small_district import AS_OF, District, born, with_facts

CONDITIONS = (
    "age >= 60", "age between 18 and 59", "roll_dibao_level <> 'none'",
    "age < 18 or roll_dibao_level = 'full'", "not (age >= 60 and roll_dibao_level = 'none')",
    "relation_to_head in ('parent', 'head')", "roll_dibao_level is null",
)  # fmt: skip
KINDS = "".join(
    f"""
      - {{name: count_{n}, count_of: resident, where: "{text}", unknown: at_least}}
      - {{name: any_{n}, any_of: resident, where: "{text}"}}
      - {{name: share_{n}, share_of: resident, where: "{text}", among: age is not null}}
      - {{name: first_{n}, min_of: resident, value: birth_date, where: "{text}"}}
      - {{name: last_{n}, max_of: resident, value: birth_date, where: "{text}"}}"""
    for n, text in enumerate(CONDITIONS)
)
PERSON = st.fixed_dictionaries(
    {
        "age": st.sampled_from([None, 0, 17, 18, 59, 60, 90]),
        "roll_dibao_level": st.sampled_from([None, "none", "full", "partial"]),
        "relation_to_head": st.sampled_from([None, "head", "parent", "child"]),
    }
)
HOMES = st.lists(st.lists(PERSON, max_size=4), min_size=1, max_size=3)
ON_DUCKDB = """
    with people as (select *, year(date '{day}') - year(birth_date) - case
        when (month(birth_date), day(birth_date)) > (month(date '{day}'), day(date '{day}'))
        then 1 else 0 end as age from resident),
    judged as (select *, ({where}) as holds, (age is not null) as within,
        within and holds is not null as known from people)
    select home.subject_id,
        case when count(p.subject_id) filter (where holds is null) = 0 then count(*) filter (where holds) end,
        count(*) filter (where holds),
        case when count(*) filter (where holds) > 0 then true
             when count(p.subject_id) filter (where holds is null) > 0 then null else false end,
        case when count(*) filter (where known) > 0
              and count(*) filter (where known) >= 0.95 * count(*) filter (where within)
             then count(*) filter (where known and holds) / count(*) filter (where known) end,
        case when bool_or(holds is null or (holds and birth_date is null)) then null
             else min(birth_date) filter (where holds) end,
        case when bool_or(holds is null or (holds and birth_date is null)) then null
             else max(birth_date) filter (where holds) end
    from household home left join judged p on p.home = home.subject_id group by all order by all
"""


@cache
def rule_set():
    made, refused = with_facts(f"household:{KINDS}")
    assert not refused
    return made


def by_python(facts, people: list[dict]) -> tuple:
    found = {fact.made.kind: counted(rule_set(), fact, people, None, AS_OF) for fact in facts}
    counts = found["count_of"]
    return (*counts, *(found[kind][0] for kind in ("any_of", "share_of", "min_of", "max_of")))


@settings(database=None, deadline=None, max_examples=25)
@given(HOMES)
def test_three_evaluators_agree(homes: list[list[dict]]) -> None:
    district = District()
    number = 0
    people = []
    for home, members in enumerate(homes, start=1):
        district.home(home)
        for person in members:
            number += 1
            district.person(number, home, **person)
            rest = {name: value for name, value in person.items() if name != "age"}
            people.append({"subject_id": number, "home": home, "birth_date": born(person["age"]), **rest})
    made = district.features(rule_set())["household"].sort("subject_id")
    columns = {"subject_id": pl.Int64, "home": pl.Int64, "birth_date": pl.Date}
    texts = dict.fromkeys(("roll_dibao_level", "relation_to_head"), pl.String)
    with duckdb.connect() as connection:
        connection.register("resident", pl.DataFrame(people, schema={**columns, **texts}).to_arrow())
        connection.register("household", made.select("subject_id").to_arrow())
        for n, where in enumerate(CONDITIONS):
            names = (f"count_{n}", f"count_{n}_at_least", f"any_{n}", f"share_{n}", f"first_{n}", f"last_{n}")
            fast = made.select("subject_id", *names).rows()
            facts = [rule_set().features["household"][name] for name in names if "at_least" not in name]
            slow = [
                (home, *by_python(facts, [one for one in people if one["home"] == home]))
                for home in range(1, len(homes) + 1)
            ]
            text = ON_DUCKDB.format(day=AS_OF, where=where)
            assert fast == slow == connection.execute(text).fetchall(), where
