"""Tokens → terms: a recursive descent over the clauses of a deadline."""
