"""The endpoint as one thing that is switched on and off: by `tracer serve`, and by the window."""

from __future__ import annotations

import contextlib
import socket
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, cast

import uvicorn

from tracer_engine.durable_files import storage_error, write_durably
from tracer_engine.endpoint.application import make_application
from tracer_engine.endpoint.logs import RequestLog
from tracer_engine.endpoint.protocol import Limits, guarded
from tracer_engine.endpoint.security import HEADER_BYTES, App, Gate, new_token
from tracer_engine.endpoint.services import Services
from tracer_engine.endpoint.settings import EndpointSettings, read_settings
from tracer_engine.endpoint.uploads import MOST_FORM_BYTES
from tracer_engine.errors import StorageError
from tracer_engine.jobs import JobRunner
from tracer_engine.workspace import Workspace, open_workspace

State = Literal["off", "starting", "on", "stopping"]
ADDRESS = "127.0.0.1"
TOKEN_FILE = "token"  # noqa: S105 - the name of a file
SECONDS_TO_START = 30.0
FILES_WANTED = 4096


class Endpoint:
    """Off until `start()`; after `stop()` nothing listens, and it can be started again. Any thread may call it."""

    def __init__(self, *, workspace: Workspace | None = None, settings: EndpointSettings | None = None) -> None:
        self._workspace, self._settings = workspace, settings
        self._lock = threading.Lock()
        self._state: State = "off"
        self._ended = threading.Event()
        self._ended.set()
        self._token: str | None = None
        self._port = 0
        self._token_file: Path | None = None
        self._services: Services | None = None
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None
        self._undo = contextlib.ExitStack()

    @property
    def state(self) -> State:
        """off, starting, on or stopping."""
        return self._state

    @property
    def address(self) -> str | None:
        """http://127.0.0.1:PORT while it is on."""
        return f"http://{ADDRESS}:{self._port}" if self._state == "on" else None

    @property
    def token(self) -> str | None:
        """The bearer token while it is on; a new one with every start."""
        return self._token if self._state == "on" else None

    @property
    def token_file(self) -> Path | None:
        """Where the token is written while it is on."""
        return self._token_file if self._state == "on" else None

    @property
    def jobs_in_progress(self) -> int:
        """How many jobs are being done or wait."""
        services = self._services
        return services.runner.working() + services.runner.queue_length() if services and self._state == "on" else 0

    def start(self) -> None:
        """Listens, once the jobs of the workspace are its own.

        Raises StorageError where another program owns them, the port is taken or the disk stands in the way, and
        InputError where a setting does not fit; then nothing listens.
        """
        with self._lock:
            if self._state != "off":
                return
            self._state = "starting"
            try:
                with contextlib.ExitStack() as undo:
                    self._open(undo)
                    self._undo = undo.pop_all()
            except BaseException:
                self._state = "off"
                raise
            self._ended.clear()
            self._state = "on"

    def stop(self) -> None:
        """Takes no more requests, ends those that run within the grace that is set, interrupts jobs, lets all go."""
        with self._lock:
            if self._state != "on":
                return
            self._state = "stopping"
            try:
                self._undo.close()
            finally:
                self._token = None
                self._services = self._server = self._thread = None
                self._state = "off"
                self._ended.set()

    def wait(self, seconds: float | None = None) -> bool:
        """Waits until it is off, or does not listen any more; False when the seconds are over."""
        thread = self._thread
        if thread is not None:
            thread.join(seconds)
            return not thread.is_alive()
        return self._ended.wait(seconds)

    def __enter__(self) -> Endpoint:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _open(self, undo: contextlib.ExitStack) -> None:
        workspace = self._workspace or open_workspace()
        settings = self._settings or read_settings(workspace.path)
        _want_files(FILES_WANTED)
        log = RequestLog(settings.log_file)
        undo.callback(log.close)
        listening = undo.enter_context(_listen(settings.port))
        self._port = listening.getsockname()[1]
        runner = JobRunner(
            workspace,
            jobs_at_once=settings.jobs_at_once,
            most_queued=settings.most_queued,
            keep_days=settings.keep_jobs_days,
        )
        undo.callback(lambda: runner.close(settings.grace_seconds))
        self._services = services = Services(settings=settings, workspace=workspace, runner=runner, log=log)
        undo.callback(services.close)
        self._token = new_token()
        self._token_file = settings.token_file or workspace.path / TOKEN_FILE
        undo.callback(_remove_token, self._token_file, self._token)
        # Only now: a second program on this workspace has been turned away before it could spoil the first one's token.
        write_durably(self._token_file, self._token + "\n")
        self._serve(undo, services, self._token, listening)
        log.write("started", port=self._port)
        undo.callback(lambda: log.write("stopping"))

    def _serve(self, undo: contextlib.ExitStack, services: Services, token: str, listening: socket.socket) -> None:
        settings = services.settings
        most_bytes = settings.most_upload_bytes + MOST_FORM_BYTES
        gate = Gate(
            cast("App", make_application(services)),
            port=self._port,
            token=token,
            most_bytes=most_bytes,
            log=services.log,
        )
        limits = Limits(
            most_connections=settings.most_connections,
            most_bytes=most_bytes,
            header_seconds=settings.header_seconds,
            body_seconds=settings.body_seconds,
            least_bytes_a_second=settings.least_bytes_a_second,
            write_seconds=settings.write_seconds,
        )
        config = uvicorn.Config(
            gate,
            http=guarded(limits),
            ws="none",
            loop="asyncio",
            lifespan="off",
            interface="asgi3",
            log_config=None,
            access_log=False,
            log_level="critical",  # its own words quote what was sent; the log of requests is ours
            proxy_headers=False,
            server_header=False,
            timeout_keep_alive=round(settings.idle_seconds),
            timeout_graceful_shutdown=max(1, round(settings.grace_seconds)),
            h11_max_incomplete_event_size=HEADER_BYTES,
        )
        self._server = server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listening],), name="endpoint", daemon=True)
        self._thread = thread
        thread.start()
        undo.callback(self._end_serving, server, thread, services)
        end = threading.Event()
        for _ in range(int(SECONDS_TO_START / 0.02)):
            if server.started or not thread.is_alive():
                break
            end.wait(0.02)
        if not server.started:
            raise StorageError("The endpoint did not start.", remedy="Start it again, on another port.")

    @staticmethod
    def _end_serving(server: uvicorn.Server, thread: threading.Thread, services: Services) -> None:
        services.closing.set()
        server.should_exit = True
        thread.join()


def _remove_token(path: Path, token: str) -> None:
    """A token that opens nothing any more need not lie about; somebody else's newer one stays."""
    with contextlib.suppress(OSError):
        if path.read_text(encoding="utf-8").strip() == token:
            path.unlink()


@contextlib.contextmanager
def _listen(port: int) -> Iterator[socket.socket]:
    """A socket bound to this computer alone. Raises StorageError where the port cannot be had."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if sys.platform == "win32":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((ADDRESS, port))
        except OSError as error:
            if port:
                raise StorageError(
                    f"The port {port} cannot be had: {error.strerror}.",
                    remedy="Choose another one, or none: then a free one is found.",
                ) from error
            raise storage_error(error, ADDRESS, "listen on") from error
        yield listening
    finally:
        listening.close()


def _want_files(number: int) -> None:
    """Every connection is an open file; some systems allow 256 unless they are asked."""
    if sys.platform == "win32":
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = number if hard == resource.RLIM_INFINITY else min(number, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
