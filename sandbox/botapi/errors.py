"""What the Bot API refuses, with the code and the description a bot sees."""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    """An answer with `ok: false`: HTTP code, description, and the response parameters."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(code, description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        """The answer's JSON, as in https://core.telegram.org/bots/api#making-requests."""
        body: dict[str, Any] = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        if self.parameters:
            body["parameters"] = dict(self.parameters)
        return body


def bad_request(what: str) -> ApiError:
    """400 with Telegram's prefix; `what` starts in lower case, unless it is a code."""
    return ApiError(400, f"Bad Request: {what}")


def forbidden(what: str) -> ApiError:
    """403 with Telegram's prefix."""
    return ApiError(403, f"Forbidden: {what}")


def conflict(what: str) -> ApiError:
    """409 with Telegram's prefix."""
    return ApiError(409, f"Conflict: {what}")


def too_many_requests(seconds: int) -> ApiError:
    """429 with retry_after in seconds."""
    description = f"Too Many Requests: retry after {seconds}"
    return ApiError(429, description, retry_after=seconds)


def not_imitated(what: str) -> ApiError:
    """Something Telegram knows and this sandbox does not: said plainly instead of guessed."""
    return ApiError(400, f"Bad Request: the sandbox does not imitate {what}")
