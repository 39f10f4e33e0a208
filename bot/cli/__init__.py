"""The command line: what is typed, which command does it, and how an error is said.

Nothing heavy is imported before a command is known.
"""

from __future__ import annotations

import sys

import typer

from bot.cli import looking, office, roadmaps, running
from bot.errors import CommandError

app = typer.Typer(
    name="vekha",
    help="Vekha: a municipal roadmap as a calendar that gets done.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
for room in (roadmaps, office, looking, running):
    app.add_typer(room.commands)


def main() -> None:
    """The entry of `vekha`: an error is one sentence on stderr and an exit code."""
    try:
        app()
    except CommandError as error:
        print(error.sentence, file=sys.stderr)
        sys.exit(error.code)
    except KeyboardInterrupt:
        sys.exit(0)
    except BrokenPipeError:
        sys.exit(1)
    except OSError as error:
        print(error, file=sys.stderr)
        sys.exit(1)
    except Exception as error:  # noqa: BLE001 - the last place that can say it in a sentence
        from bot.sentences import sentence_of, unexpected

        said = sentence_of(error)
        print(said if said is not None else unexpected(error), file=sys.stderr)
        sys.exit(2 if said is not None else 1)
