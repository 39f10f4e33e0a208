"""How a call comes over HTTP: addresses, and parameters from a query, a form, JSON or files."""

from __future__ import annotations

import json
import mimetypes
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, web

from sandbox.botapi.errors import ApiError, bad_request
from sandbox.botapi.files import UPLOAD_LIMIT, Upload

MAX_BODY = UPLOAD_LIMIT + (1 << 20)

Params = dict[str, Any]
Uploads = dict[str, Upload]


async def read_call(request: web.Request) -> tuple[Params, Uploads]:
    """The parameters and files of a request, or ApiError."""
    params: Params = dict(request.query)
    try:
        if request.content_type.startswith("multipart/"):
            fields, uploads = await _multipart(request)
            return params | fields, uploads
        body = await request.read()
    except web.HTTPRequestEntityTooLarge:
        raise ApiError(413, "Request Entity Too Large") from None
    if body:
        params |= _fields(request.content_type, body)
    return params, {}


def decoded_json(body: bytes) -> Params:
    """The parameters in a JSON body, or ApiError."""
    try:
        fields = json.loads(body)
    except ValueError:
        raise bad_request("can't parse JSON object") from None
    if not isinstance(fields, dict):
        raise bad_request("object expected as JSON request")
    return fields


def _fields(content_type: str, body: bytes) -> Params:
    if content_type == "application/json":
        return decoded_json(body)
    if content_type != "application/x-www-form-urlencoded":
        return {}
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, errors="strict"))
    except UnicodeDecodeError:
        raise bad_request("strings must be encoded in UTF-8") from None


async def _multipart(request: web.Request) -> tuple[Params, Uploads]:
    params: Params = {}
    uploads: Uploads = {}
    size = 0
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or not part.name:
            continue
        content = bytearray()
        while chunk := await part.read_chunk(1 << 18):
            content += chunk
            size += len(chunk)
            if size > MAX_BODY:
                raise ApiError(413, "Request Entity Too Large")
        if part.filename is None:
            params[part.name] = bytes(content).decode()
        else:
            uploads[part.name] = upload_of(part, bytes(content))
    return params, uploads


def upload_of(part: BodyPartReader, content: bytes) -> Upload:
    """A file part as an upload; the type comes from the name, as with Telegram."""
    name = part.filename or "file"
    return Upload(name, mimetypes.guess_type(name)[0] or "application/octet-stream", content)
