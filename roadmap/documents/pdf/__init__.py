"""Reading .pdf: tables with ruling lines, tables without, words turned on their side."""

from roadmap.documents.pdf.reading import read_pdf

__all__ = ["read_pdf"]
