"""Questionnaires and volunteer services are matched to residents by person code."""

from datetime import date

PEOPLE = [{"person_code": "P1"}, {"person_code": "P2"}]


def response(code: str, person: str, day: int, **answers: object) -> dict[str, object]:
    return {"response_code": code, "person_code": person, "answered_on": date(2024, 2, day), **answers}


def test_the_newest_questionnaire_counts_whole(registry) -> None:
    answered = [
        response("R1", "P1", 1, wants_meals=True, wants_bathing=True),
        response("R2", "P1", 2, wants_meals=False),
        response("R3", "P1", 2, wants_meals=True),
    ]
    survey = registry(residents=PEOPLE, survey_responses=answered).frames["survey"]
    assert survey.select("resident_id", "answered_on", "wants_meals", "wants_bathing").rows() == [
        (1, date(2024, 2, 2), True, None)
    ]


def test_answers_and_services_of_nobody_known_stay_out(registry) -> None:
    made = registry(
        residents=PEOPLE,
        survey_responses=[response("R1", "P9", 1)],
        volunteer_hours=[{"record_code": "S1", "person_code": "P9"}],
    )
    assert made.frames["survey"].is_empty() and made.frames["volunteer"].is_empty()


def test_a_service_is_of_the_resident_whatever_code_it_came_under(registry, document) -> None:
    made = registry(
        residents=[{**person, **document("E1234567")} for person in PEOPLE],
        volunteer_hours=[
            {"record_code": "S1", "person_code": "P1"},
            {"record_code": "S2", "person_code": "P2", "hours": 3.0},
        ],
    )
    assert made.frames["volunteer"].select("resident_id", "hours").rows() == [(1, 1.5), (1, 3.0)]
