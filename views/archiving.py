"""The archive in the chat: into it and back, closing a year, the copy for the next period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from channels.message import Button, Message
from roadmap.period import Period
from views.actions import Action, Verb
from views.calendar_keyboard import as_number
from views.lines import code, shortened
from views.speech import Speech

TITLE_CHARS = 160
LABEL_CHARS = 50
SHOWN = 12
ARCHIVE = 5
"""`services.report_files.Kind.ARCHIVE`, as callback data names it."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A draft that was copied: `asked` counts the activities that raise questions, `dated` are the
    codes of those whose words name a year."""

    number: int
    title: str
    period: Period
    activities: int
    asked: int = 0
    dated: Sequence[int] = ()


def buttons(number: int, status: str, reader: int, say: Speech) -> tuple[tuple[Button, ...], ...]:
    """Rows for a roadmap's card: into the archive or back, and the copy for the next period.

    `status` is the roadmap's: draft, active, paused or archived.
    """

    def row(label: str, verb: Verb) -> tuple[Button, ...]:
        return (Button(label, Action(verb, reader, (number,)).pack()),)

    archived = status == "archived"
    rows = [
        row(say.gettext("Back from the archive"), Verb.UNARCHIVE)
        if archived
        else row(say.gettext("Into the archive…"), Verb.ARCHIVE)
    ]
    if status != "draft":
        rows.append(row(say.gettext("Copy to the next period…"), Verb.COPY))
    return tuple(rows)


def _named(title: str) -> Markup:
    return Markup("<b>{}</b>").format(shortened(title, TITLE_CHARS))


def ask(number: int, title: str, left: int, reader: int, say: Speech) -> Message:
    """Really? `left` dates stay not done."""
    what = say.gettext(
        "Put it into the archive? Nobody will be reminded of it any more. Marks, documents and "
        "reports stay, and it can be brought back."
    )
    rows = [_named(title), Markup("{}").format(what)]
    if left:
        words = say.ngettext("{n} date is not done.", "{n} dates are not done.", left)
        rows.append(Markup("{}").format(words.format(n=left)))
    yes = Action(Verb.ARCHIVE_YES, reader, (number,)).pack()
    return Message(
        str(Markup("\n").join(rows)),
        buttons=((Button(say.gettext("Into the archive"), yes),),),
        brief=what,
    )


def is_archived(number: int, title: str, reader: int, say: Speech) -> Message:
    """It is in the archive; what can be done with it."""
    words = say.gettext("In the archive. Nobody is reminded of it; everything is kept.")
    undo = Action(Verb.UNARCHIVE, reader, (number,)).pack()
    files = Action(Verb.EXPORT_WHAT, reader, (number, ARCHIVE)).pack()
    return Message(
        str(Markup("{}\n{}").format(_named(title), words)),
        buttons=(
            (Button(say.gettext("Take the archive (.zip)"), files),),
            (Button(say.gettext("Back from the archive"), undo),),
        ),
        brief=words,
    )


def is_back(title: str, say: Speech) -> Message:
    """It has come back."""
    words = say.gettext("Back from the archive. What was missed meanwhile is not made up for.")
    return Message(str(Markup("{}\n{}").format(_named(title), words)), brief=words)


def nothing_over(say: Speech) -> Message:
    """No roadmap has ended."""
    words = say.gettext("There is nothing to close: no roadmap that runs has reached its end.")
    text = str(Markup("{}").format(words))
    return Message(text, brief=text)


def year(
    titles: Sequence[tuple[int, str]],
    left: Sequence[tuple[int, str, date]],
    reader: int,
    say: Speech,
) -> Message:
    """What goes into the archive, and what stays not done."""
    head = say.ngettext(
        "{n} roadmap has ended and goes into the archive:",
        "{n} roadmaps have ended and go into the archive:",
        len(titles),
    ).format(n=len(titles))
    rows = [Markup("<b>{}</b>").format(head)]
    rows += [Markup("• {}").format(shortened(title, TITLE_CHARS)) for _, title in titles[:SHOWN]]
    if left:
        words = say.ngettext("{n} date stays not done:", "{n} dates stay not done:", len(left))
        rows.append(Markup("\n{}").format(words.format(n=len(left))))
        rows += [
            Markup("• {}, {} — {}").format(
                code(number, say), shortened(title, 80), say.short_day(due)
            )
            for number, title, due in left[:SHOWN]
        ]
        if (rest := len(left) - SHOWN) > 0:
            more = say.ngettext("and {n} more", "and {n} more", rest).format(n=rest)
            rows.append(Markup("{}").format(more))
    else:
        rows.append(Markup("{}").format(say.gettext("Everything is done.")))
    yes = Action(Verb.CLOSE_YEAR_YES, reader).pack()
    return Message(
        str(Markup("\n").join(rows)),
        buttons=((Button(say.gettext("Close the year"), yes),),),
        brief=str(Markup("<b>{}</b>").format(head)),
    )


def year_closed(
    titles: Sequence[tuple[int, str]], today: date, reader: int, say: Speech
) -> Message:
    """They are in the archive; take their files, and prepare the next period."""
    head = say.gettext("The year is closed. In the archive:")
    rows = [Markup("<b>{}</b>").format(head)]
    rows += [Markup("• {}").format(shortened(title, TITLE_CHARS)) for _, title in titles[:SHOWN]]
    keyboard = []
    for number, title in titles[:6]:
        name = shortened(title, LABEL_CHARS - 10)
        ids = (number, ARCHIVE, as_number(today))
        keyboard.append((Button(f"📦 {name}", Action(Verb.EXPORT_MAKE, reader, ids).pack()),))
        copy = Action(Verb.COPY, reader, (number,)).pack()
        keyboard.append((Button(say.gettext("Copy to the next period…"), copy),))
    return Message(
        str(Markup("\n").join(rows)),
        buttons=tuple(keyboard),
        brief=str(Markup("<b>{}</b>").format(head)),
    )


def _span(period: Period, say: Speech) -> str:
    return f"{say.short_day(period.start)} – {say.short_day(period.end)}"


def ask_copy(
    number: int,
    title: str,
    periods: Sequence[Period],
    known: int | None,
    reader: int,
    say: Speech,
) -> Message:
    """Copy it to the next period, or to which of two? `known` is the roadmap that was copied from
    it before."""
    spans = [_span(period, say) for period in periods]
    what = say.gettext(
        "Copy it to the next period, {period}? A draft will be made: the same sections, "
        "activities and people, the dates moved; no marks. You look through it before launching."
    ).format(period=spans[0])
    if len(spans) > 1:
        what = say.gettext(
            "To which period shall it be copied? A draft will be made: the same sections, "
            "activities and people, the dates moved; no marks. You look through it before "
            "launching."
        )
    rows = [_named(title), Markup("{}").format(what)]
    if known is not None:
        words = say.gettext("It was copied before: roadmap {n}.").format(n=known)
        rows.append(Markup("{}").format(words))
    labels = spans if len(spans) > 1 else [say.gettext("Copy")]
    buttons = [
        (Button(label, Action(Verb.COPY_YES, reader, (number, choice)).pack()),)
        for choice, label in enumerate(labels)
    ]
    return Message(
        str(Markup("\n").join(rows)),
        buttons=tuple(buttons),
        brief=str(Markup("{}").format(what)),
    )


def copied(made: Copy, say: Speech) -> Message:
    """The draft, and what to look at in it."""
    head = say.gettext("Draft roadmap {n} is made.").format(n=made.number)
    count = say.ngettext("{n} activity", "{n} activities", made.activities)
    rows = [
        Markup("<b>{}</b>").format(head),
        Markup("{}").format(shortened(made.title, TITLE_CHARS)),
        Markup("{}, {}").format(_span(made.period, say), count.format(n=made.activities)),
    ]
    if made.asked:
        words = say.ngettext(
            "{n} activity raises a question about its date.",
            "{n} activities raise questions about their dates.",
            made.asked,
        )
        rows.append(Markup("{}").format(words.format(n=made.asked)))
    if made.dated:
        codes = ", ".join(code(one, say) for one in made.dated[:SHOWN])
        if len(made.dated) > SHOWN:
            codes += "…"
        words = say.gettext("A year is named in the words of {codes}: please check it.")
        rows.append(Markup("{}").format(words.format(codes=codes)))
    return Message(str(Markup("\n").join(rows)), brief=str(Markup("<b>{}</b>").format(head)))


def copied_already(number: int, say: Speech) -> str:
    """The copy is being prepared already; the answer to a second press."""
    return say.gettext("It was copied already: draft roadmap {n}.").format(n=number)
