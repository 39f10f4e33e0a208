"""A throwaway PostgreSQL from the installed binaries: own folder, own socket, never as root."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

from tests.scratch import scratch

START_SECONDS = 30.0
SETTINGS = {
    "listen_addresses": "",  # a socket in its own folder: no port to collide with
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "60",
    "shared_buffers": "32MB",
    "autovacuum": "off",
    "timezone": "Asia/Tokyo",  # nothing may depend on the server's zone
}


class NoPostgres(Exception):
    """The binaries are not on this machine."""


def binaries() -> Path:
    """The folder of the newest installed `initdb` and `postgres`. Raises `NoPostgres`."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda p: float(p.parts[-3])
    )
    if found:
        return found[-1].parent
    on_path = shutil.which("postgres")
    if on_path is None:
        raise NoPostgres
    return Path(on_path).resolve().parent


class Postgres:
    """One server for a test process; a database for each test."""

    def __init__(self) -> None:
        self._bin = binaries()
        self._folder = scratch("vekha-pg-")
        self._as = _somebody()
        self._numbers = itertools.count(1)
        self._server: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Make the cluster and serve it; returns when it answers."""
        if self._as:
            shutil.chown(self._folder, self._as["user"], self._as["group"])
        self._run(
            "initdb", "-D", str(self._folder / "data"), "-U", "vekha", "-A", "trust", "-E", "UTF8",
            "--locale=C", "--no-sync", "--no-instructions",
        )  # fmt: skip
        self.serve()

    def serve(self) -> None:
        """Serve the cluster, also after `halt`; returns when it answers."""
        data = self._folder / "data"
        options = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
        command = [str(self._bin / "postgres"), "-D", str(data), "-k", str(self._folder), *options]
        if shutil.which("setpriv"):  # it ends with us even when we are killed
            command = ["setpriv", "--pdeathsig", "INT", *command]
        with (self._folder / "log").open("ab") as log:
            self._server = subprocess.Popen(
                command, cwd=self._folder, stdout=log, stderr=log, **self._as
            )
        self._await()

    def _await(self) -> None:
        assert self._server is not None
        patience = time.monotonic() + START_SECONDS
        while subprocess.call([str(self._bin / "pg_isready"), "-q", "-h", str(self._folder)]):
            if self._server.poll() is not None or time.monotonic() > patience:
                raise RuntimeError((self._folder / "log").read_text("utf-8", "replace"))
            time.sleep(0.05)

    def _run(self, program: str, *words: str) -> None:
        subprocess.run(
            [str(self._bin / program), *words],
            cwd=self._folder,
            check=True,
            capture_output=True,
            **self._as,
        )

    def url(self, name: str) -> str:
        """The SQLAlchemy URL of a database of this server."""
        return f"postgresql://vekha@/{name}?host={self._folder}"

    def create(self, template: str = "template1", name: str = "") -> str:
        """A fresh database, a copy of `template` (nobody may be connected to it); its name."""
        name = name or f"test_{next(self._numbers)}"
        self.sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
        return name

    def drop(self, name: str) -> None:
        """Throw a database away, whoever is connected."""
        self.sql(f'DROP DATABASE "{name}" WITH (FORCE)')

    def sql(self, statement: str) -> None:
        """Run one statement as the owner."""
        self._run("psql", "-q", "-h", str(self._folder), "-U", "vekha", "-d", "postgres",
                  "-c", statement)  # fmt: skip

    def halt(self) -> None:
        """Stop serving: every connection ends, and nobody answers."""
        if self._server is not None:
            self._server.send_signal(signal.SIGINT)  # fast shutdown
            self._server.wait(START_SECONDS)
            self._server = None

    def stop(self) -> None:
        """Stop the server and delete everything of it."""
        self.halt()
        shutil.rmtree(self._folder)


def _somebody() -> dict[str, Any]:
    """Whom to run as, for `subprocess`: PostgreSQL refuses root. Empty: as we are."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    raise NoPostgres
