"""A place in the tokens of one clause, with one step of looking ahead or back."""

from __future__ import annotations

from roadmap.deadlines.tokens import FIRST_YEAR, LAST_YEAR, Kind, Token
from roadmap.deadlines.vocabulary import Role

_END = Token(Kind.MARK, "", 0, 0)


class Cursor:
    """Tokens being read; `at` is the next one and may be set back to try something else."""

    def __init__(self, tokens: tuple[Token, ...]) -> None:
        self.tokens = tuple(token for token in tokens if not token.is_mark("."))
        self.at = 0

    @property
    def done(self) -> bool:
        """Whether nothing is left."""
        return self.at >= len(self.tokens)

    def peek(self, ahead: int = 0) -> Token:
        """The token `ahead` of the next one; an empty mark beyond the end."""
        place = self.at + ahead
        return self.tokens[place] if place < len(self.tokens) else _END

    def step(self) -> Token:
        """The next token, passed over."""
        token = self.peek()
        self.at += 1
        return token

    def take(self, *roles: Role) -> Token | None:
        """The next token if it has one of these roles, passed over."""
        return self.step() if self.peek().has(*roles) else None

    def take_unit(self, *units: str) -> str | None:
        """The unit named next if it is one of these (any when none are given)."""
        word = self.peek().word
        if word is None or word.role is not Role.UNIT or (units and word.value not in units):
            return None
        self.at += 1
        return word.value

    def take_mark(self, *signs: str) -> bool:
        """Whether one of these signs was next; it is passed over."""
        if not self.peek().is_mark(*signs):
            return False
        self.at += 1
        return True

    def skip(self, *roles: Role) -> bool:
        """Passes over all words of these roles; whether there was any."""
        start = self.at
        while self.peek().has(*roles):
            self.at += 1
        return self.at > start

    def is_unit(self, *units: str, ahead: int = 0) -> bool:
        """Whether one of these units is named `ahead` of the next token."""
        word = self.peek(ahead).word
        return word is not None and word.role is Role.UNIT and word.value in units


def numeral(token: Token) -> int | None:
    """The number a token stands for: figures, a Roman numeral or a word."""
    if token.number is not None:
        return token.number
    if token.has(Role.ORDINAL, Role.CARDINAL) and token.word is not None:
        return token.word.number
    return None


def year_in(token: Token) -> int | None:
    """The year a token writes with four figures."""
    if token.kind is not Kind.NUMBER or token.number is None:
        return None
    return token.number if FIRST_YEAR <= token.number <= LAST_YEAR else None


def short_year_in(token: Token) -> int | None:
    """The year a token writes with two figures."""
    if token.kind is not Kind.NUMBER or token.number is None or len(token.text) != 2:
        return None
    return 2000 + token.number
