"""What operators are told by itself: letters that do not go out, a notice that cannot be sent."""

from __future__ import annotations

from datetime import tzinfo

from markupsafe import Markup

from channels.message import Channel, Message
from roadmap.installation import Broken, DayFull, GoesOn, Stopped, Trouble
from views.lines import shortened
from views.speech import Speech

REASON_CHARS = 300


def alert(trouble: Trouble, say: Speech, zone: tzinfo) -> Message:
    """The message; instants in it are of `zone`."""
    match trouble:
        case Stopped():
            return _stopped(trouble, say)
        case GoesOn():
            return _message(say.gettext("{channel}: everything goes out again"), say, trouble)
        case DayFull():
            return _day_full(trouble, say, zone)
        case Broken():
            return _broken(trouble, say)


def _message(head: str, say: Speech, trouble: Stopped | GoesOn, *rows: str) -> Message:
    title = Markup("<b>{}</b>").format(head.format(channel=_name(trouble.channel, say)))
    return Message(str(Markup("\n").join([title, *(Markup("{}").format(row) for row in rows)])))


def _name(channel: str, say: Speech) -> str:
    return {
        Channel.TELEGRAM: say.gettext("Messages in Telegram"),
        Channel.EMAIL: say.gettext("Letters"),
    }[Channel(channel)]


def _stopped(trouble: Stopped, say: Speech) -> Message:
    return _message(
        say.gettext("{channel}: nothing goes out"),
        say,
        trouble,
        shortened(trouble.reason, REASON_CHARS),
        say.gettext("Nothing is lost: all wait. “vekha doctor” says what to mend."),
    )


def _day_full(trouble: DayFull, say: Speech, zone: tzinfo) -> Message:
    head = say.ngettext(
        "{n} letter has gone in 24 hours: VEKHA_SMTP_PER_DAY allows no more",
        "{n} letters have gone in 24 hours: VEKHA_SMTP_PER_DAY allows no more",
        trouble.per_day,
    ).format(n=trouble.per_day)
    waits = say.ngettext(
        "{n} letter waits; the most urgent go first.",
        "{n} letters wait; the most urgent go first.",
        trouble.waiting,
    ).format(n=trouble.waiting)
    rows = [Markup("<b>{}</b>").format(head), Markup("{}").format(waits)]
    if trouble.more_at is not None:
        words = say.gettext("The next go on {day} at {time} Moscow time.").format(
            day=say.day(trouble.more_at.astimezone(zone).date()),
            time=say.clock_time(trouble.more_at, zone),
        )
        rows.append(Markup("{}").format(words))
    return Message(str(Markup("\n").join(rows)))


def _broken(trouble: Broken, say: Speech) -> Message:
    head = say.gettext("Notice № {n} cannot be sent and is not tried again").format(
        n=trouble.notice_id
    )
    reason = f"{_name(trouble.channel, say)}: {shortened(trouble.reason, REASON_CHARS)}"
    hint = say.gettext("All others go on. The log and “vekha outbox --state failed” say more.")
    return Message(str(Markup("<b>{}</b>\n{}\n{}").format(head, reason, hint)))
