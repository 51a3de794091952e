"""Files as answers: read block by block, with a word on what they are."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from typing import IO

from fastapi.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from tracer_engine.durable_files import storage_error
from tracer_engine.endpoint.problems import refuse

BLOCK = 256 * 1024


class FileAnswer(StreamingResponse):
    """A file, open already, as the body; `at_end` is called whatever comes of it."""

    def __init__(
        self,
        file: IO[bytes],
        *,
        media_type: str,
        name: str | None = None,
        headers: Mapping[str, str] | None = None,
        at_end: Callable[[], object] = lambda: None,
    ) -> None:
        self._file, self._at_end = file, at_end
        size = file.seek(0, 2)
        file.seek(0)
        told = {"content-length": str(size), **(headers or {})}
        if name is not None:
            told["content-disposition"] = f'attachment; filename="{name}"'
        super().__init__(self._blocks(), media_type=media_type, headers=told)

    async def _blocks(self) -> AsyncIterator[bytes]:
        while block := await run_in_threadpool(self._file.read, BLOCK):
            yield block

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends it."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._file.close()
            self._at_end()


def open_file(path: Path, what: str) -> IO[bytes]:
    """The file, open for reading. Raises Refusal (404) where it is not there, StorageError otherwise."""
    try:
        return path.open("rb")
    except FileNotFoundError as error:
        raise refuse(404, f"{what} is no longer there.", "Train again.") from error
    except OSError as error:
        raise storage_error(error, path, "read") from error
