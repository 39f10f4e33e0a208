"""The foot of a document: who signs it, and who prepared it."""

from __future__ import annotations

from typing import Any

from docx.shared import Mm, Pt

from roadmap.report_marks import Signature
from views import report_words as words
from views.documents import paper
from views.speech import Speech


def signatures(
    document: Any, signs: Signature, maker: Signature, tabs: tuple[int, int], say: Speech
) -> None:
    """Who signs, with room for the hand; then who made it and how to call them. `tabs`, in
    millimetres, are where the line and the name begin."""
    position = signs.position or say.gettext("Head")
    paragraph = paper.line(document, position[:1].upper() + position[1:])
    paragraph.paragraph_format.space_before = Pt(24)
    for tab in tabs:
        paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(tab))
    paragraph.paragraph_format.keep_together = True
    name = words.signature(signs.name) or "____________________"
    paper.fill(paragraph, f"\t____________________\t{name}")
    if not maker.name:
        return
    made = say.gettext("Prepared by {name}").format(name=maker.name)
    if maker.phone:
        made += say.gettext(", tel. {phone}").format(phone=maker.phone)
    last = document.add_paragraph()
    last.paragraph_format.space_before = Pt(18)
    paper.fill(last, made, points=10)
