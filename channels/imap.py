"""An IMAP box as a source of letters: one thread, IDLE, and a search after every wait.

IDLE alone is not trusted: what comes between two of them is not announced (RFC 2177), and some
servers announce nothing at all.
"""

from __future__ import annotations

import asyncio
import imaplib
import re
import ssl
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import parse_qs, unquote, urlsplit

import structlog
from imap_tools.errors import ImapToolsError, MailboxLoginError
from imap_tools.mailbox import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted

from channels.arriving import LIMIT_BYTES, Arrived, Taker

log = structlog.get_logger()

KEYWORD = "$VekhaTaken"
SECONDS = 30
IDLE_SECONDS = 50.0
"""A letter that IDLE keeps quiet about is found after so long at the latest."""
POLL_SECONDS = 20.0
FIRST_PAUSE = 2.0
LONGEST_PAUSE = 300.0
STOP_SECONDS = 0.25
_TROUBLE = (OSError, imaplib.IMAP4.error, ImapToolsError, ssl.SSLError)
_UID = re.compile(rb"\bUID (\d+)")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")


@dataclass(frozen=True, slots=True)
class ImapServer:
    """Where letters are fetched, and from which folder.

    imaps://user:password@host/Folder is TLS from the first byte; imap:// upgrades by STARTTLS
    (?starttls=never refrains, for a server on the same machine). ?move=Folder moves what was taken
    there; else it is flagged.
    """

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    folder: str
    tls: bool = True
    starttls: bool = True
    move: str = ""

    @staticmethod
    def parse(url: str) -> ImapServer:
        """Read an imap:// or imaps:// address; ValueError for anything else, and where no folder
        is named: the whole of a box is read only where it says /INBOX."""
        parts = urlsplit(url)
        if parts.scheme not in {"imap", "imaps"} or not parts.hostname or not parts.username:
            raise ValueError("imaps://user:password@host/Folder")
        folder = unquote(parts.path.strip("/"))
        if not folder:
            raise ValueError("a folder after the host")
        query = parse_qs(parts.query)
        tls = parts.scheme == "imaps"
        return ImapServer(
            parts.hostname,
            parts.port or (993 if tls else 143),
            unquote(parts.username),
            unquote(parts.password or ""),
            folder,
            tls,
            query.get("starttls", [""])[0] != "never",
            query.get("move", [""])[0],
        )

    @property
    def source(self) -> str:
        """What the box is called in keys."""
        return f"imap:{self.user}@{self.host}/{self.folder}"


class CannotRead(Exception):
    """The box is there, but not as it must be: what is to be mended, in the server's words."""


class Box:
    """An open folder. Blocking; every method raises OSError, `imaplib.IMAP4.error` or
    `imap_tools.errors.ImapToolsError` when the connection or the server fails."""

    def __init__(self, server: ImapServer, trusted: ssl.SSLContext | None = None) -> None:
        self._server = server
        self._box = _connected(server, trusted or ssl.create_default_context())
        try:
            self._log_in()
        except BaseException:
            self.close()
            raise

    def _log_in(self) -> None:
        server, client = self._server, self._box.client
        if server.user.isascii() and server.password.isascii():
            self._box.login(server.user, server.password, initial_folder=None)
        else:
            self._box.login_utf8(server.user, server.password, initial_folder=None)
        client._get_capabilities()  # they change with the login
        self._box.folder.set(server.folder)
        self.validity = _number(client, "UIDVALIDITY")
        permanent = b" ".join(x for x in client.response("PERMANENTFLAGS")[1] if x)
        self.keeps_keywords = b"\\*" in permanent or KEYWORD.encode() in permanent
        self.has_idle = "IDLE" in client.capabilities

    def waiting(self) -> list[str]:
        """The UIDs of what was not taken yet, oldest first.

        Where taken letters are moved, that is all there is; where the server keeps no keywords,
        what nobody has read.
        """
        wanted = "ALL" if self._server.move else "UNSEEN"
        if not self._server.move and self.keeps_keywords:
            wanted = f"UNKEYWORD {KEYWORD}"
        found = self._box.uids(f"{wanted} UNDELETED", charset=None)
        return sorted(found, key=int)

    def sizes(self, uids: Sequence[str]) -> dict[str, int]:
        """How large each letter is, in bytes."""
        _, rows = self._box.client.uid("FETCH", ",".join(uids), "(UID RFC822.SIZE)")
        found = {}
        for row in rows:
            text = row if isinstance(row, bytes) else b""
            uid, size = _UID.search(text), _SIZE.search(text)
            if uid and size:
                found[uid[1].decode()] = int(size[1])
        return found

    def bytes_of(self, uid: str, part: str = "") -> bytes | None:
        """A letter, or its part («HEADER»), without marking it as read; None: it has gone."""
        _, rows = self._box.client.uid("FETCH", uid, f"(BODY.PEEK[{part}])")
        for row in rows:
            if isinstance(row, tuple) and len(row) > 1:
                return bytes(row[1])
        return None

    def taken(self, uid: str) -> None:
        """It is kept: moved, or flagged as read and as ours."""
        if self._server.move:
            self._box.move(uid, self._server.move)
            return
        flags = ("\\Seen", KEYWORD) if self.keeps_keywords else ("\\Seen",)
        self._box.flag(uid, flags, True)

    def folders(self) -> list[str]:
        """The names of the folders of the account."""
        return [folder.name for folder in self._box.folder.list()]

    def wait(self, stop: threading.Event) -> None:
        """Until something may have come, `stop` is set, or it is time to look."""
        if not self.has_idle:
            stop.wait(POLL_SECONDS)
            self._box.client.noop()
            return
        left = IDLE_SECONDS
        with self._box.idle as idle:
            while left > 0 and not stop.is_set():
                if idle.poll(timeout=STOP_SECONDS):
                    return
                left -= STOP_SECONDS

    def close(self) -> None:
        """Say good-bye, if the server still listens."""
        with suppress(*_TROUBLE):
            self._box.logout()
        with suppress(*_TROUBLE):
            self._box.client.shutdown()


def _connected(server: ImapServer, trusted: ssl.SSLContext) -> BaseMailBox:
    if server.tls:
        return MailBox(server.host, server.port, timeout=SECONDS, ssl_context=trusted)
    if server.starttls:
        return MailBoxStartTls(server.host, server.port, timeout=SECONDS, ssl_context=trusted)
    return MailBoxUnencrypted(server.host, server.port, timeout=SECONDS)


def _number(client: imaplib.IMAP4, name: str) -> int:
    found = client.response(name)[1]
    value = found[0] if found else None
    if value is None:
        raise CannotRead(name)
    return int(value)


class Imap:
    """Offers what comes into one folder; reconnects with growing pauses.

    `now` gives the instants of arrival; certificates are checked against `trusted`, else the
    public authorities.
    """

    def __init__(
        self,
        server: ImapServer,
        now: Callable[[], datetime],
        trusted: ssl.SSLContext | None = None,
        *,
        limit: int = LIMIT_BYTES,
    ) -> None:
        self._server, self._now, self._trusted, self._limit = server, now, trusted, limit

    async def run(self, taker: Taker) -> None:
        """Read until cancelled; the thread ends by itself soon after."""
        stop, loop = threading.Event(), asyncio.get_running_loop()
        ended: asyncio.Future[None] = loop.create_future()

        def take(letter: Arrived) -> bool:
            return _result(asyncio.run_coroutine_threadsafe(taker.take(letter), loop), stop)

        def end(error: Exception | None) -> None:
            if not ended.done():
                ended.set_exception(error) if error else ended.set_result(None)

        def read() -> None:
            error = None
            try:
                self._read(take, stop)
            except Exception as raised:  # noqa: BLE001 - it is raised where the reader waits
                error = raised
            with suppress(RuntimeError):  # the loop may have ended with the process
                loop.call_soon_threadsafe(end, error)

        # not one of the loop's own threads: the end of the process does not wait for a server
        threading.Thread(target=read, name="imap", daemon=True).start()
        try:
            await ended
        finally:
            stop.set()

    def _read(self, take: Callable[[Arrived], bool], stop: threading.Event) -> None:
        pause = FIRST_PAUSE
        while not stop.is_set():
            try:
                box = Box(self._server, self._trusted)
            except (*_TROUBLE, CannotRead) as error:
                self._tell(error, pause)
                stop.wait(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
                continue
            log.info("imap.connected", box=self._server.source, idle=box.has_idle)
            try:
                while not stop.is_set():
                    self._look(box, take, stop)
                    pause = FIRST_PAUSE
                    box.wait(stop)
            except _Stopped:
                return
            except _TROUBLE as error:
                self._tell(error, pause)
                stop.wait(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            finally:
                box.close()

    def _tell(self, error: Exception, pause: float) -> None:
        refused = isinstance(error, MailboxLoginError)
        event = "imap.refused" if refused else "imap.interrupted"
        reason = f"{type(error).__name__}: {error}"
        log.warning(event, box=self._server.source, reason=reason[:300], pause=pause)

    def _look(self, box: Box, take: Callable[[Arrived], bool], stop: threading.Event) -> None:
        waiting = box.waiting()
        sizes = box.sizes(waiting) if waiting else {}
        for uid in waiting:
            if stop.is_set():
                return
            size = sizes.get(uid, 0)
            raw = box.bytes_of(uid, "HEADER" if size > self._limit else "")
            if raw is None:
                continue
            whole = size <= self._limit
            key = f"{box.validity}/{uid}"
            letter = Arrived(
                self._server.source, key, raw, len(raw) if whole else size, self._now()
            )
            if not take(letter):
                return
            box.taken(uid)


class _Stopped(Exception):
    """The reader is to end while a letter is being kept."""


def _result(keeping: Future[bool], stop: threading.Event) -> bool:
    """What came of keeping a letter. Raises `_Stopped`, so that nothing waits for a loop that has
    ended."""
    while True:
        try:
            return keeping.result(timeout=STOP_SECONDS)
        except NotYet:
            if stop.is_set():
                keeping.cancel()
                raise _Stopped from None
