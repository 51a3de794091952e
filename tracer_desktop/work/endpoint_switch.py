"""The endpoint of `tracer serve`, switched on and off from the window without ever keeping it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, Qt, Signal

from tracer_engine import JobError, TracerError, Workspace

if TYPE_CHECKING:
    from tracer_engine import Endpoint

State = Literal["off", "starting", "on", "stopping"]
SECONDS_TO_STOP = 30.0


class EndpointSwitch(QObject):
    """Off until it is switched on. `changed` tells of every change of `state` or `error`."""

    changed = Signal()

    _went_on = Signal(object)
    _went_off = Signal()
    _refused = Signal(object)

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._endpoint: Endpoint | None = None
        self._thread: threading.Thread | None = None
        self.state: State = "off"
        self.error: JobError | None = None
        queued = Qt.ConnectionType.QueuedConnection
        self._went_on.connect(self._on_on, queued)
        self._went_off.connect(self._on_off, queued)
        self._refused.connect(self._on_refused, queued)

    @property
    def address(self) -> str:
        """http://127.0.0.1:PORT while it is on."""
        return (self._endpoint.address or "") if self._endpoint is not None else ""

    @property
    def port(self) -> int | None:
        """The port while it is on."""
        return int(self.address.rpartition(":")[2]) if self.address else None

    @property
    def token(self) -> str:
        """The token while it is on; a new one each time."""
        return (self._endpoint.token or "") if self._endpoint is not None else ""

    @property
    def jobs_in_progress(self) -> int:
        """How many jobs are being done or wait."""
        return self._endpoint.jobs_in_progress if self._endpoint is not None else 0

    def switch_on(self, port: int) -> None:
        """Listen on a port (0: a free one); returns at once."""
        if self.state != "off":
            return
        self.error = None
        self._set("starting")
        self._run(self._start, port)

    def switch_off(self) -> None:
        """Listen no more; returns at once."""
        if self.state != "on":
            return
        self._set("stopping")
        self._run(self._stop)

    def close(self) -> None:
        """Listen no more, and wait until nothing does (when the program leaves)."""
        self._join()
        if self._endpoint is not None:
            self._endpoint.stop()
            self._endpoint = None
        self.state = "off"

    def _run(self, work: object, *arguments: object) -> None:
        assert callable(work)
        self._join()
        # A thread of its own: it imports the web libraries, waits for the port, and waits for requests to end.
        self._thread = threading.Thread(target=work, args=arguments, name="endpoint switch", daemon=True)
        self._thread.start()

    def _join(self) -> None:
        if self._thread is not None:
            self._thread.join(SECONDS_TO_STOP)
            self._thread = None

    def _start(self, port: int) -> None:
        try:
            from tracer_engine import Endpoint, read_settings

            endpoint = Endpoint(workspace=self._workspace, settings=read_settings(self._workspace.path, port=port))
            endpoint.start()
        except TracerError as error:
            self._refused.emit(JobError(message=error.message, remedy=error.remedy, kind="storage"))
        except OSError as error:
            told = f"The endpoint could not be switched on: {error.strerror}."
            self._refused.emit(JobError(message=told, remedy="Try again, on another port.", kind="storage"))
        else:
            # Kept here, not where the signal arrives: whoever closes before that finds it.
            self._endpoint = endpoint
            self._went_on.emit(endpoint)

    def _stop(self) -> None:
        endpoint, self._endpoint = self._endpoint, None
        if endpoint is not None:
            endpoint.stop()
        self._went_off.emit()

    def _on_on(self, _endpoint: object) -> None:
        if self.state == "starting":
            self._set("on")

    def _on_off(self) -> None:
        self._set("off")

    def _on_refused(self, error: JobError) -> None:
        self.error = error
        self._set("off")

    def _set(self, state: State) -> None:
        self.state = state
        self.changed.emit()
