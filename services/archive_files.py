"""Everything of a roadmap as .zip: the document, the report, the marks, evidence, histories.

The archive is written to a file piece by piece: what is in memory does not grow with it.
"""

from __future__ import annotations

import csv
import io
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import IO

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.attachments import safe_name
from roadmap.report_marks import Report, Row
from services import report_files, report_tables
from services.archive_histories import Teller
from services.report_files import Kind, Material
from storage import report_queries, trail_queries
from storage.files import FileStore
from views import archive_words as words
from views.lines import code, shortened
from views.speech import Speech

FOLDER_TITLE = 50
LIVE = ("=", "+", "-", "@", "\t", "\r")
"""What begins a formula for a spreadsheet that opens a .csv (OWASP, CSV Injection)."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file in the store under its place in the archive."""

    place: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Contents:
    """What goes into an archive: small files made beforehand, and those in the store."""

    made: tuple[tuple[str, bytes], ...]
    kept: tuple[Kept, ...]
    found: Material


@dataclass(frozen=True, slots=True)
class Histories:
    """What a roadmap's archive tells beside the report: reports and audit as tables of texts."""

    reports: tuple[tuple[str, ...], ...]
    audit: tuple[tuple[str, ...], ...]
    document: Kept | None


async def histories(session: AsyncSession, found: Material) -> Histories:
    """Read who said and did what, up to the end of the report's day."""
    tenant, report = found.tenant, found.report
    row = await report_queries.roadmap(session, tenant.id, report.roadmap_id)
    assert row is not None  # noqa: S101 - the material was read from it
    end = report_tables.until(report.as_of, tenant)
    stored = await report_queries.stored(session, tenant.id, row, end)
    trail = await trail_queries.of_roadmap(session, tenant.id, stored)
    known = replace(stored, reports=[one for one in stored.reports if one.at <= end])
    teller = Teller.of(known, await report_queries.people(session, tenant.id), trail, tenant)
    document = None
    if row.document_sha256:
        place = safe_name(row.document_name or tenant.say.gettext("Document"))
        document = Kept(place, row.document_sha256)
    audit = teller.audit([one for one in trail.lines if one.at <= end])
    return Histories(tuple(teller.reports()), tuple(audit), document)


def contents(found: Material, told: Histories, now: datetime) -> Contents:
    """Make what is small; takes a while, and no transaction."""
    say = found.tenant.say
    made = [
        (report_files.file_name(found, kind), report_files.made(found, kind, now))
        for kind in (Kind.REPORT, Kind.WORKBOOK)
    ]
    made.append(("reports.csv", table(words.report_headers(say), told.reports)))
    made.append(("audit.csv", table(words.audit_headers(say), told.audit)))
    kept = [*([told.document] if told.document else []), *_evidence(found.report, say)]
    return Contents(tuple(made), tuple(kept), found)


def table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A .csv that Excel opens as it is: semicolons, a byte order mark, and no live formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(headers)
    writer.writerows([harmless(text) for text in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(LIVE) else text


def _evidence(report: Report, say: Speech) -> Iterator[Kept]:
    """The files of each row in a folder of its own."""
    root = say.gettext("Documents")
    for row in report.rows:
        files = [proof for proof in row.proofs if proof.sha256 is not None]
        for number, proof in enumerate(files, start=1):
            name = safe_name(f"{number:02} {proof.text}")
            yield Kept(f"{root}/{_folder(row, say)}/{name}", proof.sha256 or "")


def _folder(row: Row, say: Speech) -> str:
    codes = code(row.codes[0], say)
    title = shortened(row.title, FOLDER_TITLE).rstrip("…")
    return safe_name(f"{codes} {title}").rstrip(". ")


def volumes(whole: Contents, files: FileStore, limit: int) -> list[list[Kept]]:
    """The stored files shared out so that none of the archives passes `limit` bytes by much; the
    small ones go with the first. A file that is not there takes no room."""
    found: list[list[Kept]] = [[]]
    size = sum(len(data) for _, data in whole.made)
    for one in whole.kept:
        path = files.path(one.sha256)
        own = path.stat().st_size if path.exists() else 0
        if found[-1] and size + own > limit:
            found.append([])
            size = 0
        found[-1].append(one)
        size += own
    return found


def write(
    out: IO[bytes], whole: Contents, share: Sequence[Kept], files: FileStore, *, first: bool = True
) -> None:
    """Write one archive: the share of the stored files, and in the `first` one the rest."""
    say, missing = whole.found.tenant.say, list[str]()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in whole.made if first else ():
            archive.writestr(_info(name, whole), data)
        for one in share:
            try:
                with (
                    files.path(one.sha256).open("rb") as source,
                    archive.open(_info(one.place, whole), "w", force_zip64=True) as target,
                ):
                    shutil.copyfileobj(source, target, 1 << 20)
            except FileNotFoundError:
                missing.append(one.place)
        readme = words.readme(whole.found.report, [one.place for one in share], missing, say)
        archive.writestr(_info("README.txt", whole), readme.encode("utf-8-sig"))


def _info(name: str, whole: Contents) -> zipfile.ZipInfo:
    """An entry dated by the report, so that the same archive is the same bytes."""
    day = whole.found.report.as_of
    info = zipfile.ZipInfo(name, (max(day.year, 1980), day.month, day.day, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    return info


def to_path(path: Path, whole: Contents, files: FileStore) -> None:
    """The whole archive as one file that is there whole or not at all. Raises OSError."""
    handle = tempfile.NamedTemporaryFile(dir=path.parent, prefix=".part-", delete=False)  # noqa: SIM115 - renamed below
    try:
        with handle:
            write(handle, whole, whole.kept, files)
        partial = Path(handle.name)
        partial.chmod(0o644)
        partial.replace(path)
    except BaseException:
        Path(handle.name).unlink(missing_ok=True)
        raise


def into_store(whole: Contents, files: FileStore, limit: int, most: int) -> list[str] | None:
    """Each volume put into the store, one in memory at a time; their hashes, or None where there
    would be more than `most`."""
    shares = volumes(whole, files, limit)
    if len(shares) > most:
        return None
    found = []
    for at, share in enumerate(shares):
        with tempfile.TemporaryFile() as out:
            write(out, whole, share, files, first=at == 0)
            out.seek(0)
            found.append(files.put(out.read()))
    return found
