"""«История изменений»: what was changed, by whom and on what grounds, a line each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from markupsafe import Markup

from channels.message import Button, Message
from roadmap.changes import Change
from roadmap.extending import Basis, Grounds
from views.actions import Action
from views.extensions import grounds_words
from views.lines import code, short_name, shortened
from views.speech import Speech

PAGE = 8
PART_CHARS = 140
Facts = Mapping[str, Any]


def history(
    title: str, changes: Sequence[Change], page: int, more: bool, turn: Action, say: Speech
) -> Message:
    """A page of the history, the last change first; `turn` is the press for page 0."""
    name = say.gettext("History of changes")
    head = Markup("<b>{}</b>\n<i>{}</i>").format(name, shortened(title))
    rows = [Markup("{}").format(entry(change, say)) for change in changes]
    if not rows:
        rows = [Markup("{}").format(say.gettext("Nothing has been changed yet."))]
    turns = []
    if page > 0:
        turns.append(Button("‹", _page(turn, page - 1)))
    if more:
        turns.append(Button("›", _page(turn, page + 1)))
    return Message(
        str(Markup("\n").join([head, "", *rows])),
        buttons=(tuple(turns),) if turns else (),
        brief=name,
    )


def _page(turn: Action, page: int) -> str:
    return Action(turn.verb, turn.person_id, (turn.ids[0], page)).pack()


def entry(change: Change, say: Speech) -> str:
    """«15.10.2018 Петрова И. И.: срок 10.10.2018 → 20.10.2018, основание: приказ № 5»."""
    who = short_name(change.who) if change.who else say.gettext("the office")
    about = "" if change.subject is None else code(change.subject, say) + ", "
    return f"{say.short_day(change.on)} {who}: {about}{words(change, say)}"


def words(change: Change, say: Speech) -> str:
    """What was changed, without who and when."""
    teller = _TELLERS.get(change.action)
    return teller(change.facts, say) if teller else change.action


def _arrow(before: str, after: str) -> str:
    return f"{_cut(before)} → {_cut(after)}"


def _cut(text: str) -> str:
    return shortened(text, PART_CHARS) or "—"


def _redated(facts: Facts, say: Speech) -> str:
    text = say.gettext("deadline: {change}").format(
        change=_arrow(facts.get("before", ""), facts.get("after", ""))
    )
    return text + _on(facts.get("basis"), facts.get("text", ""), say)


def _moved(facts: Facts, say: Speech) -> str:
    days = [say.short_day(date.fromisoformat(facts[key])) for key in ("before", "day")]
    text = say.gettext("date: {change}").format(change=_arrow(*days))
    return text + _on(facts.get("basis"), facts.get("text", ""), say)


def _on(basis: str | None, text: str, say: Speech) -> str:
    if basis is None:
        return ", " + say.gettext("without grounds")
    words = grounds_words(Grounds(Basis(basis), text), say)
    return ", " + say.gettext("grounds: {basis}").format(basis=words)


def _owners(facts: Facts, say: Speech) -> str:
    name = _cut(facts.get("name", ""))
    match facts.get("what"):
        case "added":
            return say.gettext("responsible, added: {name}").format(name=name)
        case "removed":
            return say.gettext("no longer responsible: {name}").format(name=name)
        case "lead":
            return say.gettext("the lead is now {name}").format(name=name)
        case _:
            change = _arrow(facts.get("part_before", ""), facts.get("part_after", ""))
            return f"{name}: {change}"


def _reworded(facts: Facts, say: Speech) -> str:
    change = _arrow(facts.get("before", ""), facts.get("after", ""))
    if facts.get("field") == "title":
        return say.gettext("title: {change}").format(change=change)
    return say.gettext("expected result: {change}").format(change=change)


def _field(facts: Facts, say: Speech) -> str:
    """A field changed by the workbook."""
    name = {
        "section": say.gettext("section"),
        "subsection": say.gettext("subsection"),
        "number": say.gettext("number"),
        "title": say.gettext("title"),
        "deadline_text": say.gettext("deadline as written"),
        "deadline": say.gettext("deadline"),
        "owners": say.gettext("responsible"),
        "expected_result": say.gettext("expected result"),
        "level": say.gettext("level"),
    }.get(facts.get("field", ""), say.gettext("doubts"))
    return f"{name}: {_arrow(facts.get('before', ''), facts.get('after', ''))}"


def _split(facts: Facts, say: Speech) -> str:
    parts = facts.get("parts", [])
    return say.ngettext("split into {n}: {parts}", "split into {n}: {parts}", len(parts)).format(
        n=len(parts), parts=_cut("; ".join(parts))
    )


def _called_off(facts: Facts, say: Speech) -> str:
    reason = _cut(facts.get("reason", ""))
    return say.gettext("a date was called off: {reason}").format(reason=reason)


def _dropped(facts: Facts, say: Speech) -> str:
    reason = _cut(facts.get("reason", ""))
    return say.gettext("called off altogether: {reason}").format(reason=reason)


def _handed_on(facts: Facts, say: Speech) -> str:
    return say.gettext("handed on to {name}").format(name=_cut(facts.get("name", "")))


def _reviewed(facts: Facts, say: Speech) -> str:
    on = say.gettext("what is done is reviewed")
    off = say.gettext("what is done is not reviewed any more")
    return on if facts.get("on") else off


def _not_yet(facts: Facts, say: Speech) -> str:
    until = say.short_day(date.fromisoformat(facts["until"]))
    text = say.gettext("no date yet, to be asked again on {date}").format(date=until)
    return f"{text}: {_cut(facts['note'])}" if facts.get("note") else text


def _schools_joined(facts: Facts, say: Speech) -> str:
    names = facts.get("names", [])
    words = say.ngettext("school connected: {names}", "schools connected: {names}", len(names))
    return words.format(names=_cut("; ".join(names)))


def _undone(facts: Facts, say: Speech) -> str:
    what = _TELLERS[facts["deed"]](facts.get("undone", {}), say)
    return say.gettext("taken back: {what}").format(what=what)


_TELLERS: dict[str, Callable[[Facts, Speech], str]] = {
    "activity.redated": _redated,
    "extension.moved": _moved,
    "extension.granted": _moved,
    "activity.owners": _owners,
    "activity.reworded": _reworded,
    "activity.changed": _field,
    "activity.split": _split,
    "activity.added": lambda _, say: say.gettext("the activity was added"),
    "activity.removed": lambda _, say: say.gettext("the activity was taken out"),
    "assignment.called_off": _called_off,
    "activity.dropped": _dropped,
    "activity.handed_on": _handed_on,
    "activity.rule": lambda _, say: say.gettext("another rule of completion"),
    "activity.reviewed": _reviewed,
    "activity.not_yet": _not_yet,
    "activity.undone": _undone,
    "roadmap.schools_joined": _schools_joined,
    "roadmap.paused": lambda _, say: say.gettext("the roadmap was paused"),
    "roadmap.resumed": lambda _, say: say.gettext("the roadmap goes on"),
    "municipality.paused": lambda _, say: say.gettext("all reminders were paused"),
    "municipality.resumed": lambda _, say: say.gettext("all reminders go on"),
}
