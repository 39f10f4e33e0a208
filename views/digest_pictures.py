"""What goes with the picture of a digest: the same in words."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from channels.message import Attachment, Button, Message
from roadmap.digest_filtering import Dimension
from roadmap.digesting import Bar, Digest
from views.charts.progress import Chart, Stacked
from views.digest_filters import filter_line
from views.digests import headline
from views.lines import shortened
from views.speech import Speech

ROWS = 12


def caption(
    chart: Chart,
    numbers: Digest,
    filters: Mapping[Dimension, str],
    file: Attachment,
    back: str,
    say: Speech,
) -> Message:
    """The message that the picture follows; `back` is where [Сводка] leads."""
    title = chart.heading.split(" · ", 1)[0]
    rows = [_row(one, say) for one in chart.rows[:ROWS]]
    if (more := len(chart.rows) - ROWS) > 0:
        words = say.ngettext("and {n} more", "and {n} more", more).format(n=more)
        rows.append(Markup("{}").format(words))
    blocks = [
        Markup("<b>{}</b>\n{}").format(shortened(title, 200), chart.under),
        filter_line(filters, say, title),
        Markup("<b>{}</b>").format(headline(numbers, say)),
        Markup("\n").join(rows),
    ]
    return Message(
        str(Markup("\n\n").join(block for block in blocks if block)),
        buttons=((Button(say.gettext("‹ Digest"), back),),),
        attachments=(file,),
    )


def _row(one: Stacked, say: Speech) -> Markup:
    """«1. Организация — 3 из 7, просрочено 1»"""
    words = say.gettext("{done} of {total}").format(done=one.done, total=one.total)
    if late := one.counts[list(Bar).index(Bar.LATE)]:
        words += say.gettext(", overdue {late}").format(late=late)
    return Markup("{} — {}").format(one.title, words)
