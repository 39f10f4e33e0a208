"""The copy of somebody's data as a text that they can read themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from channels.message import Message
from roadmap.progress import State
from views.lines import state_words
from views.people_desk import role_name
from views.person_card import channel_name
from views.speech import Speech

Rows = Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Copied:
    """What is known of a person: the row itself, the names of organisations, the rows of other
    tables, and the titles of activities by assignment."""

    person: Mapping[str, Any]
    offices: tuple[str, ...]
    rows: Rows
    titles: Mapping[int, str]
    municipality: str
    zone: ZoneInfo


def text(one: Copied, now: datetime, say: Speech) -> str:
    """The whole copy, section by section; an empty section says so."""
    person = one.person
    head = say.gettext("Personal data as of {date}").format(date=_day(one, now, say))
    parts = [
        "\n".join([head, one.municipality]),
        _section(
            say.gettext("Who"),
            [
                _pair(say.gettext("Full name"), person["full_name"]),
                _pair(say.gettext("Position"), person["position"]),
                _pair(say.gettext("Telephone"), person["phone"]),
                _pair(say.gettext("Email"), person["email"]),
                _pair(say.gettext("Written to by"), channel_name(str(person["preference"]), say)),
                _pair(say.gettext("Organisations"), "; ".join(one.offices)),
                _pair(say.gettext("Roles"), ", ".join(_roles(one, say))),
            ],
            say,
        ),
        _section(say.gettext("Chats with the bot"), _accounts(one, say), say),
        _section(say.gettext("Consents"), _consents(one, say), say),
        _section(say.gettext("Absences"), _absences(one, say), say),
        _section(say.gettext("Marks made"), _reports(one, say), say),
        _section(say.gettext("Requests"), _requests(one, say), say),
        _section(say.gettext("Documents sent"), _documents(one, say), say),
        _section(say.gettext("Messages sent to you"), _messages(one, say), say),
        _section(say.gettext("Record of what was done"), _trail(one, say), say),
    ]
    return "\n\n".join(parts) + "\n"


def _section(title: str, lines: Sequence[str], say: Speech) -> str:
    shown = [line for line in lines if line] or [say.gettext("nothing")]
    return "\n".join([title.upper(), *shown])


def _pair(name: str, value: str) -> str:
    return f"{name}: {value or '—'}"


def _roles(one: Copied, say: Speech) -> list[str]:
    return [role_name(str(row["role"]), say) for row in one.rows.get("role", ())]


def _day(one: Copied, at: datetime | None, say: Speech) -> str:
    return say.full_day(at.astimezone(one.zone).date()) if at is not None else "—"


def _accounts(one: Copied, say: Speech) -> list[str]:
    words = say.gettext("Telegram, user {user}, since {date}")
    return [
        words.format(user=row["user_id"], date=_day(one, row["bound_at"], say))
        for row in one.rows.get("account", ())
    ]


def _consents(one: Copied, say: Speech) -> list[str]:
    kinds = {
        "notice": say.gettext("the notice on personal data was read"),
        "messenger": say.gettext("consent to be written to in a messenger"),
    }
    found = []
    for row in one.rows.get("consent", ()):
        line = f"{_day(one, row['given_at'], say)}: {kinds[str(row['kind'])]}"
        if row["withdrawn_at"] is not None:
            date = _day(one, row["withdrawn_at"], say)
            line += say.gettext(", withdrawn on {date}").format(date=date)
        found.append(line)
    return found


def _absences(one: Copied, say: Speech) -> list[str]:
    return [
        f"{say.full_day(row['first'])} — {say.full_day(row['last'])}"
        for row in one.rows.get("absence", ())
    ]


def _event(name: str, say: Speech) -> str:
    return state_words(State(name), say) if name in set(State) else name


def _reports(one: Copied, say: Speech) -> list[str]:
    return [
        ", ".join(
            part
            for part in (
                _day(one, row["at"], say),
                one.titles.get(row["assignment_id"], ""),
                _event(str(row["event"]), say),
                row["text"],
            )
            if part
        )
        for row in one.rows.get("report", ())
    ]


def _requests(one: Copied, say: Speech) -> list[str]:
    moved = say.gettext("{date}: another date was asked for, {title}: {reason}")
    other = say.gettext("{date}: “not mine” or “not relevant”, {title}: {reason}")
    rows = [(moved, row) for row in one.rows.get("extension", ())]
    rows += [(other, row) for row in one.rows.get("objection", ())]
    return [
        words.format(
            date=_day(one, row["asked_at"], say),
            title=one.titles.get(row["assignment_id"], ""),
            reason=row["reason"] or "—",
        )
        for words, row in rows
    ]


def _documents(one: Copied, say: Speech) -> list[str]:
    return [
        f"{_day(one, row['at'], say)}: {row['name'] or row['text'] or '—'}"
        for row in one.rows.get("evidence", ())
    ]


def _messages(one: Copied, say: Speech) -> list[str]:
    found = []
    for row in one.rows.get("notice", ()):
        plain = " ".join(Message.from_data(row["message"]).plain.split())
        if plain:
            found.append(f"{_day(one, row['created_at'], say)}, {row['channel']}: {plain}")
    return found


def _trail(one: Copied, say: Speech) -> list[str]:
    return [
        f"{_day(one, row['at'], say)}: {row['action']} {row['subject']}".rstrip()
        for row in one.rows.get("audit", ())
    ]
