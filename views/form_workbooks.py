"""The workbook of a form: the message it goes with, and what one that came would store."""

from __future__ import annotations

from markupsafe import Markup

from channels.message import Attachment, Button, Message
from roadmap.monitoring.fields import Form
from roadmap.monitoring.versions import FieldChange, FormChange
from views.actions import Action, Verb
from views.forms_desk import listed_fields, shape
from views.lines import shortened
from views.speech import Speech

CHANGES = 12


def preview(form: Form, change: FormChange | None, mark: int, reader: int, say: Speech) -> Message:
    """What a workbook would store: a new form, or a new version of one that there is."""
    if change is None:
        head = say.gettext("A new form: {title}")
    elif change:
        head = say.gettext("A new version of the form: {title}")
    else:
        words = say.gettext("The form “{title}” is the same as the one that there is.")
        text = words.format(title=shortened(form.title, 120))
        return Message(str(Markup("{}").format(text)))
    rows = [
        Markup("<b>{}</b>").format(head.format(title=shortened(form.title, 160))),
        Markup("{}").format(shape(form, say)),
    ]
    if change is not None:
        rows += [Markup("• {}").format(row) for row in changes(form, change, say)]
        rows.append(
            Markup("{}").format(say.gettext("Answers to the versions before are kept as they are."))
        )
    else:
        rows.append(listed_fields(form, say))
    keep = say.gettext("Keep the form") if change is None else say.gettext("Keep the new version")
    return Message(
        str(Markup("\n").join(rows)),
        buttons=((Button(keep, Action(Verb.FORM_KEEP, reader, (mark,)).pack()),),),
        brief=say.gettext("A form was read."),
    )


def changes(form: Form, change: FormChange, say: Speech) -> list[str]:
    """What differs, a sentence each."""
    found = []
    labels = {field.key: shortened(field.label, 80) for field in form.fields}
    if change.headed:
        found.append(say.gettext("the title or the explanation is another"))
    if change.per_class:
        words = say.gettext("it is asked for each class now")
        found.append(words if form.per_class else say.gettext("it is not asked by class any more"))
    found += [say.gettext("new: {label}").format(label=labels[key]) for key in change.added]
    if change.removed:
        n = len(change.removed)
        words = say.ngettext("{n} question is gone", "{n} questions are gone", n)
        found.append(words.format(n=n))
    found += [_changed(one, say) for one in change.changed]
    if change.moved:
        found.append(say.gettext("the order or the checks are others"))
    if (more := len(found) - CHANGES) > 0:
        words = say.ngettext("and {n} more", "and {n} more", more).format(n=more)
        found = [*found[:CHANGES], words]
    return found


def _changed(one: FieldChange, say: Speech) -> str:
    words = say.gettext("changed: {label}").format(label=shortened(one.new.label, 80))
    if not one.counts:
        words += " " + say.gettext("(answers of earlier periods do not count for it)")
    return words


def kept(message: Message, say: Speech) -> Message:
    """The card under «Сохранено»."""
    done = Markup("{}\n\n").format(say.gettext("The form is kept."))
    return Message(str(done + Markup(message.text)), buttons=message.buttons)  # noqa: S704 - ours


def gone(say: Speech) -> Message:
    """A press about a workbook that is not known any more."""
    words = say.gettext("Send the workbook of the form once more: it is not known any more.")
    return Message(str(Markup("{}").format(words)), brief=words)


def workbook(file: Attachment, say: Speech, *, is_blank: bool) -> Message:
    """The message with which a form's workbook goes."""
    words = say.gettext(
        "This is the form as a workbook. Change it and send it back: what differs is shown, and "
        "it becomes a new version."
    )
    if is_blank:
        words = say.gettext(
            "This is a blank: one row a question. Fill it in and send it back: I will show what "
            "I have understood."
        )
    return Message(str(Markup("{}").format(words)), attachments=(file,), brief=words)
