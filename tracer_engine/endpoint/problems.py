"""Refusals and errors as RFC 9457 problem documents: the same message and remedy as everywhere."""

from __future__ import annotations

import http
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tracer_engine.errors import InputError, StorageError, TracerError

if TYPE_CHECKING:
    from pydantic import ValidationError

PROBLEM_TYPE = "application/problem+json"

MOST_ERRORS = 20

# What `type` ends in, by status; /docs explains each under that name.
MEANINGS: Mapping[int, tuple[str, str]] = {
    400: ("malformed", "The request is no well-formed HTTP, or its body ended too soon."),
    401: ("token-needed", "The bearer token is missing or wrong. It is in the endpoint's token file."),
    403: ("not-local", "Host is not this computer, or Origin is another site."),
    404: ("not-found", "There is no such route, job, run or blueprint."),
    405: ("method-not-allowed", "The route exists, but not with this method."),
    408: ("too-slow", "The request came in too slowly; the connection is closed."),
    409: ("conflict", "The job's state, or an earlier request with the same Idempotency-Key, does not allow it."),
    413: ("too-large", "The body is larger than the endpoint's settings allow."),
    415: ("wrong-content-type", "The body's Content-Type is not one the route takes."),
    422: ("unusable", "The request was understood, but the file, a field or a row cannot be used."),
    429: ("too-many", "There are too many connections, waiting requests or queued jobs. Try again later."),
    431: ("headers-too-large", "The request's headers are larger than 32 KB."),
    500: ("bug", "A bug in Tracer. Nothing of the request was kept."),
    503: ("ending", "The endpoint is being shut down."),
    507: ("storage", "The disk is full or stands in the way."),
}


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One refusal: its HTTP status, what happened, and what to do. `errors` names the places in the request."""

    status: int
    message: str
    remedy: str = ""
    errors: Sequence[Mapping[str, str]] = ()
    headers: Sequence[tuple[str, str]] = ()

    def to_dict(self, request_id: str | None = None) -> dict[str, Any]:
        """The members of the problem document."""
        document: dict[str, Any] = {
            "type": f"/docs#{MEANINGS.get(self.status, MEANINGS[400])[0]}",
            "title": http.HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.message,
            "remedy": self.remedy,
        }
        if self.errors:
            document["errors"] = list(self.errors)
        if request_id is not None:
            document["request_id"] = request_id
        return document

    def to_json(self, request_id: str | None = None) -> bytes:
        """The problem document, UTF-8."""
        return json.dumps(self.to_dict(request_id), ensure_ascii=False).encode("utf-8", "replace")

    def to_response(self) -> bytes:
        """A whole HTTP response, for where no request could be read; the connection is closed after it."""
        body = self.to_json()
        head = (
            f"HTTP/1.1 {self.status} {http.HTTPStatus(self.status).phrase}\r\n"
            f"content-type: {PROBLEM_TYPE}\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n"
        )
        return head.encode("ascii") + body


# What the library that checks JSON calls a mistake (the beginning of it), and what we say; it speaks to programmers.
_SAID = (
    ("missing", "it is needed"),
    ("extra_forbidden", "it is not known"),
    ("json_invalid", "it is no JSON"),
    ("list", "give a list"),
    ("dict", "give an object"),
    ("model", "give an object"),
    ("too_short", "it is empty"),
    ("greater_than_equal", "give {ge} or more"),
    ("less_than_equal", "give {le} or less"),
    ("int", "give a whole number"),
    ("float", "give a number"),
    ("finite", "give a number"),
    ("string_type", "give text"),
    ("literal_error", "give {expected}"),
    ("enum", "give {expected}"),
    ("bool", "give true or false"),
)


def said_of(kind: str, context: Mapping[str, Any] | None = None) -> str:
    """A mistake of that `kind` in a request, as pydantic calls it, in plain words."""
    for begin, said in _SAID:
        if kind.startswith(begin):
            return said.format_map(defaultdict(lambda: "another number", context or {}))
    return "it is not what may stand there; GET /openapi.json tells what may"


class Refusal(Exception):
    """A request that is answered with a problem document and nothing else."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class ClientGone(Exception):
    """The client closed the connection; there is nobody to answer."""


def unusable(error: ValidationError, remedy: str) -> Refusal:
    """What is wrong with a JSON body, place by place, without quoting it."""
    found = error.errors(include_url=False, include_input=False)[:MOST_ERRORS]
    places = [
        {
            "where": ".".join(["body", *(str(part)[:80] for part in one["loc"])]),
            "message": said_of(one["type"], one.get("ctx")),
        }
        for one in found
    ]
    status = 400 if any(one["type"] == "json_invalid" for one in found) else 422
    return refuse(
        status, f"The body cannot be used: {places[0]['where']}: {places[0]['message']}.", remedy, errors=places
    )


def refuse(status: int, message: str, remedy: str = "", **more: Any) -> Refusal:
    """A refusal to raise."""
    return Refusal(Problem(status=status, message=message, remedy=remedy, **more))


def problem_of(error: TracerError, *, hide: Mapping[str, str] | None = None) -> Problem:
    """The problem that tells of an error of the engine.

    `hide` maps texts the client does not know, such as the path an upload was stored under, to ones it does.
    """
    message, remedy = error.message, error.remedy
    for text, shown in (hide or {}).items():
        message, remedy = message.replace(text, shown), remedy.replace(text, shown)
    status = 422 if isinstance(error, InputError) else 507 if isinstance(error, StorageError) else 500
    return Problem(status=status, message=message, remedy=remedy)
