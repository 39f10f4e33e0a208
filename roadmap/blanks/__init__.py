"""Collecting figures by any blank table: what a region sends, filled in by each school."""
