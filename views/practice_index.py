"""The index of an exported bank of best practices, for a browser, with links to the files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from urllib.parse import quote

from markupsafe import Markup

from roadmap.practices import Practice
from views.speech import Speech

_PAGE = Markup(
    '<!DOCTYPE html>\n<html lang="{lang}"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>'
    "<style>body{{font:16px/1.5 Arial,sans-serif;max-width:800px;margin:2em auto;padding:0 1em}}"
    "article{{border-top:1px solid #c5cdd5;padding:.5em 0}}small{{color:#6b7785}}"
    "p{{white-space:pre-line;margin:.3em 0}}</style></head>\n"
    "<body><h1>{title}</h1><p><small>{about}</small></p>\n{body}\n</body></html>\n"
)
_ENTRY = Markup("<article><h3>{title}</h3><small>{who}</small>{about}<p>{material}</p></article>")


def index(
    listed: Sequence[tuple[Practice, str]], municipality: str, on: date, say: Speech
) -> bytes:
    """An HTML page, by subject; (practice, the path of its file in the folder or «»)."""
    sections = [
        Markup("<h2>{}</h2>\n{}").format(
            subject, Markup("\n").join(_entry(practice, path, say) for practice, path in group)
        )
        for subject, group in groupby(listed, key=lambda pair: pair[0].subject)
    ]
    count = say.ngettext("{n} practice", "{n} practices", len(listed)).format(n=len(listed))
    page = _PAGE.format(
        lang=say.language,
        title=say.gettext("Bank of best practices"),
        about=f"{municipality}, {say.full_day(on)}, {count}",
        body=Markup("\n").join(sections),
    )
    return str(page).encode()


def _entry(practice: Practice, path: str, say: Speech) -> Markup:
    about = Markup("<p>{}</p>").format(practice.description) if practice.description else ""
    return _ENTRY.format(
        title=practice.title,
        who=source(practice, say),
        about=about,
        material=_link(practice, path, say),
    )


def _link(practice: Practice, path: str, say: Speech) -> Markup:
    if path:
        return Markup('<a href="{}">{}</a>').format(quote(path), practice.material)
    if practice.material.startswith(("http://", "https://")):
        return Markup('<a href="{0}" rel="noopener noreferrer">{0}</a>').format(practice.material)
    return Markup("{}").format(
        practice.material or say.gettext("The material was removed by its author.")
    )


def source(practice: Practice, say: Speech) -> str:
    """Who shares it, from where, and since when."""
    day = say.full_day(practice.offered_on) if practice.offered_on else ""
    return ", ".join(filter(None, [practice.author, practice.office, day]))
