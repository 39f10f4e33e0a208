"""Monitoring forms: what is asked every period, how answers are read, checked and rolled up."""
