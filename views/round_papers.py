"""What goes with the files that a round is handed on as."""

from __future__ import annotations

from markupsafe import Markup

from channels.message import Attachment, Message
from roadmap.blanks.errors import LayoutError
from roadmap.documents.errors import DocumentError
from views.blank_faults import no_range, unread
from views.lines import shortened
from views.round_figures import round_button
from views.speech import Speech


def ready(title: str, file: Attachment, say: Speech) -> Message:
    """The file is attached."""
    head = say.gettext("Ready: {title}").format(title=shortened(title, 160))
    return Message(str(Markup("{}").format(head)), attachments=(file,), brief=say.gettext("Ready."))


def not_made(round_id: int, title: str, error: Exception, reader: int, say: Speech) -> Message:
    """To a coordinator: letters of a round go without its table, and why."""
    head = say.gettext("The table could not be prepared: {title}").format(
        title=shortened(title, 160)
    )
    rows = [
        Markup("<b>{}</b>").format(head),
        *(Markup("{}").format(why) for why in [_why(error, say)] if why),
        Markup("{}").format(
            say.gettext(
                "Letters about this round go without the table. Please look whether it opens, and "
                "send it to the schools another way or open the round anew."
            )
        ),
    ]
    return Message(
        str(Markup("\n").join(rows)),
        buttons=((round_button(round_id, reader, say),),),
        subject=head,
        brief=say.gettext("A table could not be prepared for a round of monitoring."),
    )


def _why(error: Exception, say: Speech) -> str:
    match error:
        case DocumentError():
            return unread(error, say)
        case LayoutError():
            return no_range(error, say)
        case _:
            return ""


def not_yet(say: Speech) -> Message:
    """There is nothing to hand on."""
    words = say.gettext("Nobody has handed in anything yet.")
    return Message(str(Markup("{}").format(words)), brief=words)
