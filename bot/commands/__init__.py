"""The commands, each importing only what it needs."""
