"""Reading plain text that was copied out of other documents, by the shape it was left in."""

from roadmap.documents.text.decoding import decode
from roadmap.documents.text.reading import read_text

__all__ = ["decode", "read_text"]
