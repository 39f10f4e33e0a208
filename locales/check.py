"""Fails on a missing, fuzzy or stale translation; run as `python -m locales.check`."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent
ROOMS = ("bot", "channels", "handlers", "scheduler", "services", "views")


def problems(root: Path = ROOT) -> list[str]:
    """What is wrong with the Russian catalogue, a line each; empty when nothing is."""
    with (root / "locales/ru/LC_MESSAGES/vekha.po").open("rb") as file:
        russian = read_po(file, locale="ru")
    found = []
    for message in russian:
        if not message.id:
            continue
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        if message.fuzzy:
            found.append(f"fuzzy: {message.id}")
        if not all(texts):
            found.append(f"no Russian: {message.id}")
    used, known = _msgids_in_code(root), {_key(m.id) for m in russian if m.id}
    found += [f"not in the catalogue (make messages): {msgid}" for msgid in sorted(used - known)]
    found += [f"no longer used (make messages): {msgid}" for msgid in sorted(known - used)]
    return found


def _key(msgid: object) -> str:
    return str(msgid[0]) if isinstance(msgid, tuple | list) else str(msgid)


def _msgids_in_code(root: Path) -> set[str]:
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder, "all.pot")
        subprocess.run(  # noqa: S603 - our own tool, fixed arguments
            [
                sys.executable,
                "-m",
                "babel.messages.frontend",
                "--quiet",
                "extract",
                "-k",
                "gettext",
                "-k",
                "ngettext:1,2",
                "-o",
                str(template),
                *ROOMS,
            ],
            cwd=root,
            check=True,
        )
        with template.open("rb") as file:
            return {_key(message.id) for message in read_po(file) if message.id}


if __name__ == "__main__":
    lines = problems()
    print("\n".join(lines) or "translations: complete")
    sys.exit(bool(lines))
