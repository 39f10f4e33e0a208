"""Workbooks (.xlsx) that people are given."""
