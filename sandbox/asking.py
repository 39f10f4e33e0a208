"""Reading the control interface's requests: JSON bodies, queries, instants; refusing the rest."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from aiohttp import web

from sandbox.botapi.errors import ApiError
from sandbox.botapi.persons import ActError
from sandbox.clock import BackwardsError, NotSettledError
from sandbox.people import UnknownPersonError

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class AskError(Exception):
    """A control request that cannot be fulfilled: HTTP status and one sentence."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(status, why)
        self.status, self.why = status, why


async def body_of(request: web.Request, *allowed: str) -> dict[str, Any]:
    """The JSON object in the body, with no fields but the allowed ones; nulls are dropped."""
    try:
        body = json.loads(await request.read() or b"{}")
    except ValueError:
        raise AskError(400, "the body is not JSON") from None
    if not isinstance(body, dict):
        raise AskError(400, "the body is not a JSON object")
    if unknown := sorted(set(body) - set(allowed)):
        raise AskError(400, f"unknown fields: {', '.join(unknown)}")
    return {name: value for name, value in body.items() if value is not None}


def number(value: Any, name: str) -> int:
    """A whole number from JSON or a query."""
    try:
        return int(value)
    except (TypeError, ValueError):
        raise AskError(400, f"{name} must be a whole number") from None


def seconds(value: Any, name: str) -> float:
    """A number of seconds from JSON or a query."""
    try:
        return float(value)
    except (TypeError, ValueError):
        raise AskError(400, f"{name} must be a number of seconds") from None


def instant(value: Any, name: str) -> datetime:
    """An ISO instant with an offset."""
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise AskError(400, f"{name} must be an ISO instant") from None
    if moment.tzinfo is None:
        raise AskError(400, f"{name} must have an offset")
    return moment


def answer(body: Any, status: int = 200) -> web.Response:
    """A JSON answer."""
    return web.json_response(body, status=status)


@web.middleware
async def refusals(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer what cannot be fulfilled with {"error": one sentence}."""
    try:
        return await handler(request)
    except AskError as error:
        return answer({"error": error.why}, error.status)
    except ActError as error:
        return answer({"error": error.why}, 409)
    except ApiError as error:
        return answer({"error": error.description}, error.code)
    except UnknownPersonError as error:
        return answer({"error": f"there is no person {error.person_id}"}, 404)
    except BackwardsError as error:
        why = f"{error.target.isoformat()} is before now, {error.now.isoformat()}"
        return answer({"error": why}, 400)
    except NotSettledError as error:
        return answer({"error": f"the bot did not become idle: {error.waiting_for}"}, 504)
