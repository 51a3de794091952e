"""One JSON object a line for every request; never a cell, a file name, a query or the token."""

from __future__ import annotations

import contextlib
import datetime
import json
import os
import sys
import threading
from pathlib import Path
from typing import IO, Any

from tracer_engine.durable_files import storage_error

STDERR = Path("-")


class RequestLog:
    """Writes lines to a file (0600, appended to), to stderr where it is "-", or nowhere."""

    def __init__(self, path: Path | None) -> None:
        self._lock = threading.Lock()
        self._file: IO[str] | None = None
        self._own = False
        if path == STDERR:
            self._file = sys.stderr
        elif path is not None:
            try:
                handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            except OSError as error:
                raise storage_error(error, path) from error
            self._file = os.fdopen(handle, "a", encoding="utf-8")
            self._own = True

    def write(self, event: str, **facts: Any) -> None:
        """One line; trouble with the log never stands in the way of a request."""
        if self._file is None:
            return
        time = datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds")
        line = json.dumps({"time": time, "event": event, **facts}, ensure_ascii=True)
        with self._lock, contextlib.suppress(OSError, ValueError):
            self._file.write(line + "\n")
            self._file.flush()

    def close(self) -> None:
        """Closes the file, if it is the log's own."""
        with self._lock:
            if self._own and self._file is not None:
                self._file.close()
            self._file = None
