"""Pages whose text is drawn sideways: turned upright before they are read."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

FEW = 50


def is_sideways(page: Any) -> bool:
    """Whether most signs of a page of pdfplumber's stand on their side."""
    signs = page.chars
    lying = sum(not sign["upright"] for sign in signs)
    return len(signs) > FEW and lying * 2 > len(signs)


def turned(data: bytes, pages: Sequence[Any]) -> bytes:
    """The document with every sideways page turned so that its text runs from left to right."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    try:
        for number, page in enumerate(pages):
            if is_sideways(page):
                target = document[number]
                angle = 90 if _runs_upwards(page) else 270
                target.set_rotation((target.get_rotation() + angle) % 360)
        saved = io.BytesIO()
        document.save(saved)
        return saved.getvalue()
    finally:
        document.close()


def _runs_upwards(page: Any) -> bool:
    """Whether sideways text is read from the foot of the page to its head."""
    lying = [sign for sign in page.chars if not sign["upright"]]
    upwards = sum(sign["matrix"][1] > 0 for sign in lying)
    return bool(upwards * 2 > len(lying))
