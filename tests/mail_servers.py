"""A throwaway Postfix and Dovecot from the installed packages: own folder, own ports of loopback.

Postfix takes letters by submission (STARTTLS and AUTH are required) and puts them into the
Maildirs that Dovecot shows by IMAP. Nothing leaves the machine: every other domain is refused.
"""

from __future__ import annotations

import grp
import os
import pwd
import shutil
import signal
import smtplib
import socket
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.far_networks import Authority
from tests.free_ports import free_port
from tests.scratch import scratch

DOMAIN = "town.test"
PASSWORD = "secret"
USERS = ("vekha", "otvet", "olga", "irina", "vera", "maria")
START_SECONDS = 20.0
NOBODY = "nobody"


class NoMailServers(Exception):
    """The programs are not on this machine, or it is not root who runs the tests."""


@dataclass
class MailServers:
    """Both servers; each of `USERS` at `DOMAIN` has a mailbox and the password `PASSWORD`."""

    folder: Path = field(default_factory=lambda: scratch("vekha-mail-"))
    imap_port: int = field(default_factory=free_port)
    imaps_port: int = field(default_factory=free_port)
    smtp_port: int = field(default_factory=free_port)
    submission_port: int = field(default_factory=free_port)
    _running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self) -> None:
        """Write the settings and serve; returns when both answer. Raises `NoMailServers`."""
        dovecot, postfix = shutil.which("dovecot", path=_PATH), shutil.which("postfix", path=_PATH)
        if dovecot is None or postfix is None or os.geteuid() != 0:
            raise NoMailServers
        self.folder.chmod(0o755)
        self.authority = Authority(self.folder)
        for name in ("run", "state", "boxes", "spool", "data"):
            (self.folder / name).mkdir()
        for name in ("run", "state", "boxes"):
            shutil.chown(self.folder / name, NOBODY)
        shutil.chown(self.folder / "data", "postfix")
        self.authority.file.chmod(0o644)
        self._run([dovecot, "-F", "-c", str(self._dovecot())])
        _wait_for(self.imap_port)
        self._run([postfix, "-c", str(self._postfix()), "start-fg"])
        _wait_for(self.submission_port)

    def stop(self) -> None:
        """End both, and forget everything."""
        for process in reversed(self._running):
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, command: Sequence[str]) -> None:
        with (self.folder / "servers.log").open("ab") as log:
            self._running.append(
                subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
            )

    @property
    def smtp_url(self) -> str:
        """Submission, for our carrier."""
        user = f"vekha%40{DOMAIN}"
        return f"smtp://{user}:{PASSWORD}@localhost:{self.submission_port}?starttls=always"

    def imap_url(self, user: str, folder: str = "INBOX", *, tls: bool = True) -> str:
        """Somebody's folder, for our source."""
        scheme, port = ("imaps", self.imaps_port) if tls else ("imap", self.imap_port)
        return f"{scheme}://{user}%40{DOMAIN}:{PASSWORD}@localhost:{port}/{folder}"

    def box(self, user: str) -> Path:
        """Somebody's Maildir."""
        return self.folder / "boxes" / f"{user}@{DOMAIN}"

    def letters(self, user: str) -> list[bytes]:
        """What lies in somebody's inbox, oldest first."""
        found = [path for part in ("new", "cur") for path in (self.box(user) / part).glob("*")]
        return [path.read_bytes() for path in sorted(found, key=lambda p: p.stat().st_mtime_ns)]

    def drop(self) -> None:
        """Break every IMAP connection, as a restart of the server does."""
        doveadm = shutil.which("doveadm", path=_PATH) or "doveadm"
        command = [doveadm, "-c", str(self.folder / "dovecot.conf"), "kick", f"*@{DOMAIN}"]
        subprocess.run(command, capture_output=True, check=False)

    def send(self, raw: bytes, sender: str, recipient: str) -> None:
        """A letter from outside, by plain SMTP, as another server would hand it over."""
        with smtplib.SMTP("127.0.0.1", self.smtp_port, timeout=20) as server:
            server.sendmail(sender, [recipient], raw)

    def _dovecot(self) -> Path:
        nobody = pwd.getpwnam(NOBODY)
        path = self.folder / "dovecot.conf"
        path.write_text(
            _DOVECOT.format(
                folder=self.folder,
                uid=nobody.pw_uid,
                gid=nobody.pw_gid,
                user=NOBODY,
                group=grp.getgrgid(nobody.pw_gid).gr_name,
                password=PASSWORD,
                imap=self.imap_port,
                imaps=self.imaps_port,
            )
        )
        return path

    def _postfix(self) -> Path:
        nobody = pwd.getpwnam(NOBODY)
        folder = self.folder / "postfix"
        folder.mkdir()
        (folder / "main.cf").write_text(
            _MAIN_CF.format(
                folder=self.folder,
                domain=DOMAIN,
                boxes="{" + ", ".join(f"{{{u}@{DOMAIN}={u}@{DOMAIN}/}}" for u in USERS) + "}",
                uid=nobody.pw_uid,
                gid=nobody.pw_gid,
            )
        )
        services = _MASTER_CF.format(smtp=self.smtp_port, submission=self.submission_port)
        (folder / "master.cf").write_text(services)
        return folder


def _wait_for(port: int) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), 0.5).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(port)


_PATH = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
_DOVECOT = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
protocols = imap
listen = 127.0.0.1
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
ssl = yes
ssl_cert = <{folder}/server.pem
ssl_key = <{folder}/server.pem
disable_plaintext_auth = no
auth_mechanisms = plain login
first_valid_uid = 1
mail_location = maildir:~/
maildir_stat_dirs = yes
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/boxes/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    address = 127.0.0.1
    port = {imap}
  }}
  inet_listener imaps {{
    address = 127.0.0.1
    port = {imaps}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
service auth {{
  unix_listener auth-smtp {{
    mode = 0666
  }}
}}
"""
_MAIN_CF = """
compatibility_level = 3.6
queue_directory = {folder}/spool
data_directory = {folder}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
meta_directory = /etc/postfix
shlib_directory = /usr/lib/postfix
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.{domain}
mydomain = {domain}
mydestination =
mynetworks =
alias_maps =
alias_database =
recipient_delimiter = +
default_transport = error:5.4.4 nothing leaves this host
relay_transport = error:5.4.4 nothing leaves this host
virtual_mailbox_domains = {domain}
virtual_mailbox_base = {folder}/boxes
virtual_mailbox_maps = inline:{boxes}
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_minimum_uid = 1
message_size_limit = 60000000
virtual_mailbox_limit = 0
smtpd_sasl_type = dovecot
smtpd_sasl_path = {folder}/run/auth-smtp
smtpd_sasl_auth_enable = yes
smtpd_sasl_security_options = noanonymous
smtpd_tls_auth_only = yes
smtpd_tls_security_level = may
smtpd_tls_cert_file = {folder}/server.pem
smtpd_tls_key_file = {folder}/server.pem
smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
smtpd_recipient_restrictions = reject_unlisted_recipient
smtpd_client_connection_rate_limit = 0
maillog_file = {folder}/mail.log
maillog_file_prefixes = {folder}
"""
_MASTER_CF = """
127.0.0.1:{smtp} inet n - n - 20 smtpd
127.0.0.1:{submission} inet n - n - 20 smtpd
  -o smtpd_tls_security_level=encrypt
  -o smtpd_client_restrictions=permit_sasl_authenticated,reject
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
local unix - n n - - local
virtual unix - n n - - virtual
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""
