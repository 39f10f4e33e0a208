"""The draft as scripts read it."""

from datetime import date

from roadmap.deadlines import read
from roadmap.drafts import (
    DeadlineUnsure,
    Draft,
    DraftActivity,
    Level,
    NoOwners,
    StackedDeadlines,
    draft_to_json,
)
from roadmap.period import Period
from roadmap.targets import read_target

PERIOD = Period(date(2019, 1, 1), date(2021, 12, 31))


def test_the_draft_is_exactly_the_documented_json() -> None:
    reading = read("декабрь", PERIOD)
    activity = DraftActivity(
        "Провести семинары",
        "декабрь",
        reading,
        section="I. Раздел",
        number="1.",
        owners=("ОО",),
        expected_result="Проведение 2-х семинаров",
        level=Level.SCHOOL,
        row=3,
        target=read_target("Проведение 2-х семинаров"),
        doubts=(NoOwners(), StackedDeadlines(("декабрь", "январь"))),
    )
    draft = Draft("Дорожная карта", PERIOD, (activity,), ("СОШ № 1",), ("ОО",), (None,))
    found = draft_to_json(draft, lambda doubt: type(doubt).__name__)
    assert set(found) == {"title", "period", "activities", "schools", "parties"}
    assert found["period"] == {"start": "2019-01-01", "end": "2021-12-31"}
    assert (found["schools"], found["parties"]) == (["СОШ № 1"], ["ОО"])
    (row,) = found["activities"]
    assert set(row) == {
        *("section", "subsection", "number", "title", "deadline_text", "deadline", "owners"),
        *("expected_result", "level", "row", "target", "doubts"),
    }
    assert (row["level"], row["row"], row["subsection"]) == ("school", 3, None)
    assert row["deadline"]["months"] == [12]
    assert set(row["target"]) == {"count", "unit", "per"}
    assert row["doubts"] == ["NoOwners", "StackedDeadlines"]


def test_what_is_not_known_is_null() -> None:
    activity = DraftActivity("Назначить координатора", None, read("", None))
    found = draft_to_json(Draft("", None, (activity,)), repr)
    assert found["period"] is None
    (row,) = found["activities"]
    assert row["deadline_text"] is None
    assert row["deadline"]["kind"] == "none"
    assert row["target"] is None
    assert row["level"] is None


def test_a_question_of_the_deadline_is_a_doubt_with_facts() -> None:
    question = read("декабрь", PERIOD).question
    assert question is not None
    assert DeadlineUnsure(question).question is question
