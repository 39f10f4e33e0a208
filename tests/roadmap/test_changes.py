"""What remains of several changes of one activity."""

from __future__ import annotations

from datetime import date

from roadmap.changes import OWNERS, REDATED, REWORDED, Change, net


def _change(action: str, **facts: object) -> Change:
    return Change(date(2018, 10, 10), "Мостовая", action, facts)


def _moved(before: str, after: str) -> Change:
    return _change(REDATED, before=before, after=after)


def _title(before: str, after: str) -> Change:
    return _change(REWORDED, field="title", before=before, after=after)


def test_what_was_changed_twice_is_one_change() -> None:
    (one,) = net([_moved("А", "Б"), _moved("Б", "В")])
    assert (one.facts["before"], one.facts["after"]) == ("А", "В")


def test_what_is_as_it_was_is_no_change() -> None:
    assert net([_moved("А", "Б"), _moved("Б", "А")]) == []
    (kept,) = net([_title("А", "Б"), _moved("А", "Б"), _title("Б", "А")])
    assert kept.action == REDATED


def test_fields_are_apart() -> None:
    result = _change(REWORDED, field="expected_result", before="Б", after="А")
    assert net([_title("А", "Б"), result]) == [_title("А", "Б"), result]


def test_whoever_came_and_went_is_not_spoken_of() -> None:
    def owner(what: str, name: str) -> Change:
        return _change(OWNERS, what=what, name=name)

    added, removed = owner("added", "Осотова"), owner("removed", "Осотова")
    other = owner("removed", "Пономарева")
    assert net([added, other, removed]) == [other]
    assert net([removed, added]) == [removed, added]


def test_other_deeds_stay() -> None:
    deeds = [_change("activity.split"), _change("activity.split"), _change("activity.added")]
    assert net(deeds) == deeds
