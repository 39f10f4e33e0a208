"""Reading .docx: paragraphs and tables in reading order, as Word would show them."""

from roadmap.documents.word.reading import read_docx

__all__ = ["read_docx"]
