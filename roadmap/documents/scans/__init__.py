"""Tables that a scanner has written out line by line, several columns on each."""

from roadmap.documents.scans.tables import is_scanned_table, scanned_blocks

__all__ = ["is_scanned_table", "scanned_blocks"]
