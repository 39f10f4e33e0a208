"""What the ends of lines tell: a word goes on the next line only when it did not fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

SLACK = 2.0
"""Letters differ in width, so a line may be so many letters longer or shorter than its column."""


def first_word(text: str) -> str:
    """The word that would have had to fit on the line above; a hyphen lets it be cut."""
    return text.split(maxsplit=1)[0] if text else ""


def would_fit(line: str, following: str, width: float) -> bool:
    """Whether the first word of the following line had room on the line, in a column of the
    width, in letters: then the author, not the column, ended the line."""
    return len(line) + 1 + len(first_word(following)) <= width - SLACK


def runs(lines: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Lines that certainly belong together: each but the first begins with a small letter."""
    run: list[str] = []
    for line in lines:
        if run and not line[0].islower():
            yield tuple(run)
            run = []
        run.append(line)
    if run:
        yield tuple(run)


def width_of(run: Sequence[str]) -> float | None:
    """The width in letters of the column a run was set in, None when too few lines tell."""
    if len(run) < 3:
        return None
    inner = run[:-1]
    low = max(len(line) for line in run)
    high = min(
        len(line) + 1 + len(first_word(after)) for line, after in zip(inner, run[1:], strict=True)
    )
    return (low + max(low, high)) / 2


def ends_sentence(text: str) -> bool:
    """Whether the text ends as a sentence does."""
    return text.rstrip('\u00bb")').endswith((".", "!", "?", ";"))
