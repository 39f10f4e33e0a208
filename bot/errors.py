"""What goes wrong on the command line, with the exit code it means."""

from __future__ import annotations


class CommandError(Exception):
    """One sentence on stderr, and the exit code: 2 for wrong use or input, 1 for the rest."""

    code = 2

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class SettingError(CommandError):
    """A setting cannot be used; `wanted` says what could."""

    def __init__(self, name: str, wanted: str) -> None:
        super().__init__(f"{name}: {wanted}")
        self.name, self.wanted = name, wanted


class RunError(CommandError):
    """It was asked rightly and could not be done."""

    code = 1
