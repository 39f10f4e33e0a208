"""The commands that a chat offers behind its menu button, by what somebody is."""

from __future__ import annotations

from views.speech import Speech


def commands(
    say: Speech, *, reads_digest: bool = False, coordinates: bool = False, heads: bool = False
) -> list[tuple[str, str]]:
    """(command without its slash, what it is for), in order; Bot API, setMyCommands."""
    found = [("my", say.gettext("My activities"))]
    if heads:
        found.append(("school", say.gettext("My school")))
    if reads_digest:
        found.append(("digest", say.gettext("Digest")))
    if coordinates:
        found += [
            ("desk", say.gettext("Desk")),
            ("calls", say.gettext("Whom to call")),
            ("roadmaps", say.gettext("Roadmaps")),
            ("people", say.gettext("People and organisations")),
            ("write", say.gettext("Write to a group")),
        ]
    if reads_digest:
        found.append(("reports", say.gettext("Reports and archive")))
    found.append(("bank", say.gettext("Bank of practices")))
    return [*found, ("help", say.gettext("Help")), ("cancel", say.gettext("Cancel"))]
