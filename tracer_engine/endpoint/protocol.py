"""uvicorn's h11 protocol with what it lacks: deadlines for slow senders and readers, a connection cap, a body cap by
the bytes that really come, and refusals that reach the client before the connection is closed.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

import h11
from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from tracer_engine.endpoint.problems import ClientGone, Problem, Refusal
from tracer_engine.endpoint.security import HEADERS_TOO_LARGE, App, Message, Receive, Scope, Send, too_large

LINGER_SECONDS = 5.0  # after a refusal: what is still being sent is thrown away, so that the answer is not lost
CLOSE = (b"connection", b"close")


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How much, how many and how slowly; seconds and bytes."""

    most_connections: int
    most_bytes: int
    header_seconds: float
    body_seconds: float
    least_bytes_a_second: int
    write_seconds: float


TOO_MANY = Problem(
    status=429,
    message="There are too many connections.",
    remedy="Try again later, or raise most_connections in the workspace's settings.toml.",
    headers=(("retry-after", "1"),),
)
TOO_SLOW = Problem(status=408, message="The request came in too slowly.", remedy="Send it again, faster.")


class _Transport:
    """A transport whose `close` first lets the client read the answer it is still sending into."""

    def __init__(self, transport: asyncio.Transport, protocol: GuardedProtocol) -> None:
        self._transport, self._protocol = transport, protocol

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def close(self) -> None:
        if not self._protocol.lingers():
            self._transport.close()

    def is_closing(self) -> bool:
        return self._protocol.lingering or self._transport.is_closing()


class GuardedProtocol(H11Protocol):
    """One connection. Made by uvicorn; a sub-class made by `guarded` knows its limits."""

    limits: Limits

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._answer = cast("App", self.app)
        self.app = self._guard
        self.lingering = False
        self.began = 0.0
        self._real: asyncio.Transport | None = None
        self._timers: dict[str, asyncio.TimerHandle] = {}

    @property
    def busy(self) -> bool:
        """Whether a request is being answered."""
        return self.cycle is not None and not self.cycle.response_complete

    # -------------------------------------------------------------- the connection

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Takes the connection, where need be in the place of the oldest that asks for nothing."""
        self._real = transport
        super().connection_made(cast("asyncio.Transport", _Transport(transport, self)))
        self.began = self.loop.time()
        if len(self.connections) > self.limits.most_connections and not self._make_room():
            self._refuse(TOO_MANY)
            return
        self._after("header", self.limits.header_seconds, lambda: self._refuse(TOO_SLOW))

    def connection_lost(self, exc: Exception | None) -> None:
        """Lets go of everything."""
        for name in list(self._timers):
            self._stop(name)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Takes in bytes; those of a refused request are thrown away."""
        if self.lingering:
            return
        super().data_received(data)
        if not self.busy and not self.lingering and "header" not in self._timers:
            self._after("header", self.limits.header_seconds, lambda: self._refuse(TOO_SLOW))

    def shutdown(self) -> None:
        """Called when the endpoint ends: idle connections are closed, answers are finished."""
        if self.lingering:
            self._abort()
        else:
            super().shutdown()

    def pause_writing(self) -> None:
        """The client reads too slowly for now; it has a while to catch up."""
        super().pause_writing()
        self._after("write", self.limits.write_seconds, self._abort)

    def resume_writing(self) -> None:
        """The client has caught up."""
        self._stop("write")
        super().resume_writing()

    def send_400_response(self, msg: str) -> None:
        """Called where what came is no HTTP."""
        error = sys.exc_info()[1]
        if self.busy and self.cycle.response_started:
            self._abort()
            return
        if getattr(error, "error_status_hint", 400) == 431:
            self._refuse(HEADERS_TOO_LARGE)
            return
        self._refuse(Problem(status=400, message=msg, remedy="Send well-formed HTTP/1.1."))

    def _make_room(self) -> bool:
        """Ends the oldest connection that asks for nothing, so that slow ones cannot keep honest ones out."""
        others = [cast("GuardedProtocol", other) for other in self.connections if other is not self]
        idle = [other for other in others if not other.busy]
        if not idle:
            return False
        oldest = min(idle, key=lambda other: other.began)
        self.connections.discard(oldest)
        oldest._abort()  # noqa: SLF001 - another one of the same class
        return True

    def _refuse(self, problem: Problem) -> None:
        """Answers what is not, or not yet, a request, and ends the connection."""
        self._stop("header")
        if self.lingering or self._real is None or self._real.is_closing():
            return
        if self.cycle is not None:
            # Whatever works at it is told that nobody waits for its answer.
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self._real.write(problem.to_response())
        self._linger()

    def lingers(self) -> bool:
        """Begins to linger where the client is still sending; False where the connection can just be closed."""
        if not self.lingering and self.conn.their_state in (h11.SEND_BODY, h11.ERROR):
            self._linger()
        return self.lingering

    def _linger(self) -> None:
        self.lingering = True
        self._unset_keepalive_if_required()
        if self._real is None or self._real.is_closing():
            return
        if self._real.can_write_eof():
            self._real.write_eof()
        self.flow.resume_reading()
        self._after("linger", LINGER_SECONDS, self._abort)

    def _abort(self) -> None:
        if self._real is not None:
            self._real.abort()

    def _after(self, name: str, seconds: float, call: Callable[[], None]) -> None:
        self._stop(name)
        self._timers[name] = self.loop.call_later(seconds, call)

    def _stop(self, name: str) -> None:
        if timer := self._timers.pop(name, None):
            timer.cancel()

    # -------------------------------------------------------------- one request

    async def _guard(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request whose headers have come, with the deadline and the cap of its body."""
        self._stop("header")
        cycle = self.cycle
        body = _Body(self.limits, self.loop.time, receive, scope)

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                body.answered = True
                if cycle.more_body and CLOSE not in message.get("headers", ()):
                    message = {**message, "headers": [*message.get("headers", ()), CLOSE]}
            await send(message)

        await self._answer(scope, body.receive, answer)


class _Body:
    """A request's body on its way in."""

    def __init__(self, limits: Limits, now: Callable[[], float], receive: Receive, scope: Scope) -> None:
        self._limits, self._now, self._receive = limits, now, receive
        self._state: dict[str, Any] = scope.setdefault("state", {})
        self._credit = limits.body_seconds
        self._bytes = 0
        self._whole = False
        self.answered = False

    async def receive(self) -> Message:
        """The next part. Raises Refusal where it is too slow or too much; waiting for us never counts as slow."""
        if self._whole or self.answered:
            return await self._receive()
        began = self._now()
        try:
            message = await asyncio.wait_for(self._receive(), max(0.0, self._credit))
        except TimeoutError as error:
            raise Refusal(TOO_SLOW) from error
        self._credit -= self._now() - began
        if message["type"] == "http.disconnect":
            raise ClientGone
        size = len(message.get("body", b""))
        # Bytes buy time, but never more than there was at first: a burst pays for no long silence.
        self._credit = min(self._limits.body_seconds, self._credit + size / self._limits.least_bytes_a_second)
        self._bytes += size
        self._state["bytes_in"] = self._bytes
        if self._bytes > self._limits.most_bytes:
            raise Refusal(too_large(self._limits.most_bytes))
        self._whole = not message.get("more_body", False)
        return message


def guarded(limits: Limits) -> type[GuardedProtocol]:
    """The protocol with these limits, for uvicorn to make."""
    return type("GuardedProtocol", (GuardedProtocol,), {"limits": limits})


__all__ = ["GuardedProtocol", "Limits", "guarded"]
