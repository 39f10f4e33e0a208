"""The suite mirrors the house; tests/e2e drives the real process from outside."""
