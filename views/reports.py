"""«Отчёты и архив» in the chat: which roadmap, what of it, as of which day, and the file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from markupsafe import Markup

from channels.message import Attachment, Button, Message
from views.actions import Action, Verb
from views.calendar_keyboard import as_number, month
from views.discretion import public
from views.lines import shortened
from views.speech import Speech

PAGE = 8
LABEL_CHARS = 50
TITLE_CHARS = 200
REPORT, MEETING, WORKBOOK, CALENDAR, ARCHIVE = 1, 2, 3, 4, 5
"""What can be asked for, as callback data names it: `services.report_files.Kind`."""


def offer(reader: int, say: Speech) -> Button:
    """«Отчёты и архив», for those who may have them."""
    return Button(say.gettext("Reports and archive"), Action(Verb.EXPORTS, reader).pack())


def which(
    listed: Sequence[tuple[int, str, bool]], page: int, reader: int, say: Speech, *, decides: bool
) -> Message:
    """Which roadmap? (number, title, whether it is archived), a page counted from 0; who
    `decides` may close a year."""
    head = say.gettext("Reports and archive")
    shown = listed[page * PAGE : (page + 1) * PAGE]
    rows: list[tuple[Button, ...]] = [
        (
            Button(
                shortened(f"{'🗄 ' if archived else ''}{title}", LABEL_CHARS),
                Action(Verb.EXPORTS, reader, (0, number)).pack(),
            ),
        )
        for number, title, archived in shown
    ]
    rows += _pages(page, len(listed), reader)
    if decides:
        label = say.gettext("Close the year…")
        rows.append((Button(label, Action(Verb.CLOSE_YEAR, reader).pack()),))
    hint = say.gettext("Of which roadmap?") if listed else say.gettext("No roadmap was launched.")
    text = Markup("<b>{}</b>\n{}").format(head, hint)
    return Message(str(text), buttons=tuple(rows), brief=str(text))


def _pages(page: int, count: int, reader: int) -> list[tuple[Button, ...]]:
    turns = []
    if page > 0:
        turns.append(Button("‹", Action(Verb.EXPORTS, reader, (page - 1,)).pack()))
    if (page + 1) * PAGE < count:
        turns.append(Button("›", Action(Verb.EXPORTS, reader, (page + 1,)).pack()))
    return [tuple(turns)] if turns else []


def kind_names(say: Speech) -> dict[int, str]:
    """What each kind is called on its button."""
    return {
        REPORT: say.gettext("Printed report (.docx)"),
        MEETING: say.gettext("For the meeting, one page (.docx)"),
        WORKBOOK: say.gettext("Table and marks (.xlsx)"),
        CALENDAR: say.gettext("Calendar of the plan (.ics)"),
        ARCHIVE: say.gettext("Whole archive (.zip)"),
    }


def kinds(
    number: int,
    title: str,
    reader: int,
    say: Speech,
    *,
    decides: bool,
    more: Sequence[tuple[Button, ...]] = (),
) -> Message:
    """What of a roadmap? Only who `decides` gets the whole archive; `more` are other deeds."""
    shown = {kind: name for kind, name in kind_names(say).items() if decides or kind != ARCHIVE}
    hint = say.gettext(
        "In the table (.xlsx) there is a sheet to fill in: write the marks of those who do not "
        "press buttons and send the file back."
    )
    text = Markup("<b>{}</b>\n{}").format(
        shortened(title, TITLE_CHARS), say.gettext("What is to be made?")
    )
    if decides:
        text += Markup("\n<i>{}</i>").format(hint)
    return Message(
        str(text),
        buttons=(
            *(
                (Button(name, Action(Verb.EXPORT_WHAT, reader, (number, kind)).pack()),)
                for kind, name in shown.items()
            ),
            *more,
        ),
        brief=say.gettext("What is to be made?"),
    )


def days(number: int, kind: int, reader: int, today: date, say: Speech) -> Message:
    """As of which day?"""

    def button(label: str, day: date) -> tuple[Button, ...]:
        ids = (number, kind, as_number(day))
        return (Button(label, Action(Verb.EXPORT_MAKE, reader, ids).pack()),)

    month_end = today.replace(day=1) - timedelta(days=1)
    quarter = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1) - timedelta(days=1)
    rows = [button(say.gettext("Today, {date}").format(date=say.short_day(today)), today)]
    rows.append(button(_until(month_end, say), month_end))
    if quarter != month_end:
        rows.append(button(_until(quarter, say), quarter))
    other = Action(Verb.EXPORT_MONTH, reader, (number, kind, as_number(today))).pack()
    rows.append((Button(say.gettext("Another day…"), other),))
    text = Markup("<b>{}</b>\n{}").format(kind_names(say)[kind], say.gettext("As of which day?"))
    return public(Message(str(text), buttons=tuple(rows)))


def _until(day: date, say: Speech) -> str:
    return say.gettext("End of the month, {date}").format(date=say.short_day(day))


def other_day(
    number: int, kind: int, shown: date, first: date, today: date, reader: int, say: Speech
) -> Message:
    """A calendar of the days that have come."""

    def press(verb: Verb, day: date) -> str:
        return Action(verb, reader, (number, kind, as_number(day))).pack()

    text = Markup("<b>{}</b>\n{}").format(kind_names(say)[kind], say.gettext("As of which day?"))
    keyboard = month(
        shown,
        first,
        today,
        lambda day: press(Verb.EXPORT_MAKE, day),
        lambda day: press(Verb.EXPORT_MONTH, day),
        Action(Verb.NOTHING, reader).pack(),
        say,
    )
    return public(Message(str(text), buttons=keyboard))


def ready(title: str, kind: int, as_of: date, files: Sequence[Attachment], say: Speech) -> Message:
    """The file."""
    name = kind_names(say)[kind]
    rows = [
        Markup("<b>{}</b>").format(shortened(title, TITLE_CHARS)),
        Markup("{}, {}").format(name, say.gettext("as of {date}").format(date=say.full_day(as_of))),
    ]
    if len(files) > 1:
        parts = say.ngettext("In {n} file", "In {n} files", len(files)).format(n=len(files))
        rows.append(Markup("{}").format(parts))
    return Message(str(Markup("\n").join(rows)), subject=name, attachments=tuple(files))


def too_big(number: int, say: Speech) -> Message:
    """The archive does not fit into the messenger."""
    text = say.gettext(
        "The archive is too big to be sent here. Ask the administrator to make it on the server:"
    )
    command = f"vekha export archive.zip --roadmap {number}"
    return public(Message(str(Markup("{}\n<code>{}</code>").format(text, command))))


def no_dates(say: Speech) -> Message:
    """There is nothing to put into a calendar."""
    return public(Message(str(Markup("{}").format(say.gettext("The plan has no dates yet.")))))
