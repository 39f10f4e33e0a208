"""The few names of WordprocessingML (ECMA-376, part 1, section 17) that a reader needs."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
WRAPPERS = frozenset(
    W + name
    for name in (
        "sdt",
        "sdtContent",
        "ins",
        "moveTo",
        "smartTag",
        "hyperlink",
        "customXml",
        "fldSimple",
    )
)
"""Elements that only wrap what a reader sees: content controls, tracked insertions, links."""
_UNSEEN = frozenset(
    W + name
    for name in (
        "del",
        "moveFrom",
        "pPr",
        "rPr",
        "sdtPr",
        "sdtEndPr",
        "instrText",
        "delText",
        "footnoteReference",
        "endnoteReference",
        "commentReference",
        "annotationRef",
    )
)
UNNEEDED = frozenset(
    space + name
    for space in (W, _STRICT)
    for name in (
        "rPr",
        "tcBorders",
        "tblPr",
        "tblGrid",
        "sectPr",
        "tabs",
        "bookmarkStart",
    )
)
"""Elements of the looks of a document, emptied as they are read."""
_BREAKS = frozenset((W + "br", W + "cr"))


def made_transitional(root: Element) -> Element:
    """The tree with the names of the strict variant replaced by the usual ones, in place."""
    if root.tag.startswith(_STRICT):
        for element in root.iter():
            element.tag = element.tag.replace(_STRICT, W)
            for name in [name for name in element.attrib if name.startswith(_STRICT)]:
                element.attrib[name.replace(_STRICT, W)] = element.attrib.pop(name)
    return root


def children(element: Element, *names: str) -> Iterator[Element]:
    """Child elements of the names, also those inside wrappers."""
    wanted = {W + name for name in names}
    for child in element:
        if child.tag in wanted:
            yield child
        elif child.tag in WRAPPERS:
            yield from children(child, *names)


def setting(element: Element, *path: str) -> str | None:
    """The value of a property at a path of names: «val», or «true» for a bare switch."""
    found = element.find("/".join(W + name for name in path))
    return None if found is None else found.get(W + "val", "true")


def number(element: Element, *path: str, default: int = 0) -> int:
    """The value of a property as a number not below zero."""
    value = setting(element, *path)
    return int(value) if value is not None and value.isdigit() else default


def run_text(element: Element) -> Iterator[str]:
    """The text of a paragraph in pieces: deleted text, fields' codes and notes are not seen."""
    for child in element:
        tag = child.tag
        if tag in _UNSEEN:
            continue
        if tag == W + "t":
            yield child.text or ""
        elif tag in _BREAKS:
            yield "\n"
        elif tag in (W + "tab", W + "ptab"):
            yield " "
        elif tag == W + "noBreakHyphen":
            yield "-"
        elif tag == W + "softHyphen":
            yield "\u00ad"
        elif tag.endswith("}AlternateContent"):
            yield from run_text(child[0]) if len(child) else ()
        else:
            yield from run_text(child)
