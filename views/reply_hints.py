"""What can be written in answer to a letter, said at its end where answers are read."""

from __future__ import annotations

from views.speech import Speech


def lines(say: Speech) -> str:
    """About numbered lines."""
    return say.gettext(
        "Answer this letter with the number of the line and a word or two: “1 done 12.10”, "
        "“2 help needed: no order yet” or “all done”. A file that you attach is taken as a "
        "confirming document."
    )


def one(say: Speech) -> str:
    """About a single activity."""
    return say.gettext(
        "Answer this letter in a word or two: “done 12.10”, “in progress” or “help needed: no "
        "order yet”. A file that you attach is taken as a confirming document."
    )


def given(say: Speech) -> str:
    """About what has just become somebody's."""
    return say.gettext(
        "If it is not yours, answer this letter: “not mine: it was handed to the school”. When it "
        "is done: “done 12.10”."
    )


def tables(count: int, say: Speech) -> str:
    """About tables that go along."""
    return say.ngettext(
        "Fill in the attached table and send it back in answer to this letter.",
        "Fill in the attached tables and send them back in answer to this letter.",
        count,
    )


def tables_unread(count: int, say: Speech) -> str:
    """The same where nobody reads answers to letters."""
    return say.ngettext(
        "Fill in the attached table and send it to your coordinator, or answer in the bot. Answers "
        "to this letter are not read.",
        "Fill in the attached tables and send them to your coordinator, or answer in the bot. "
        "Answers to this letter are not read.",
        count,
    )


def table(say: Speech) -> str:
    """About the table that somebody has."""
    return say.gettext("Fill in the table and send it back in answer to this letter.")


def table_unread(say: Speech) -> str:
    """The same where nobody reads answers to letters."""
    return say.gettext("Fill in the table and send it to your coordinator, or answer in the bot.")
