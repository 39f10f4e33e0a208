"""What is said about a confirming document: received, for which activity, shown, removed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from channels.message import Attachment, Button, Message
from roadmap.plan import Line
from roadmap.requisites import Requisites
from views.actions import Action, Verb
from views.discretion import public
from views.evidence_refusals import Refused, refused_row
from views.lines import place, short_name, shortened, title
from views.speech import Speech

NAMES = 10
A_ROW = 4


@dataclass(frozen=True, slots=True)
class Papers:
    """Pieces that came together: `first` is the id that stands for all, `names` as people know
    them, `before` the words of the day on which the same came before, «» where it is new."""

    first: int
    names: tuple[str, ...]
    before: str = ""
    refused: tuple[Refused, ...] = ()

    @property
    def is_album(self) -> bool:
        """Whether several came as one."""
        return len(self.names) > 1


@dataclass(frozen=True, slots=True)
class Listed:
    """A piece in the list of an activity; `can_remove` by who reads, `is_file`: can be sent."""

    id: int
    name: str
    sender: str
    on: str
    is_file: bool
    can_remove: bool


def requisites(paper: Requisites, say: Speech) -> str:
    """«Приказ от 18.06.2018 № 275»"""
    if paper.on is None:
        return say.gettext("{kind} No. {number}").format(kind=paper.kind, number=paper.number)
    day = say.short_day(paper.on)
    if not paper.number:
        return say.gettext("{kind} of {date}").format(kind=paper.kind, date=day)
    words = say.gettext("{kind} of {date} No. {number}")
    return words.format(kind=paper.kind, date=day, number=paper.number)


def received(papers: Papers, lines: Sequence[Line], person_id: int, say: Speech) -> Message:
    """It is on disk and in the database, under these activities."""
    rows = [_what(papers, say), *_remarks(papers, say)]
    rows.append(
        Markup("{}").format(
            say.ngettext("It confirms the activity:", "It confirms the activities:", len(lines))
        )
    )
    rows += [Markup("<i>{}</i>\n{}").format(place(line, say), title(line)) for line in lines]
    more = Button(
        say.gettext("For one more activity…"),
        Action(Verb.ATTACH_MORE, person_id, (papers.first, 0)).pack(),
    )
    brief = [_count(papers, say), *(Markup("{}").format(place(line, say)) for line in lines)]
    return Message(
        str(Markup("\n").join(rows)),
        buttons=((more,), (_remove(papers, person_id, say),)),
        brief=str(Markup("\n").join(brief)),
    )


def which_line(
    papers: Papers,
    lines: Sequence[tuple[int, Line]],
    person_id: int,
    say: Speech,
    *,
    page: int | None = None,
    pages: int = 1,
    too: bool = False,
) -> Message:
    """It is kept; which activity does it confirm? `page` (from 0) turns among all of one's own;
    `too`: it confirms another already."""
    question = (
        say.gettext("Which activity does it confirm too?")
        if too
        else say.gettext("Which activity does it confirm?")
    )
    head = [_what(papers, say), *_remarks(papers, say), Markup("<b>{}</b>").format(question)]
    shown = Markup("\n").join(
        Markup("<b>{}.</b> {}").format(number, title(line, 110)) for number, line in lines
    )
    buttons = [
        Button(
            str(number), Action(Verb.ATTACH, person_id, (papers.first, line.assignment_id)).pack()
        )
        for number, line in lines
    ]
    rows = [tuple(buttons[i : i + A_ROW]) for i in range(0, len(buttons), A_ROW)]
    rows += _turning(papers, page, pages, person_id, say)
    rows.append((_remove(papers, person_id, say),))
    brief = [
        _count(papers, say),
        Markup("<b>{}</b>").format(question),
        *(Markup("<b>{}.</b> {}").format(number, place(line, say)) for number, line in lines),
    ]
    return Message(
        str(Markup("\n\n").join([Markup("\n").join(head), shown])),
        buttons=tuple(rows),
        brief=str(Markup("\n").join(brief)),
    )


def _turning(
    papers: Papers, page: int | None, pages: int, person_id: int, say: Speech
) -> list[tuple[Button, ...]]:
    def button(label: str, to: int) -> Button:
        return Button(label, Action(Verb.ATTACH_MORE, person_id, (papers.first, to)).pack())

    if page is None:
        return [(button(say.gettext("Another activity…"), 0),)]
    turns = []
    if page > 0:
        turns.append(button("‹", page - 1))
    if page < pages - 1:
        turns.append(button("›", page + 1))
    back = Action(Verb.REMOVE_NO, person_id, (papers.first, int(papers.is_album))).pack()
    turns.append(Button(say.gettext("Back"), back))
    return [tuple(turns)]


def for_nothing(papers: Papers, person_id: int, say: Speech) -> Message:
    """It is kept, but its sender has nothing of their own."""
    rows = [_what(papers, say), *_remarks(papers, say)]
    words = say.gettext(
        "You have no open activities, so it is kept without one. You can put it to one that is "
        "done already."
    )
    rows.append(Markup("{}").format(words))
    brief = Markup("{}\n{}").format(_count(papers, say), words)
    other = _turning(papers, None, 1, person_id, say)
    return Message(
        str(Markup("\n").join(rows)),
        buttons=(*other, (_remove(papers, person_id, say),)),
        brief=str(brief),
    )


def nothing_kept(refused: Sequence[Refused], say: Speech) -> Message:
    """Nothing of what came was kept, and why."""
    return Message(str(Markup("\n").join(refused_row(one, say) for one in refused)))


def _what(papers: Papers, say: Speech) -> Markup:
    names = [shortened(name, 100) for name in papers.names[:NAMES]]
    if not papers.is_album:
        return Markup("{}").format(say.gettext("Received: {name}").format(name=names[0]))
    rows = [Markup("• {}").format(name) for name in names]
    if hidden := len(papers.names) - len(names):
        more = say.ngettext("and {n} more", "and {n} more", hidden).format(n=hidden)
        rows.append(Markup("{}").format(more))
    return Markup("\n").join([_count(papers, say), *rows])


def _count(papers: Papers, say: Speech) -> Markup:
    n = len(papers.names)
    words = say.ngettext("Received: {n} document", "Received: {n} documents", n)
    return Markup("{}").format(words.format(n=n))


def _remarks(papers: Papers, say: Speech) -> list[Markup]:
    rows = [refused_row(one, say) for one in papers.refused]
    if papers.before:
        words = say.gettext("You sent the same on {date}: it is kept once.")
        rows.append(Markup("<i>{}</i>").format(words.format(date=papers.before)))
    return rows


def _remove(papers: Papers, person_id: int, say: Speech) -> Button:
    action = Action(Verb.REMOVE, person_id, (papers.first, int(papers.is_album)))
    return Button(say.gettext("Remove…"), action.pack())


def ask_for_it(line: Line, expected: Sequence[str], say: Speech) -> Message:
    """The card's «attach»: what can be sent for this activity."""
    rows = [
        Markup("<b>{}</b>").format(say.gettext("Send what confirms it")),
        Markup("<i>{}</i>").format(title(line)),
    ]
    if expected:
        rows.append(Markup("{}").format(expected_words(expected, say)))
    rows.append(
        Markup("\n{}").format(
            say.gettext(
                "A file, a photo or several at once, a link, or the kind, number and date of the "
                "paper, for example “Order of 18.06.2018 No. 275”. “Cancel” leaves it."
            )
        )
    )
    brief = Markup("{}\n{}\n{}").format(rows[0], place(line, say), rows[-1])
    return Message(str(Markup("\n").join(rows)), brief=str(brief))


def expected_words(expected: Sequence[str], say: Speech) -> str:
    """«Ожидается: приказ, план»"""
    return say.gettext("Expected: {papers}").format(papers=", ".join(expected))


def missing_words(papers: Sequence[str], say: Speech) -> str:
    """What is asked for once, after «done»."""
    words = say.gettext("Nothing confirms it yet; expected: {papers}. Please attach it.")
    return words.format(papers=", ".join(papers))


def no_paper_in_it(say: Speech) -> Message:
    """Words that hold neither a link nor requisites, where a document was asked for."""
    text = say.gettext(
        "I see neither a link nor the number of a paper here. Write it like this: “Order of "
        "18.06.2018 No. 275”, or send a file. “Cancel” leaves it."
    )
    return public(Message(str(Markup("{}").format(text))))


def papers_of(
    line: Line, pieces: Sequence[Listed], hidden: int, person_id: int, say: Speech
) -> Message:
    """The documents of an activity: each can be sent here, and removed by who may."""
    head = Markup("<b>{}</b>\n<i>{}</i>").format(say.gettext("Documents"), title(line))
    if not pieces:
        words = Markup("{}").format(say.gettext("There are none yet."))
        return Message(str(Markup("{}\n{}").format(head, words)), brief=str(words))
    rows = [
        Markup("<b>{}.</b> {}\n<i>{}</i>").format(
            number, shortened(piece.name, 100), f"{piece.on}, {short_name(piece.sender)}"
        )
        for number, piece in enumerate(pieces, start=1)
    ]
    if hidden:
        more = say.ngettext("and {n} more", "and {n} more", hidden).format(n=hidden)
        rows.append(Markup("{}").format(more))
    buttons = []
    for number, piece in enumerate(pieces, start=1):
        show = Button(
            say.gettext("{n}. Show").format(n=number),
            Action(Verb.PAPER, person_id, (piece.id,)).pack(),
        )
        drop = Button(
            say.gettext("{n}. Remove…").format(n=number),
            Action(Verb.REMOVE, person_id, (piece.id, 0)).pack(),
        )
        row = ((show,) if piece.is_file else ()) + ((drop,) if piece.can_remove else ())
        if row:
            buttons.append(row)
    count = say.ngettext("{n} document", "{n} documents", len(pieces) + hidden)
    brief = Markup("{}\n{}").format(place(line, say), count.format(n=len(pieces) + hidden))
    return Message(
        str(Markup("\n\n").join([head, *rows])), buttons=tuple(buttons), brief=str(brief)
    )


def paper(name: str, attachment: Attachment, say: Speech) -> Message:
    """The file itself."""
    text = say.gettext("Document: {name}").format(name=shortened(name, 200))
    return Message(str(Markup("{}").format(text)), attachments=(attachment,))


def sure_to_remove(papers: Papers, person_id: int, say: Speech) -> Message:
    """Really for good?"""
    rows = [
        Markup("<b>{}</b>").format(
            say.ngettext(
                "Remove the document for good?",
                "Remove {n} documents for good?",
                len(papers.names),
            ).format(n=len(papers.names))
        ),
        *(Markup("{}").format(shortened(name, 100)) for name in papers.names[:NAMES]),
        Markup("{}").format(
            say.gettext("It cannot be brought back; that it was there stays written down.")
        ),
    ]
    ids = (papers.first, int(papers.is_album))
    yes = Button(say.gettext("Yes, remove"), Action(Verb.REMOVE_YES, person_id, ids).pack())
    no = Button(say.gettext("No"), Action(Verb.REMOVE_NO, person_id, ids).pack())
    return Message(
        str(Markup("\n").join(rows)),
        buttons=((yes, no),),
        brief=str(Markup("{}\n{}").format(rows[0], rows[-1])),
    )


def removed(names: Sequence[str], say: Speech) -> Message:
    """It is gone."""
    n = len(names)
    head = say.ngettext("The document was removed.", "{n} documents were removed.", n).format(n=n)
    rows = [Markup("{}").format(head)]
    rows += [Markup("<s>{}</s>").format(shortened(name, 100)) for name in names[:NAMES]]
    return Message(str(Markup("\n").join(rows)), brief=str(rows[0]))


def removed_by(name: str, who: str, say: Speech) -> Message:
    """To the sender, whose document a coordinator removed."""
    words = say.gettext("{who} has removed your document “{name}”.").format(who=who, name=name)
    return Message(str(Markup("{}").format(words)), subject=shortened(words, 80))


def children(papers: Papers, person_id: int, say: Speech) -> Message:
    """A photo came: are there children on it?"""
    text = say.gettext(
        "Are there children in the photo? It is better to attach an order or a link instead."
    )
    ids = (papers.first, int(papers.is_album))
    keep = Button(say.gettext("Keep"), Action(Verb.KEEP_PICTURE, person_id, ids).pack())
    drop = Button(say.gettext("Delete it"), Action(Verb.REMOVE_YES, person_id, ids).pack())
    return public(Message(str(Markup("{}").format(text)), buttons=((keep, drop),)))


def stays(say: Speech) -> Message:
    """It was not removed."""
    return public(Message(str(Markup("{}").format(say.gettext("The document stays.")))))
