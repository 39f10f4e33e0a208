"""Pages whose text is drawn sideways or upside down: turned upright before they are read."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Sequence
from typing import Any

FEW = 50
UPRIGHT = 0


def angle_to_turn(page: Any) -> int:
    """By how many degrees, clockwise, a page of pdfplumber's is to be turned for most of its signs
    to stand upright; pages with few signs stay as they are."""
    signs = page.chars
    if len(signs) <= FEW:
        return UPRIGHT
    angles = Counter(_angle(sign["matrix"]) for sign in signs)
    return angles.most_common(1)[0][0]


def _angle(matrix: Sequence[float]) -> int:
    """The turn that sets a sign upright, from its text matrix (PDF 32000-1, 9.4.4)."""
    across, upwards = matrix[0], matrix[1]
    if abs(across) >= abs(upwards):
        return UPRIGHT if across >= 0 else 180
    return 90 if upwards > 0 else 270


def turned(data: bytes, angles: Sequence[int]) -> bytes:
    """The document with its pages turned clockwise by the angles, in degrees."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    try:
        for number, angle in enumerate(angles):
            if angle != UPRIGHT:
                page = document[number]
                page.set_rotation((page.get_rotation() + angle) % 360)
        saved = io.BytesIO()
        document.save(saved)
        return saved.getvalue()
    finally:
        document.close()
