"""Differences between plans, and milestones reconciled by occurrence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap.deadlines import Occurrence, OnDate
from roadmap.deadlines.questions import UpToMonth
from roadmap.drafts import DeadlineUnsure
from roadmap.parts import Part, Share
from roadmap.review.comparing import compare, is_read_anew
from roadmap.review.reconciling import Held, reconcile, reconcile_owners
from roadmap.review.values import Planned
from tests.roadmap.review.editing import drafted, stored

MOVED = OnDate(date(2019, 5, 20))
UNSURE = (DeadlineUnsure(UpToMonth(date(2018, 12, 31), date(2019, 1, 31))),)


def test_a_document_matched_by_section_and_title() -> None:
    before = stored(
        drafted("октябрь 2018", title="Создать рабочую группу"),
        drafted("ноябрь 2018", title="Провести семинар"),
        drafted("декабрь 2018", title="Подвести итоги"),
    )
    after = stored(
        drafted("декабрь 2018", title="Подвести итоги"),
        drafted("октябрь 2018", title="Создать рабочую группу."),
        drafted("май 2019", title="Разослать рекомендации"),
    )
    found = compare(before, after, keyed=False)
    assert [one.title for one in found.added] == ["Разослать рекомендации"]
    assert [one.code for one in found.removed] == [2]
    assert [(c.code, c.field) for c in found.changed] == [(1, "title")]
    assert found.order == (3, 1, None)


def test_repeated_titles_are_told_apart_by_number() -> None:
    before = stored(
        drafted("март 2019", title="Провести сбор", number="1."),
        drafted("май 2019", title="Провести сбор", number="2."),
    )
    after = replace(before, activities=before.activities[::-1])
    found = compare(before, after, keyed=False)
    assert found.nothing
    assert found.order == (2, 1)


def test_a_document_does_not_undo_what_the_clerk_settled() -> None:
    (drawn,) = stored(drafted("ноябрь", "РОО, ОО")).activities
    settled = replace(
        stored(drafted("ноябрь 2018")).activities[0],
        title=drawn.title,
        deadline_text=drawn.deadline_text,
        shares=(Share("РОО", Part.PERFORMS), Share("ОО", Part.EACH_SCHOOL)),
    )
    plan = replace(stored(drafted("ноябрь")), activities=(settled,))
    assert compare(plan, stored(drafted("ноябрь", "РОО, ОО")), keyed=False).nothing
    moved = compare(plan, stored(drafted("март", "РОО, ОО", title=drawn.title)), keyed=False)
    assert {c.field for c in moved.changed} == {"deadline_text", "deadline", "doubts"}
    assert moved.stays[0].after.shares == settled.shares


def _on(key: str, year: int, month: int, day: int) -> Occurrence:
    return Occurrence(key, None, date(year, month, day))


def test_a_yearly_row_made_a_single_date_keeps_its_report() -> None:
    held = [Held(_on(str(y), y, 10, 31), reported=y == 2018) for y in (2018, 2019, 2020)]
    found = reconcile(held, [_on("once", 2018, 10, 15)])
    assert found.keep == (("2018", _on("once", 2018, 10, 15)),)
    assert (found.add, found.drop, found.call_off) == ((), ("2019", "2020"), ())


def test_a_report_without_a_successor_is_called_off() -> None:
    found = reconcile([Held(_on("once", 2018, 3, 31), reported=True)], [_on("2019", 2019, 5, 31)])
    assert found.call_off == ("once",)
    assert found.add == (_on("2019", 2019, 5, 31),)


DATES = st.dates(date(2018, 1, 1), date(2018, 12, 31))
OCCURRENCES = st.lists(
    st.builds(Occurrence, st.sampled_from("abcdef"), st.none(), DATES), unique_by=lambda o: o.key
)


@given(st.lists(st.tuples(st.sampled_from("abcdef"), DATES, st.booleans())), OCCURRENCES)
def test_nothing_reported_is_ever_dropped(
    drawn: list[tuple[str, date, bool]], wanted: list[Occurrence]
) -> None:
    by_key = {key: Held(Occurrence(key, None, due), said) for key, due, said in drawn}
    found = reconcile(list(by_key.values()), wanted)
    kept = [key for key, _ in found.keep]
    assert sorted([*kept, *found.drop, *found.call_off]) == sorted(by_key)
    made = [*(occurrence for _, occurrence in found.keep), *found.add]
    assert sorted(made, key=repr) == sorted(wanted, key=repr)
    assert not any(by_key[key].reported for key in found.drop)


def test_owners_who_go_are_kept_where_they_reported() -> None:
    found = reconcile_owners(["a", "b"], ["a"], ["c"])
    assert (found.add, found.drop, found.call_off) == (("c",), ("b",), ("a",))


@pytest.mark.parametrize(
    ("before", "after", "anew"),
    [
        ({}, {"rule": MOVED}, False),
        ({}, {"title": "Другое"}, False),
        ({}, {"rule": MOVED, "deadline_text": "до  20 мая 2019"}, True),
        ({"doubts": UNSURE}, {"rule": MOVED, "doubts": ()}, True),
        ({"doubts": UNSURE}, {"rule": MOVED, "doubts": UNSURE}, False),
        ({"doubts": UNSURE}, {"doubts": ()}, False),
    ],
)
def test_a_corrected_reading_is_told_from_another_date(
    before: dict[str, Any], after: dict[str, Any], anew: bool
) -> None:
    stored = replace(
        Planned(1, "Дело", OnDate(date(2019, 5, 15)), deadline_text="до 15 мая 2019"), **before
    )
    assert is_read_anew(stored, replace(stored, **after)) is anew
