"""What goes with the files that a round is handed on as."""

from __future__ import annotations

from markupsafe import Markup

from channels.message import Attachment, Message
from views.lines import shortened
from views.speech import Speech


def ready(title: str, file: Attachment, say: Speech) -> Message:
    """The file is attached."""
    head = say.gettext("Ready: {title}").format(title=shortened(title, 160))
    return Message(str(Markup("{}").format(head)), attachments=(file,), brief=say.gettext("Ready."))


def not_yet(say: Speech) -> Message:
    """There is nothing to hand on."""
    words = say.gettext("Nobody has handed in anything yet.")
    return Message(str(Markup("{}").format(words)), brief=words)
