"""What a respondent reads of answers that were handed in or sent back."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from channels.message import Button, Message
from roadmap.monitoring.fields import Form
from roadmap.monitoring.filling import pages
from roadmap.plan import Line
from views.actions import Action, Verb
from views.lines import place, shortened, thread_of
from views.speech import Speech
from views.value_faults import at_class, label

LISTED_CHARS = 2500
REMARK_CHARS = 300


def given_back(
    line: Line,
    form: Form | None,
    remarks: Mapping[str, str],
    person_id: int,
    say: Speech,
) -> Message:
    """To the respondent: what the coordinator asks to correct, by question; `remarks` have the
    names of fields («pupils», «5А/pupils»), of cells, or «» for the whole."""
    head = say.gettext("Please correct the answers and hand them in again:")
    shown = pages([_remark(form, *one, say) for one in remarks.items()], LISTED_CHARS)[0]
    rows = [
        Markup("<b>{}</b>\n{}").format(head, shortened(line.title)),
        *(Markup("• {}").format(one) for one in shown),
    ]
    if hidden := len(remarks) - len(shown):
        more = say.ngettext("and {n} more", "and {n} more", hidden).format(n=hidden)
        rows.append(Markup("{}").format(more))
    rows.append(Markup("{}").format(say.gettext("due {date}").format(date=say.full_day(line.due))))
    fill = Action(Verb.FILL, person_id, (line.assignment_id,)).pack()
    return Message(
        str(Markup("\n").join(rows)),
        buttons=((Button(say.gettext("Correct"), fill),),),
        subject=say.gettext("To be corrected: {title}").format(title=shortened(line.title, 80)),
        thread=thread_of([line]),
        letter_hint=say.gettext(
            "Correct the answers in the bot, or correct the table and send it to your coordinator."
        ),
        reply_hint=say.gettext("Correct the table and send it back in answer to this letter."),
        brief=str(Markup("<b>{}</b>\n{}").format(head, place(line, say))),
    )


def _remark(form: Form | None, name: str, text: str, say: Speech) -> str:
    said = shortened(text, REMARK_CHARS)
    question = named(form, name)
    return f"{question}: {said}" if question else said


def named(form: Form | None, name: str) -> str:
    """The question that a name of a field means, a cell as it is."""
    if form is None:
        return name
    class_label, _, key = name.rpartition("/")
    field = form.field(key)
    return at_class(class_label, label(field)) if field is not None else name
