"""Documents: a 60-row Word table and a 20-page PDF, made here, read warm and in process."""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from bench.measuring import Row
from roadmap.documents.reading import read_document

HEADER = ("№", "Мероприятия", "Сроки", "Ответственные", "Ожидаемый результат")


def word_table(rows: int) -> bytes:
    """A .docx with a ruled table of activities."""
    import docx

    document = docx.Document()
    document.add_paragraph("Дорожная карта на 2022-2024 годы")
    table = document.add_table(rows=1, cols=len(HEADER))
    table.style = "Table Grid"
    for cell, text in zip(table.rows[0].cells, HEADER, strict=True):
        cell.text = text
    for number in range(1, rows + 1):
        words = (
            f"{number}.",
            f"Провести методический семинар № {number} для педагогов школ с низкими результатами",
            f"до {number % 28 + 1} октября {2022 + number % 3}",
            "О.И.Пономарева, И.В.Осотова",
            "Не менее 2-х семинаров в год, аналитическая справка",
        )
        for cell, text in zip(table.add_row().cells, words, strict=True):
            cell.text = text
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def as_pdf(word: bytes) -> bytes | None:
    """The same through LibreOffice; None where it is not installed."""
    office = shutil.which("soffice")
    if office is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "a.docx").write_bytes(word)
        subprocess.run(
            [office, "--headless", "--convert-to", "pdf", "--outdir", folder, f"{folder}/a.docx"],
            check=True,
            capture_output=True,
        )
        return Path(folder, "a.pdf").read_bytes()


def _timed(data: bytes, name: str, rows: int) -> float:
    read_document(data, name)
    began = time.perf_counter()
    draft = read_document(data, name)
    took = time.perf_counter() - began
    assert len(draft.activities) == rows, len(draft.activities)
    return took


async def measure() -> list[Row]:
    """Seconds for each."""
    word = word_table(60)
    rows = [Row("60-row .docx", f"{_timed(word, 'a.docx', 60):.2f} s", "-", "-", "<= 0.5 s")]
    many = 240
    pdf = as_pdf(word_table(many))
    if pdf is None:
        return [*rows, Row("20-page PDF", "needs LibreOffice to make it", "-", "-", "<= 5 s")]
    import pdfplumber

    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        pages = len(opened.pages)
    took = _timed(pdf, "a.pdf", many)
    return [*rows, Row(f"{pages}-page PDF", f"{took:.2f} s", "-", "-", "<= 5 s for 20")]
