"""Files sent and received: kept in memory, known by file_id, downloadable by path."""

from __future__ import annotations

import base64
import hashlib
import mimetypes
import struct
from dataclasses import dataclass
from typing import Any

from sandbox.botapi.errors import ApiError, bad_request

DOWNLOAD_LIMIT = 20 << 20  # getFile, https://core.telegram.org/bots/api#getfile
UPLOAD_LIMIT = 50 << 20  # https://core.telegram.org/bots/api#sending-files
PHOTO_LIMIT = 10 << 20
PHOTO_SIDES = (90, 320, 800, 1280)


@dataclass(frozen=True)
class Upload:
    """A file as it came: its name, type and content."""

    name: str
    mime: str
    content: bytes


@dataclass(frozen=True)
class StoredFile:
    """A file one bot knows; `kind` is document or photo, sizes in pixels for a photo."""

    file_id: str
    unique_id: str
    kind: str
    path: str
    upload: Upload
    width: int = 0
    height: int = 0

    def described(self) -> dict[str, Any]:
        """The fields every file object of the Bot API has."""
        return {
            "file_id": self.file_id,
            "file_unique_id": self.unique_id,
            "file_size": len(self.upload.content),
        }


class FileStore:
    """The files of one bot."""

    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}

    def add_document(self, upload: Upload) -> StoredFile:
        """Keep a document; ApiError where Telegram would refuse it."""
        _check_size(upload, UPLOAD_LIMIT)
        return self._add("document", upload)

    def add_photo(self, upload: Upload) -> list[StoredFile]:
        """Keep a photo in its sizes, the largest last (each serves the same bytes)."""
        _check_size(upload, PHOTO_LIMIT)
        size = image_size(upload.content)
        if size is None:
            raise bad_request("IMAGE_PROCESS_FAILED")
        width, height = size
        if width + height > 10000 or max(size) > 20 * min(size):
            raise bad_request("PHOTO_INVALID_DIMENSIONS")
        return [self._add("photo", upload, *scaled) for scaled in _photo_sizes(width, height)]

    def get(self, file_id: str) -> StoredFile:
        """The file with this file_id, or ApiError."""
        stored = self.find(file_id)
        if stored is None:
            raise bad_request("wrong file_id or the file is temporarily unavailable")
        return stored

    def find(self, file_id: str) -> StoredFile | None:
        """The file with this file_id, if the bot knows it."""
        return self._by_id.get(file_id)

    def at(self, path: str) -> StoredFile | None:
        """The file at a path given by getFile."""
        return self._by_path.get(path)

    def photo_sizes(self, file_id: str) -> list[StoredFile]:
        """All sizes of the photo of which this is one."""
        photo = self.get(file_id)
        return [
            stored
            for stored in self._by_id.values()
            if stored.kind == "photo" and stored.upload is photo.upload
        ]

    def _add(self, kind: str, upload: Upload, width: int = 0, height: int = 0) -> StoredFile:
        number = len(self._by_id) + 1
        ending = mimetypes.guess_extension(upload.mime) or ""
        if "." in upload.name:
            ending = "." + upload.name.rsplit(".", 1)[1]
        digest = hashlib.sha256(upload.content + bytes(str((width, height)), "ascii")).digest()
        unique = base64.urlsafe_b64encode(digest[:12]).decode()
        stored = StoredFile(
            file_id=f"{'AgAC' if kind == 'photo' else 'BQAC'}{number:06}{unique}",
            unique_id=f"AQAD{unique[:12]}",
            kind=kind,
            path=f"{kind}s/file_{number}{ending}",
            upload=upload,
            width=width,
            height=height,
        )
        self._by_id[stored.file_id] = stored
        self._by_path[stored.path] = stored
        return stored


def image_size(content: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG, JPEG or GIF in pixels, None for anything else."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return (width, height) if width and height else None
    if content[:6] in (b"GIF87a", b"GIF89a") and len(content) >= 10:
        width, height = struct.unpack("<HH", content[6:10])
        return (width, height) if width and height else None
    return _jpeg_size(content) if content.startswith(b"\xff\xd8") else None


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    """Walk the JPEG segments to the frame header (ITU-T T.81, B.2.2)."""
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        (length,) = struct.unpack(">H", content[at + 2 : at + 4])
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return (width, height) if width and height else None
        at += 2 + length
    return None


def _photo_sizes(width: int, height: int) -> list[tuple[int, int]]:
    longest = max(width, height)
    sides = [side for side in PHOTO_SIDES if side < longest] + [min(longest, PHOTO_SIDES[-1])]
    return [
        (max(1, width * side // longest), max(1, height * side // longest))
        for side in sorted(set(sides))
    ]


def _check_size(upload: Upload, limit: int) -> None:
    if not upload.content:
        raise bad_request("file must be non-empty")
    if len(upload.content) > limit:
        raise ApiError(413, "Request Entity Too Large")
