"""The letter in answer to a letter: what was understood, line by line, and how to correct it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from markupsafe import Markup

from channels.message import Attachment, Message
from roadmap.plan import Line
from roadmap.progress import State
from roadmap.replies.openings import Reason
from views.evidence_refusals import Refused, refused_row
from views.lines import shortened, standing, title
from views.speech import Speech

QUOTE_CHARS = 300


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one line of a letter: `words` say it; not `well`: they say why not; `to_fill`:
    a table has to be filled in."""

    number: int
    line: Line
    words: str
    well: bool = True
    to_fill: bool = False


@dataclass(frozen=True, slots=True)
class Attached:
    """Files kept: their names, and the printed numbers of what they confirm; `unfilled` of these
    still ask for a table."""

    names: tuple[str, ...]
    numbers: tuple[int, ...]
    unfilled: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Understood:
    """All that came of a letter. `unclear` are words that were not understood, `hints` say what to
    write instead; `packed`: files that could not be opened (winmail.dat); `passed_on`: the
    coordinators have the letter; `tables` are those to fill in, once more."""

    outcomes: tuple[Outcome, ...] = ()
    attached: tuple[Attached, ...] = ()
    refused: tuple[Refused, ...] = ()
    more: tuple[Message, ...] = ()
    unclear: str = ""
    hints: tuple[str, ...] = ()
    packed: bool = False
    passed_on: bool = False
    tables: tuple[Attachment, ...] = ()

    @property
    def did_something(self) -> bool:
        """Whether anything came of it."""
        return self.recorded_something or bool(self.attached or self.more)

    @property
    def recorded_something(self) -> bool:
        """Whether a mark was made, or a file confirms something."""
        return any(one.well for one in self.outcomes) or any(one.numbers for one in self.attached)

    @property
    def leaves_to_fill(self) -> bool:
        """Whether a table is still wanted where a mark or another file came."""
        return any(o.to_fill for o in self.outcomes) or any(a.unfilled for a in self.attached)


def answer(found: Understood, subject: str, say: Speech) -> Message:
    """The letter; `subject` is that of the notice it was about."""
    rows = [Markup("<b>{}</b>").format(_head(found, say))]
    rows += [_outcome(one) for one in found.outcomes]
    rows += [_attached(one, say) for one in found.attached]
    if found.leaves_to_fill:
        rows.append(Markup("{}").format(_how_to_fill(found, say)))
    rows += [refused_row(one, say) for one in found.refused]
    rows += [Markup(one.text) for one in found.more]  # noqa: S704 - a message is mark-up already
    if found.packed:
        rows.append(Markup("{}").format(_packed(say)))
    if found.unclear:
        rows.append(_unclear(found, say))
    rows += [Markup("{}").format(one) for one in found.hints]
    if not (found.outcomes or found.unclear or found.attached or found.refused or found.more):
        rows.append(Markup("{}").format(say.gettext("There are no words of yours in it.")))
    if found.passed_on:
        rows.append(Markup("{}").format(say.gettext("Your coordinator has been sent the letter.")))
    text = str(Markup("\n\n").join(rows))
    files = (*found.tables, *(file for one in found.more for file in one.attachments))
    message = Message(text, subject=again(subject, say), attachments=files)
    to_mark = any(not one.to_fill for one in found.outcomes)
    if to_mark or found.unclear:
        corrects = any(one.well for one in found.outcomes)
        message = replace(message, letter_hint=how_to_correct(say) if corrects else how_to(say))
    return message


def _head(found: Understood, say: Speech) -> str:
    if not found.recorded_something:
        if found.attached or found.more:
            return say.gettext("Your letter has come.")
        return say.gettext("Your letter has come; nothing was recorded.")
    if any(not one.well for one in found.outcomes) or found.unclear or found.refused:
        return say.gettext("Your letter has come; a part of it was recorded:")
    return say.gettext("Your letter has come and was recorded:")


def _outcome(one: Outcome) -> Markup:
    mark = "" if one.well else "✗ "
    return Markup("<b>{}.</b> {}\n{}{}").format(one.number, title(one.line), mark, one.words)


def to_be_filled(say: Speech) -> str:
    """«Заполнено», where answers are wanted."""
    return say.gettext("no mark was made: the answers themselves are needed")


def _how_to_fill(found: Understood, say: Speech) -> str:
    if found.tables:
        return say.gettext(
            "The table is attached once more. Fill it in and send it in answer to this letter."
        )
    return say.gettext(
        "Fill in the table that came with the request and send it in answer to this letter. If you "
        "do not have it, ask your coordinator."
    )


def _attached(one: Attached, say: Speech) -> Markup:
    names = ", ".join(shortened(name, 80) for name in one.names)
    if not one.numbers:
        words = say.gettext(
            "Files received: {names}. It is not clear which activity they confirm: please answer "
            "this letter with its number, for example “2”. They need not be attached again."
        )
        return Markup("{}").format(words.format(names=names))
    words = say.ngettext(
        "Files received: {names}. They confirm activity {numbers}.",
        "Files received: {names}. They confirm activities {numbers}.",
        len(one.numbers),
    )
    said = words.format(names=names, numbers=", ".join(map(str, one.numbers)))
    if not one.unfilled:
        return Markup("{}").format(said)
    numbers = ", ".join(map(str, one.unfilled))
    kept = say.gettext(
        "They were kept as confirming documents: the table asked for under {numbers} is not handed "
        "in by them."
    )
    return Markup("{}\n{}").format(said, kept.format(numbers=numbers))


def _packed(say: Speech) -> str:
    return say.gettext(
        "The files came as winmail.dat, which only Outlook opens. Please send them again: as "
        "ordinary attachments of a letter in HTML or plain text."
    )


def _unclear(found: Understood, say: Speech) -> Markup:
    return Markup("{}\n<blockquote>{}</blockquote>").format(
        say.gettext("Not understood:"), shortened(found.unclear, QUOTE_CHARS)
    )


def hint(reason: Reason, say: Speech) -> str:
    """What to write instead; «» where only a person can tell."""
    match reason:
        case Reason.NO_SUCH_LINE:
            return say.gettext("There is no activity of that number in the letter.")
        case Reason.NO_DATE:
            return say.gettext("To which date? Answer, for example: “1 move to 20.12”.")
        case Reason.PAST_DATE:
            return say.gettext("That date has passed already.")
        case Reason.NEGATED | Reason.FUTURE:
            return say.gettext(
                "Only what has been done can be marked done. If it has not, write how things "
                "stand: “in progress”, “help needed: …” or “move to 20.12”."
            )
        case _:
            return ""


def which_number(say: Speech) -> str:
    """The letter was about several activities."""
    return say.gettext(
        "Which activity is it about? Answer with its number, for example: “2 done 12.10”."
    )


def how_to_correct(say: Speech) -> str:
    """By the next answer, with the numbers of the lines."""
    return say.gettext(
        "Is anything wrong? Answer this letter in the first line, for example: “1 in progress” "
        "or “2 done 12.10”."
    )


def how_to(say: Speech) -> str:
    """What to write where nothing was marked."""
    return say.gettext(
        "To make a mark, answer this letter in the first line, for example: “1 in progress” or “2 "
        "done 12.10”."
    )


def again(subject: str, say: Speech) -> str:
    """«Re: …», so that mail programs keep the letters together."""
    return f"Re: {subject}" if subject else say.gettext("Your letter")


def marked(line: Line, say: Speech, *, changed: bool) -> str:
    """What an assignment is marked now."""
    state = standing(line, say)
    if not changed:
        return say.gettext("was marked “{state}” before").format(state=state)
    if line.state in (State.DONE, State.WAITING_ACCEPTANCE) and line.fact_on is not None:
        words = say.gettext("marked “{state}”, date of fact {date}")
        return words.format(state=state, date=say.full_day(line.fact_on))
    return say.gettext("marked “{state}”").format(state=state)


def with_paper(said: str, paper: str, say: Speech) -> str:
    """The same, and the paper that was named in the words."""
    return say.gettext("{said}; document: {paper}").format(said=said, paper=shortened(paper, 80))


def asked_to_move(day: date, say: Speech) -> str:
    """A request that a coordinator decides."""
    words = say.gettext("you asked to move the date to {date}; your coordinator decides")
    return words.format(date=say.full_day(day))


def objected(say: Speech) -> str:
    """«Не моё»."""
    return say.gettext("your coordinator has been told that this is not yours")


def put_off(day: date, say: Speech) -> str:
    """No reminders before a day."""
    return say.gettext("no reminders until {date}").format(date=say.full_day(day))


def acquainted(say: Speech, *, fresh: bool) -> str:
    """«Ознакомлен»."""
    return say.gettext("noted that you have read it") if fresh else say.gettext("was noted before")


def help_asked(say: Speech) -> str:
    """«Нужна помощь»."""
    return say.gettext("marked “help needed”; your coordinator has been told")


def only_in_chat(name: str, say: Speech) -> Message:
    """A workbook whose changes are shown before they are stored."""
    text = say.gettext(
        "The workbook “{name}” was not recorded: what it changes is shown first. Please send it "
        "to the bot in the chat."
    )
    return Message(str(Markup("{}").format(text.format(name=shortened(name, 80)))))


def not_taken(subject: str, say: Speech) -> Message:
    """To a known address that is not that of the person who was written to."""
    text = say.gettext(
        "Your letter has come, but nothing was recorded: it answers a letter that was sent to "
        "another address. Your coordinator has been sent it."
    )
    return Message(str(Markup("{}").format(text)), subject=again(subject, say))


def without_notice(subject: str, say: Speech) -> Message:
    """To a known address whose letter answers none of ours."""
    text = say.gettext(
        "Your letter has come, but nothing was recorded: it does not show which letter of mine it "
        "answers. Please press “Reply” in that letter. Your coordinator has been sent this one."
    )
    return Message(str(Markup("{}").format(text)), subject=again(subject, say))


def too_large(megabytes: int, subject: str, say: Speech) -> Message:
    """A letter that was not fetched whole."""
    text = say.gettext(
        "Your letter is larger than {n} MB and was not read: nothing was recorded. Please send "
        "smaller files or a link to them."
    )
    return Message(str(Markup("{}").format(text.format(n=megabytes))), subject=again(subject, say))
