"""What is said of workbooks of answers: here it is, this was read, this is wrong, which holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import Enum, auto

from markupsafe import Markup

from channels.message import Attachment, Button, Message
from roadmap.blanks.errors import NotAWorkbook, SaveAsXlsx
from roadmap.documents.errors import DocumentError
from roadmap.monitoring.checks import Problem as Missing
from roadmap.monitoring.fields import Field, Form, Value
from roadmap.monitoring.merging import Conflict
from roadmap.monitoring.returned import Odd, OddKind, Problem, SheetFault
from roadmap.monitoring.values import ValueFault
from roadmap.plan import Line
from views import reply_hints
from views.actions import Action, Verb
from views.lines import place, shortened
from views.refusals import document_refusal
from views.speech import Speech
from views.value_faults import at_class, fault_words, label, problem_words, value_words

LISTED = 10


class Refusal(Enum):
    """Why a workbook is not taken."""

    NOT_YOURS = auto()
    LAST_PERIOD = auto()
    OVER = auto()
    EXEMPT = auto()
    ACCEPTED = auto()
    NOT_THE_TABLE = auto()
    TOO_MANY_CLASSES = auto()
    FORGOTTEN = auto()
    BLANK = auto()


def table(line: Line, attachment: Attachment, person_id: int, say: Speech) -> Message:
    """The workbook, and what to do with it."""
    head = say.gettext("The table: {title}").format(title=shortened(line.title, 200))
    told = say.gettext(
        "Fill in the green cells and send the file here. A file that is partly filled in is kept "
        "as a draft: you can send it again."
    )
    return Message(
        str(Markup("<b>{}</b>\n{}").format(head, told)),
        subject=head,
        letter_hint=reply_hints.table_unread(say),
        reply_hint=reply_hints.table(say),
        brief=str(Markup("{}\n{}").format(place(line, say), told)),
        attachments=(attachment,),
    )


def with_tables(
    message: Message, tables: Sequence[Attachment], say: Speech, *, asks_more: bool
) -> Message:
    """A letter with tables beside it, and what to do with them; `asks_more`: there is something
    else to answer in it."""
    unread, read = (
        reply_hints.tables_unread(len(tables), say),
        reply_hints.tables(len(tables), say),
    )
    return replace(
        message,
        letter_hint=f"{unread} {message.letter_hint}" if asks_more else unread,
        reply_hint=f"{read} {message.reply_hint}" if asks_more else read,
        attachments=(*message.attachments, *tables),
    )


def unread(error: DocumentError, say: Speech) -> str:
    """Why the file could not be opened."""
    match error:
        case SaveAsXlsx():
            return say.gettext("Please save the table as .xlsx and send it again.")
        case NotAWorkbook():
            return say.gettext("This is no table. Please send the filled-in .xlsx file.")
        case _:
            return document_refusal(error, say)


def refused(why: Refusal, say: Speech, *, school: str = "", period: str = "") -> str:
    """Why the workbook is not taken, of which school and period it says to be."""
    match why:
        case Refusal.NOT_YOURS if school:
            return say.gettext(
                "This is the table of {school}, {period}. Only those who answer for this "
                "organisation can send it. Nothing was changed."
            ).format(school=shortened(school, 120), period=shortened(period, 80))
        case Refusal.NOT_YOURS:
            return say.gettext("This table is of another organisation. Nothing was changed.")
        case Refusal.LAST_PERIOD:
            return say.gettext(
                "This is the table for {period}: that round is over. Now another period is asked "
                "about; please take its table. Nothing was changed."
            ).format(period=shortened(period, 80) or say.gettext("an earlier period"))
        case Refusal.OVER:
            return say.gettext("This round of monitoring is over: nothing is handed in any more.")
        case Refusal.EXEMPT:
            return say.gettext("Your organisation was exempted from this round: nothing is needed.")
        case Refusal.ACCEPTED:
            return say.gettext(
                "The coordinator has accepted the answers. Ask the coordinator to send them back "
                "if something has to be corrected."
            )
        case Refusal.NOT_THE_TABLE:
            return say.gettext(
                "The questions were not found in this file. Please fill in the table that the bot "
                "gives. Nothing was changed."
            )
        case Refusal.TOO_MANY_CLASSES:
            return say.gettext("There are too many classes in the table. Nothing was changed.")
        case Refusal.FORGOTTEN:
            return say.gettext("This was decided already. Send the file again if need be.")
        case Refusal.BLANK:
            return say.gettext("The table of this round is sent by the coordinator.")


def with_table(told: str, assignment_id: int, person_id: int, say: Speech) -> Message:
    """A refusal, with the way to the table that is waited for (0: none)."""
    message = Message(str(Markup("{}").format(told)))
    if not assignment_id:
        return message
    action = Action(Verb.TABLE_OUT, person_id, (assignment_id,)).pack()
    return replace(message, buttons=((Button(say.gettext("Get the table"), action),),))


def faults(line: Line, problems: Sequence[Problem], say: Speech) -> Message:
    """What is wrong, by cell; nothing was kept."""
    head = say.gettext("The table was not taken: {title}").format(title=shortened(line.title, 200))
    several = len({problem.sheet for problem in problems}) > 1
    rows = [fault(problem, say, named=several) for problem in problems]
    last = say.gettext("Nothing was kept. Please correct these cells and send the file again.")
    text = Markup("\n").join([Markup("<b>{}</b>").format(head), *_listed(rows, say), _esc(last)])
    cells = ", ".join(problem.cell for problem in problems[:LISTED])
    wrong = say.gettext("Cells: {cells}").format(cells=cells)
    brief = Markup("\n").join([_esc(last), _esc(wrong)])
    return Message(str(text), subject=head, brief=str(brief))


def fault(problem: Problem, say: Speech, *, named: bool) -> str:
    """«E7, Учителей: «много»: нужно число», with the sheet where several are meant."""
    cell = f"{problem.sheet}!{problem.cell}" if named else problem.cell
    about = [at_class(problem.class_label, label(problem.field, 80))] if problem.field else []
    head = ", ".join([cell, *about])
    return f"{head}: {_what(problem, say)}"


def _what(problem: Problem, say: Speech) -> str:
    said = shortened(problem.text, 40)
    match problem.fault:
        case SheetFault.BAD_VALUE if problem.field is not None:
            kind = problem.value_fault or ValueFault.WRONG_KIND
            told = fault_words(problem.field, kind, said, problem.limit, say)
            if said and said not in told:
                return f"«{said}»: {told[:1].lower()}{told[1:]}"
            return f"{told[:1].lower()}{told[1:]}"
        case SheetFault.MERGED:
            return say.gettext("the cell is merged with another one; please part them")
        case SheetFault.UNCOUNTED:
            return say.gettext(
                "a formula without a value; open the file, save it and send it again"
            )
        case SheetFault.TWICE if problem.field is None:
            return say.gettext("the class {label} is there twice").format(label=problem.class_label)
        case SheetFault.TWICE:
            return say.gettext("the question is there twice with different answers")
        case SheetFault.NO_CLASS:
            return say.gettext("there are answers, but no class is named")
        case SheetFault.BAD_CLASS:
            return say.gettext("“{text}” is no class").format(text=said)
        case _:
            return say.gettext("the comment is too long")


def conflicts(
    form: Form, line: Line, found: Sequence[Conflict], person_id: int, say: Speech
) -> Message:
    """What was answered otherwise since the table was made."""
    head = say.gettext("Which answers are right? {title}").format(title=shortened(line.title, 200))
    told = say.gettext("Since you got the table these answers were changed in the bot:")
    rows = [_conflict(form, one, say) for one in found]
    text = [Markup("<b>{}</b>").format(head), _esc(told), *_listed(rows, say)]
    last = say.gettext("Nothing has been kept yet; everything else in the table is clear.")
    ids = (line.assignment_id,)
    return Message(
        str(Markup("\n").join([*text, _esc(last)])),
        buttons=(
            (
                Button(
                    say.gettext("Take from the file"),
                    Action(Verb.TABLE_TAKE, person_id, ids).pack(),
                ),
                Button(
                    say.gettext("Leave as in the bot"),
                    Action(Verb.TABLE_LEAVE, person_id, ids).pack(),
                ),
            ),
        ),
        brief=str(Markup("\n").join([_esc(told), _esc(last)])),
    )


def left_as_it_was(
    form: Form, line: Line, found: Sequence[Conflict], say: Speech, *, is_sent: bool
) -> Message:
    """The same in a letter: the answers in the bot stay, and what to do where they are wrong;
    `is_sent`: what was handed in before stays so."""
    head = say.gettext("Which answers are right? {title}").format(title=shortened(line.title, 200))
    told = say.gettext(
        "The table was read. Since you got it these answers were changed in the bot, and they were "
        "left as they are there:"
    )
    rows = [_conflict(form, one, say) for one in found]
    rest = say.gettext("All the other answers of your table were taken.")
    stands = (
        say.gettext("The answers stay handed in.")
        if is_sent
        else say.gettext("Nothing has been handed in yet: what was taken is kept as a draft.")
    )
    last = say.gettext(
        "The attached table is how the answers stand now. Look at the answers named above, correct "
        "what is wrong, and send this table in answer to this letter: that hands it in."
    )
    text = [Markup("<b>{}</b>").format(head), _esc(told), *_listed(rows, say)]
    text += [_esc(f"{rest} {stands}"), _esc(last)]
    return Message(str(Markup("\n").join(text)), subject=head)


def _conflict(form: Form, one: Conflict, say: Speech) -> str:
    field = form.field(one.key)
    if field is None:
        return one.key
    words = say.gettext("{question}: in the bot {stored}, in the file {sent}")
    return words.format(
        question=at_class(one.label, label(field, 90)),
        stored=_value(field, one.stored, say),
        sent=_value(field, one.sent, say),
    )


def _value(field: Field, value: Value, say: Speech) -> str:
    if value is None:
        return say.gettext("empty")
    return shortened(value_words(field, value, say), 60)


def taken(shown: Message, line: Line, odd: Sequence[Odd], say: Speech, *, older: bool) -> Message:
    """What was read, above the summary or the receipt that is `shown`."""
    head = say.gettext("The table was read.")
    notes = [_odd(one, say) for one in odd]
    if older:
        notes.insert(
            0,
            say.gettext(
                "The form has changed since the table was made: answers to what is still asked "
                "were taken over."
            ),
        )
    rows = [Markup("<b>{}</b>").format(head), *_listed(notes, say), Markup(shown.text)]  # noqa: S704 - ours
    return replace(
        shown,
        text=str(Markup("\n").join(rows)),
        brief=str(Markup("{}\n{}").format(head, place(line, say))),
    )


def incomplete(form: Form, line: Line, problems: Sequence[Missing], say: Speech) -> Message:
    """In answer to a letter: kept as a draft, and what keeps it from being handed in."""
    head = say.gettext("Not handed in yet: {title}").format(title=shortened(line.title, 200))
    told = say.gettext("The table was read and kept as a draft. To be mended:")
    last = say.gettext("Please complete the table and send it again in answer to this letter.")
    rows = [problem_words(form, problem, say) for problem in problems]
    text = [Markup("<b>{}</b>").format(head), _esc(told), *_listed(rows, say), _esc(last)]
    return Message(str(Markup("\n").join(text)), subject=head)


def _odd(one: Odd, say: Speech) -> str:
    match one.kind:
        case OddKind.LOST:
            return say.gettext("There is no question “{label}” in the table any more.").format(
                label=shortened(one.text, 90)
            )
        case OddKind.SMALL_PERCENT:
            return say.gettext("{cell}: taken as {number} %.").format(
                cell=one.cell, number=shortened(one.text, 40)
            )
        case OddKind.EXTRA_SHEET:
            return say.gettext("The sheet “{name}” was not read.").format(
                name=shortened(one.text, 60)
            )


def _listed(rows: Sequence[str], say: Speech) -> list[Markup]:
    listed = [Markup("• {}").format(row) for row in rows[:LISTED]]
    if len(rows) > LISTED:
        hidden = len(rows) - LISTED
        more = say.ngettext("and {n} more", "and {n} more", hidden).format(n=hidden)
        listed.append(_esc(more))
    return listed


def _esc(text: str) -> Markup:
    return Markup("{}").format(text)
