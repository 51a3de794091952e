"""Who may ask at all: Host and Origin, the token, and the size that is announced; before any handler is called.

Everything the endpoint answers goes through `Gate`, which also gives each request its id and its line in the log.
"""

from __future__ import annotations

import hmac
import re
import secrets
import time
import traceback
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from tracer_engine.endpoint.logs import RequestLog
from tracer_engine.endpoint.problems import PROBLEM_TYPE, ClientGone, Problem, Refusal, problem_of
from tracer_engine.errors import TracerError

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

WITHOUT_TOKEN = frozenset({"/health", "/docs", "/openapi.json"})
LOCAL_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})
HTTP_PORT = 80
HEADER_BYTES = 32 * 1024
HEADERS_TOO_LARGE = Problem(status=431, message="The request's headers are too large.", remedy="Send fewer.")
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
HOST = re.compile(r"(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+)(?::([0-9]{1,5}))?")
# A page of another site can neither read nor frame what the endpoint answers, nor guess its type.
HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"cache-control", b"no-store"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
CLOSED = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'; sandbox")


def new_token() -> str:
    """256 random bits, as text that can stand in a header."""
    return secrets.token_urlsafe(32)


def header_values(scope: Scope, name: bytes) -> list[bytes]:
    """The values of all headers of that (lower-case) name."""
    return [value for key, value in scope["headers"] if key == name]


def is_local_host(value: str, port: int) -> bool:
    """Whether a Host header names this computer and, if it names a port, the endpoint's."""
    found = HOST.fullmatch(value)
    return found is not None and found[1].lower() in LOCAL_NAMES and found[2] in (None, str(port))


def is_own_origin(value: str, port: int) -> bool:
    """Whether an Origin header names the endpoint itself."""
    scheme, _, host = value.partition("://")
    found = HOST.fullmatch(host)
    if scheme != "http" or not found or found[1].lower() not in LOCAL_NAMES:
        return False
    return found[2] == str(port) or (found[2] is None and port == HTTP_PORT)


def has_token(values: list[bytes], token: str) -> bool:
    """Whether there is exactly one Authorization header and it brings the token; compared in constant time."""
    if len(values) != 1:
        return False
    scheme, _, given = values[0].strip().partition(b" ")
    right = hmac.compare_digest(given.strip(), token.encode("ascii"))
    return scheme.lower() == b"bearer" and right


class Gate:
    """Calls `app` only for requests that may be answered; refuses all others with a problem document."""

    def __init__(self, app: App, *, port: int, token: str, most_bytes: int, log: RequestLog) -> None:
        self._app, self._port, self._token, self._most_bytes, self._log = app, port, token, most_bytes, log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] != "http":
            return
        answer = _Answer(scope, send, _request_id(scope))
        scope.setdefault("state", {})["request_id"] = answer.request_id
        try:
            problem = self.refusal(scope)
            if problem is None:
                await self._app(scope, receive, answer.send)
            else:
                await answer.send_problem(problem)
        except Refusal as refusal:
            await answer.send_problem(refusal.problem)
        except ClientGone:
            answer.status = 499
        except TracerError as error:
            await answer.send_problem(problem_of(error))
        except Exception as error:  # noqa: BLE001 - where the front end meets the engine
            self._log_bug(answer.request_id, error)
            await answer.send_problem(
                Problem(
                    status=500,
                    message=f"This is a bug in Tracer ({type(error).__name__}), not in your request.",
                    remedy="Tell the people who make Tracer, with the request_id and its lines of the endpoint's log.",
                )
            )
        finally:
            self._log.write("request", **answer.facts())

    def refusal(self, scope: Scope) -> Problem | None:
        """Why this request is not let in, or None."""
        if sum(len(name) + len(value) for name, value in scope["headers"]) > HEADER_BYTES:
            return HEADERS_TOO_LARGE
        hosts = header_values(scope, b"host")
        if len(hosts) != 1 or not is_local_host(hosts[0].decode("latin-1"), self._port):
            return Problem(
                status=403,
                message="The request's Host is not this computer.",
                remedy=f"Ask http://127.0.0.1:{self._port}.",
            )
        origins = header_values(scope, b"origin")
        if any(not is_own_origin(origin.decode("latin-1"), self._port) for origin in origins) or len(origins) > 1:
            return Problem(
                status=403,
                message="The request comes from a page of another site.",
                remedy="Ask from a program, without an Origin header.",
            )
        if scope["path"] not in WITHOUT_TOKEN and not has_token(header_values(scope, b"authorization"), self._token):
            return Problem(
                status=401,
                message="The token is missing or wrong.",
                remedy="Send the header Authorization: Bearer TOKEN with the text of the endpoint's token file.",
                headers=(("www-authenticate", "Bearer"),),
            )
        return self._refusal_of_body(scope)

    def _refusal_of_body(self, scope: Scope) -> Problem | None:
        """Sizes that are announced; what really comes is counted by the protocol."""
        lengths = header_values(scope, b"content-length")
        if lengths and header_values(scope, b"transfer-encoding"):
            return Problem(
                status=400,
                message="The request says both Content-Length and Transfer-Encoding.",
                remedy="Send one of them.",
            )
        if lengths and int(lengths[0]) > self._most_bytes:
            return too_large(self._most_bytes)
        return None

    def _log_bug(self, request_id: str, error: BaseException) -> None:
        """Where it happened; the text of the error stays out, it may quote cells."""
        places = [f"{frame.filename.rpartition('tracer_engine')[2] or frame.filename}:{frame.lineno} {frame.name}"
                  for frame in traceback.extract_tb(error.__traceback__)]  # fmt: skip
        self._log.write("bug", request_id=request_id, error=type(error).__qualname__, places=places[-20:])


def too_large(most_bytes: int) -> Problem:
    """The refusal of a body of more than so many bytes."""
    return Problem(
        status=413,
        message=f"The body is larger than {most_bytes:,} bytes, the most this endpoint takes.",
        remedy="Send a smaller file, or raise most_upload_bytes in the workspace's settings.toml.",
    )


def _request_id(scope: Scope) -> str:
    """The client's own id where it is a harmless one, else a new one."""
    given = header_values(scope, b"x-request-id")
    text = given[0].decode("latin-1") if len(given) == 1 else ""
    return text if REQUEST_ID.fullmatch(text) else secrets.token_hex(8)


class _Answer:
    """What is sent back: adds the headers every answer has, and remembers what the log wants to know."""

    def __init__(self, scope: Scope, send: Send, request_id: str) -> None:
        self._scope, self._send, self.request_id = scope, send, request_id
        self._began = time.perf_counter()
        self.status = 0
        self._bytes = 0

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = [(bytes(key).lower(), value) for key, value in message.get("headers", [])]
            there = {key for key, _ in headers}
            headers += [(key, value) for key, value in (*HEADERS, CLOSED) if key not in there]
            headers.append((b"x-request-id", self.request_id.encode("ascii")))
            message = {**message, "headers": headers}
        elif message["type"] == "http.response.body":
            self._bytes += len(message.get("body", b""))
        await self._send(message)

    async def send_problem(self, problem: Problem) -> None:
        if self.status:
            # Too late for another answer: what was begun is broken off, so that nobody takes it for whole.
            raise ClientGone
        body = problem.to_json(self.request_id)
        headers = [(b"content-type", PROBLEM_TYPE.encode()), (b"content-length", str(len(body)).encode())]
        headers += [(key.encode("latin-1"), value.encode("latin-1")) for key, value in problem.headers]
        await self.send({"type": "http.response.start", "status": problem.status, "headers": headers})
        await self.send({"type": "http.response.body", "body": body})

    def facts(self) -> dict[str, Any]:
        route = self._scope.get("route")
        return {
            "request_id": self.request_id,
            "method": self._scope["method"] if self._scope["method"].isalpha() else "?",
            "route": getattr(route, "path", None),
            "status": self.status,
            "seconds": round(time.perf_counter() - self._began, 4),
            "bytes_in": self._scope["state"].get("bytes_in", 0),
            "bytes_out": self._bytes,
        }
