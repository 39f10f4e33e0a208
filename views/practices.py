"""The bank of best practices in a chat: pages, a card, the material, what a coordinator decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from channels.message import Attachment, Button, Message
from roadmap.practices import Practice, PracticeState
from views.actions import Action, Verb
from views.discretion import public
from views.lines import short_name, shortened
from views.speech import Speech

PAGE = 6
WAITING_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Shown:
    """A page of the bank: `total` practices hold the words of `query`, where there is one.

    `page` counts from 0; so many are `waiting` for the reader to decide.
    """

    practices: tuple[Practice, ...]
    page: int
    total: int
    query: str = ""
    waiting: int = 0


def bank(shown: Shown, person_id: int, say: Speech) -> Message:
    """A page of the bank, the newest first, with a number to press for each."""
    head = Markup("<b>{}</b>").format(say.gettext("Bank of best practices"))
    count = _count(shown, say)
    first = shown.page * PAGE + 1
    rows = [
        Markup("{}. {}").format(number, _row(practice))
        for number, practice in enumerate(shown.practices, start=first)
    ]
    return Message(
        str(Markup("\n\n").join([Markup("{}\n{}").format(head, count), *rows])),
        buttons=_bank_buttons(shown, first, person_id, say),
        brief=str(Markup("{}\n{}").format(head, _count(replace(shown, query=""), say))),
    )


def _count(shown: Shown, say: Speech) -> str:
    if shown.query:
        if not shown.total:
            return say.gettext("Nothing was found for “{query}”. Try other words.").format(
                query=shortened(shown.query, 60)
            )
        return say.ngettext(
            "Found for “{query}”: {n}", "Found for “{query}”: {n}", shown.total
        ).format(query=shortened(shown.query, 60), n=shown.total)
    if not shown.total:
        return say.gettext("There is nothing here yet. Offer the first practice!")
    return say.ngettext("{n} practice", "{n} practices", shown.total).format(n=shown.total)


def _row(practice: Practice) -> Markup:
    source = practice.office or short_name(practice.author)
    return Markup("<b>{}</b>\n<i>{}</i>").format(
        shortened(practice.title, 120), " · ".join(filter(None, [practice.subject, source]))
    )


def _bank_buttons(
    shown: Shown, first: int, person_id: int, say: Speech
) -> tuple[tuple[Button, ...], ...]:
    searched = int(bool(shown.query))

    def turn(sign: str, page: int) -> Button:
        return Button(sign, Action(Verb.BANK, person_id, (page, searched)).pack())

    numbers = tuple(
        Button(str(number), Action(Verb.PRACTICE, person_id, (practice.id,)).pack())
        for number, practice in enumerate(shown.practices, start=first)
    )
    turns = []
    if shown.page > 0:
        turns.append(turn("‹", shown.page - 1))
    if (shown.page + 1) * PAGE < shown.total:
        turns.append(turn("›", shown.page + 1))
    tools = []
    if shown.total or shown.query:
        label = say.gettext("Find…")
        tools.append(Button(label, Action(Verb.FIND_PRACTICE, person_id).pack()))
    if shown.query:
        everything = Action(Verb.BANK, person_id, (0, 0)).pack()
        tools.append(Button(say.gettext("Show all"), everything))
    offer = Button(say.gettext("Offer a practice…"), Action(Verb.OFFER, person_id).pack())
    rows = [numbers, tuple(turns), tuple(tools), (offer,)]
    if shown.waiting:
        label = say.gettext("Waiting for you: {n}").format(n=shown.waiting)
        rows.append((Button(label, Action(Verb.PRACTICES_WAIT, person_id).pack()),))
    return tuple(row for row in rows if row)


def ask_words(say: Speech) -> Message:
    """What to look for?"""
    words = say.gettext(
        "What shall I look for? Write a word or several: from the title, the subject, the "
        "description, or the name of a school or colleague."
    )
    return public(Message(str(Markup("{}").format(words))))


def card(practice: Practice, person_id: int, decides: bool, say: Speech) -> Message:
    """One practice; `decides`: the reader may publish or return it."""
    rows = [
        Markup("<b>{}</b>").format(shortened(practice.title, 300)),
        Markup("<i>{}</i>").format(
            say.gettext("Subject: {subject}").format(subject=practice.subject)
        ),
        Markup("{}").format(_by(practice, say)),
        _material(practice, say),
    ]
    if practice.description:
        rows.append(Markup("\n{}").format(practice.description))
    if state := _state(practice, say):
        rows.append(Markup("\n<b>{}</b>").format(state))
    brief = say.gettext("Practice No. {n}").format(n=practice.id)
    return Message(
        str(Markup("\n").join(rows)),
        buttons=_card_buttons(practice, person_id, decides, say),
        brief=str(Markup("<b>{}</b>").format(brief)),
    )


def _by(practice: Practice, say: Speech) -> str:
    who = ", ".join(filter(None, [practice.author, practice.office]))
    if practice.offered_on is None:
        return who
    return say.gettext("{who}, {date}").format(who=who, date=say.full_day(practice.offered_on))


def _material(practice: Practice, say: Speech) -> Markup:
    if not practice.material:
        return Markup("{}").format(say.gettext("The material was removed by its author."))
    if practice.is_link:
        return Markup("{}").format(practice.material)
    return Markup("{}").format(
        say.gettext("Material: {name}").format(name=shortened(practice.material, 150))
    )


def _state(practice: Practice, say: Speech) -> str:
    match practice.state:
        case PracticeState.OFFERED:
            return say.gettext("Waits for the coordinator's decision")
        case PracticeState.REFUSED:
            return say.gettext("Returned with a remark: {text}").format(text=practice.remark)
    return ""


def _card_buttons(
    practice: Practice,
    person_id: int,
    decides: bool,
    say: Speech,
) -> tuple[tuple[Button, ...], ...]:
    def button(label: str, verb: Verb) -> Button:
        return Button(label, Action(verb, person_id, (practice.id,)).pack())

    rows = []
    if practice.has_file:
        rows.append((button(say.gettext("Download"), Verb.PRACTICE_FILE),))
    if decides and practice.state is PracticeState.OFFERED:
        rows.append((button(say.gettext("Publish"), Verb.PUBLISH),))
        rows.append((button(say.gettext("Return with a remark…"), Verb.RETURN_PRACTICE),))
    if decides and practice.state is PracticeState.PUBLISHED:
        rows.append((button(say.gettext("Take out of the bank…"), Verb.RETURN_PRACTICE),))
    if practice.mine and practice.state is PracticeState.REFUSED:
        rows.append((button(say.gettext("Mend and offer again…"), Verb.MEND_PRACTICE),))
    return tuple(rows)


def material(practice: Practice, file: Attachment | None, say: Speech) -> Message:
    """The file of a practice; without one, the link, or that it was removed."""
    title = Markup("<b>{}</b>").format(shortened(practice.title, 300))
    if file is None:
        return Message(str(Markup("{}\n{}").format(title, _material(practice, say))))
    return Message(str(title), subject=shortened(practice.title, 80), attachments=(file,))


def waiting(practices: Sequence[Practice], person_id: int, say: Speech) -> Message:
    """To a coordinator: what was offered to the bank and waits."""
    if not practices:
        return public(Message(say.gettext("Nothing waits to be published in the bank.")))
    head = say.ngettext(
        "{n} practice offered to the bank waits for you",
        "{n} practices offered to the bank wait for you",
        len(practices),
    ).format(n=len(practices))
    shown = list(enumerate(practices[:WAITING_SHOWN], start=1))
    rows = [Markup("{}. {}").format(number, _row(practice)) for number, practice in shown]
    if (hidden := len(practices) - len(shown)) > 0:
        more = say.ngettext(
            "{n} more will show once these are decided",
            "{n} more will show once these are decided",
            hidden,
        )
        rows.append(Markup("<i>{}</i>").format(more.format(n=hidden)))
    numbers = [
        Button(str(number), Action(Verb.PRACTICE, person_id, (practice.id,)).pack())
        for number, practice in shown
    ]
    bold = Markup("<b>{}</b>").format(head)
    return Message(
        str(Markup("\n\n").join([bold, *rows])),
        buttons=tuple(tuple(numbers[i : i + 4]) for i in range(0, len(numbers), 4)),
        subject=head,
        thread=f"practices-{person_id}",
        brief=str(bold),
    )


def ask_remark(title: str, say: Speech) -> Message:
    """To a coordinator: what should be mended?"""
    words = say.gettext("Why is it returned? Write in one message what should be mended:")
    return Message(str(Markup("{}\n<i>{}</i>").format(words, shortened(title, 200))))


def returned(title: str, remark: str, say: Speech) -> Message:
    """To the coordinator: it went back."""
    text = Markup("{}\n<i>{}</i>\n{}").format(
        say.gettext("Returned to its author:"), shortened(title, 200), remark
    )
    return Message(str(text))


def decided(practice: Practice, person_id: int, say: Speech) -> Message:
    """To the author: it was published, or came back with a remark."""
    if practice.state is PracticeState.PUBLISHED:
        head = say.gettext("Your practice is in the bank of best practices. Thank you!")
    else:
        head = say.gettext("Your practice was returned with a remark")
    rows = [
        Markup("<b>{}</b>").format(head),
        Markup("<i>{}</i>").format(shortened(practice.title, 200)),
    ]
    if practice.remark:
        rows.append(Markup("{}").format(practice.remark))
    return Message(
        str(Markup("\n").join(rows)),
        buttons=_card_buttons(replace(practice, has_file=False, mine=True), person_id, False, say),
        subject=head,
        thread=f"practice-{practice.id}",
        brief=str(Markup("<b>{}</b>").format(head)),
    )
