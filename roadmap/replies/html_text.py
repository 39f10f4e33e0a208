"""HTML of a letter to plain text, in which quotes, signatures and separators stay recognisable.

Quoted blocks get «> », a signature that a mail program has marked gets «-- » before it, and the
header block of Outlook on the web its separator; a list keeps its numbers, since people answer
line by line in lists.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

LONGEST = 1_000_000
"""Signs of HTML that are looked at."""
DEEPEST = 200
"""Elements within each other that are told apart."""
SEPARATOR = "-----Original Message-----"
RULE = "_" * 32
SIGNATURE = "-- "
_BLOCKS = frozenset(
    {
        *("address", "article", "blockquote", "body", "center", "dd", "div", "dl", "dt", "footer"),
        *("form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "li", "ol", "p", "pre", "section"),
        *("table", "tbody", "tr", "ul"),
    }
)
_SELF_CLOSING = frozenset({"p", "li", "td", "th", "tr", "dt", "dd"})
_SILENT = frozenset({"head", "script", "style", "title", "template", "svg", "noscript"})
_VOID = frozenset(
    {
        *("br", "hr", "img", "input", "meta", "link", "area", "base", "col", "embed", "source"),
        *("track", "wbr"),
    }
)
_SIGNATURES = re.compile(
    r"gmail_signature|moz-signature|AppleMailSignature|ms-outlook-mobile-signature"
    r"|(?<![\w-])Signature(?![\w-])"
)
_ATTRIBUTIONS = re.compile(r"gmail_attr|moz-cite-prefix|yahoo_quoted_begin")
_HEADER_BLOCKS = re.compile(r"divRplyFwdMsg|OutlookMessageHeader")
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.I)
_NO_BORDER = re.compile(r"border(?:-left)?\s*:\s*(?:none|0)", re.I)
_DECLARATION = re.compile(r"<[!?][^<>]*>?")
_NO_TAG = re.compile(r"<(?!/?[a-zA-Z][^<>]*>)")
_BLANKS = re.compile(r"[ \t\r\n\f]+")


@dataclass(slots=True)
class _Open:
    """An element that is not closed yet."""

    tag: str
    quotes: bool = False
    hides: bool = False
    number: int | None = None


@dataclass(slots=True)
class _Lines:
    """The text made so far, line by line."""

    done: list[str] = field(default_factory=list)
    now: str = ""
    depth: int = 0

    def end(self, *, always: bool = False) -> None:
        """Finish the line that is being written, if there is anything in it."""
        if self.now.strip() or always:
            self.done.append("> " * self.depth + self.now.strip(" "))
        self.now = ""

    def mark(self, text: str) -> None:
        """A line of its own, as it is."""
        self.end()
        self.done.append("> " * self.depth + text)


class _Reader(HTMLParser):
    """Elements need not be closed, nor in order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines = _Lines()
        self._open: list[_Open] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.lines.end(always=True)
            return
        said = {name: value or "" for name, value in attrs}
        if tag in _BLOCKS:
            self.lines.end()
        if tag in _VOID:
            if tag == "hr" and not self._is_hidden():
                self.lines.mark(RULE)
            return
        if tag in _SELF_CLOSING and self._open and self._open[-1].tag == tag:
            self._open.pop()
        element = _opened(tag, said)
        if not self._is_hidden() and not element.hides:
            self._announce(tag, said)
        if len(self._open) < DEEPEST:
            self._open.append(element)
            self.lines.depth += element.quotes

    def _announce(self, tag: str, said: dict[str, str]) -> None:
        names = f"{said.get('class', '')} {said.get('id', '')}"
        if _SIGNATURES.search(names):
            self.lines.mark(SIGNATURE)
        elif _HEADER_BLOCKS.search(names):
            self.lines.mark(SEPARATOR)
        if tag == "li":
            self.lines.now = self._bullet()
        elif tag in {"td", "th"} and self.lines.now:
            self.lines.now += " "

    def _bullet(self) -> str:
        for element in reversed(self._open):
            if element.tag == "ol" and element.number is not None:
                element.number += 1
                return f"{element.number}. "
            if element.tag == "ul":
                break
        return "- "

    def handle_endtag(self, tag: str) -> None:
        if not any(element.tag == tag for element in self._open):
            return
        if tag in _BLOCKS:
            self.lines.end()
        while self._open:
            element = self._open.pop()
            if element.quotes:
                self.lines.end()
                self.lines.depth -= 1
            if element.tag == tag:
                return

    def handle_data(self, data: str) -> None:
        if self._is_hidden():
            return
        if any(element.tag == "pre" for element in self._open):
            *whole, last = data.replace("\r\n", "\n").split("\n")
            for line in whole:
                self.lines.now += line
                self.lines.end(always=True)
            self.lines.now += last
            return
        text = _BLANKS.sub(" ", data)
        self.lines.now += text.lstrip(" ") if not self.lines.now else text

    def _is_hidden(self) -> bool:
        return any(element.hides for element in self._open)


def _opened(tag: str, said: dict[str, str]) -> _Open:
    style = said.get("style", "")
    quotes = bool(_ATTRIBUTIONS.search(said.get("class", "")))
    if tag == "blockquote":
        # Gmail indents by a block without a border, which is nobody's quotation
        quotes = said.get("type") == "cite" or not _NO_BORDER.search(style)
    start = said.get("start", "1")
    number = (int(start) if start.isdecimal() and len(start) < 6 else 1) - 1
    hides = tag in _SILENT or bool(_HIDDEN.search(style))
    return _Open(tag, quotes, hides, number if tag == "ol" else None)


def _cleaned(html: str) -> str:
    """Without comments, declarations and signs that begin no tag: the parser of the standard
    library goes through the whole text again for each of them that is not closed."""
    kept: list[str] = []
    at = 0
    while (start := html.find("<!--", at)) >= 0:
        kept.append(html[at:start])
        end = html.find("-->", start + 4)
        at = end + 3 if end >= 0 else len(html)
    plain = _DECLARATION.sub("", "".join(kept) + html[at:])
    return _NO_TAG.sub("&lt;", plain)


def to_text(html: str) -> str:
    """The text a reader sees, one block a line."""
    reader = _Reader()
    reader.feed(_cleaned(html[:LONGEST]))
    reader.close()
    reader.lines.end()
    return "\n".join(reader.lines.done).replace("\u00a0", " ").strip("\n")


def shown_pictures(html: str) -> frozenset[str]:
    """The Content-IDs (RFC 2392) that the HTML shows in its text."""
    return frozenset(re.findall(r"cid:([^\"'\s>)]+)", html[:LONGEST]))
