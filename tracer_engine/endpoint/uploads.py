"""Multipart bodies, parsed from the stream: the file goes straight to the disk, with its hash and a limit; the few
fields beside it are held. A client's file name is for show only and never becomes a path.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header

from tracer_engine.durable_files import storage_error
from tracer_engine.endpoint.problems import refuse

FILE_FIELD = "file"
MOST_PARTS = 1_000
MOST_FIELD_BYTES = 64 * 1024
MOST_FORM_BYTES = 1024 * 1024
LONGEST_NAME = 200
UNNAMED = "upload.csv"


@dataclass(kw_only=True)
class Form:
    """A multipart body: where its file lies now, its SHA-256, the name the client gave it, and the other fields."""

    file: Path
    source: str
    sha256: str
    size: int
    fields: dict[str, list[str]] = field(default_factory=dict)


def shown_name(name: str) -> str:
    """A client's file name as it may be shown: its last part, without control characters, not too long."""
    last = re.split(r"[/\\]", name)[-1]
    plain = "".join(
        char for char in last if unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
    )
    plain = plain.strip(" .")
    return plain[:LONGEST_NAME] or UNNAMED


def boundary_of(content_type: str | None) -> bytes:
    """The boundary that a multipart/form-data Content-Type tells. Raises Refusal."""
    kind, options = parse_options_header(content_type)
    if kind != b"multipart/form-data":
        raise refuse(415, "The body is not multipart/form-data.", "Send the table as the form field 'file'.")
    boundary = options.get(b"boundary", b"")
    if not boundary or len(boundary) > 70:
        raise refuse(400, "The Content-Type tells no boundary of 1 to 70 characters.", "Let your HTTP library set it.")
    return boundary


async def receive_form(request: Request, new_file: Callable[[], Path]) -> Form:
    """Takes in the form; the file goes to the path that `new_file` gives.

    Raises Refusal where it is no form with one file, or too much, StorageError where the disk stands in the way; what
    lies on the disk by then is the caller's to remove.
    """
    boundary = boundary_of(request.headers.get("content-type"))
    place = await run_in_threadpool(new_file)
    request.state.upload = place
    parts = _Parts(place)
    parser = MultipartParser(boundary, parts.callbacks())

    def parse(data: bytes) -> None:
        try:
            parser.write(data)
        except FormParserError as error:
            raise refuse(400, "The multipart body is not well formed.", "Let your HTTP library write it.") from error
        except OSError as error:
            raise storage_error(error, "the upload") from error

    try:
        async for data in request.stream():
            if data:
                await run_in_threadpool(parse, data)
        return await run_in_threadpool(parts.form)
    finally:
        parts.close()


class _Parts:
    """Takes what the parser calls out, part by part."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._file: IO[bytes] | None = None
        self._hash = hashlib.sha256()
        self._size = 0
        self._source: str | None = None
        self._fields: dict[str, list[str]] = {}
        self._parts = self._held = 0
        self._name = ""
        self._value = bytearray()
        self._headers: dict[bytes, bytes] = {}
        self._header_name, self._header_value = bytearray(), bytearray()
        self._in_file = self._ended = False

    def callbacks(self) -> Any:
        return {
            "on_part_begin": self._begin,
            "on_header_field": lambda data, start, end: self._header_name.extend(data[start:end]),
            "on_header_value": lambda data, start, end: self._header_value.extend(data[start:end]),
            "on_header_end": self._header_end,
            "on_headers_finished": self._headers_finished,
            "on_part_data": self._data,
            "on_part_end": self._end,
            "on_end": self._all,
        }

    def _begin(self) -> None:
        self._parts += 1
        if self._parts > MOST_PARTS:
            raise refuse(413, f"The form has more than {MOST_PARTS:,} parts.", "Send fewer fields.")
        self._headers = {}
        self._value = bytearray()
        self._in_file = False

    def _header_end(self) -> None:
        self._headers[bytes(self._header_name).lower()] = bytes(self._header_value)
        self._header_name, self._header_value = bytearray(), bytearray()

    def _headers_finished(self) -> None:
        kind, options = parse_options_header(self._headers.get(b"content-disposition"))
        if kind != b"form-data" or b"name" not in options:
            raise refuse(400, "A part of the form has no name.", "Let your HTTP library write the body.")
        if self._headers.get(b"content-transfer-encoding", b"binary").strip().lower() not in (
            b"binary",
            b"8bit",
            b"7bit",
        ):
            raise refuse(400, "A part of the form is encoded.", "Send it as it is, without Content-Transfer-Encoding.")
        self._name = options[b"name"].decode("utf-8", "replace")
        if self._name != FILE_FIELD:
            return
        if self._source is not None:
            raise refuse(422, "The form has more than one file.", "Send one table a request.")
        self._source = shown_name(options.get(b"filename", b"").decode("utf-8", "replace"))
        self._file = os.fdopen(os.open(self._place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        self._in_file = True

    def _data(self, data: bytes, start: int, end: int) -> None:
        piece = data[start:end]
        if self._in_file and self._file is not None:
            self._file.write(piece)
            self._hash.update(piece)
            self._size += len(piece)
            return
        self._value += piece
        self._held += len(piece)
        if len(self._value) > MOST_FIELD_BYTES or self._held > MOST_FORM_BYTES:
            raise refuse(413, "A field of the form is too long.", "Send the table as the form field 'file'.")

    def _end(self) -> None:
        if not self._in_file:
            self._fields.setdefault(self._name, []).append(self._value.decode("utf-8", "replace"))

    def _all(self) -> None:
        self._ended = True

    def form(self) -> Form:
        if not self._ended:
            raise refuse(400, "The form ended too soon.", "Send it again, whole.")
        if self._source is None or self._file is None:
            raise refuse(422, "The form has no file.", "Send the table as the form field 'file'.")
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            raise storage_error(error, "the upload") from error
        return Form(
            file=self._place, source=self._source, sha256=self._hash.hexdigest(), size=self._size, fields=self._fields
        )

    def close(self) -> None:
        if self._file is not None:
            with contextlib.suppress(OSError):
                self._file.close()


async def receive_bytes(request: Request, most: int) -> bytes:
    """A small body, held in memory. Raises Refusal where it is larger than `most` bytes."""
    body = bytearray()
    async for data in request.stream():
        body += data
        if len(body) > most:
            raise refuse(
                413,
                f"The body is larger than {most:,} bytes, the most that is taken as JSON.",
                "Send many rows as a file: multipart/form-data with the field 'file'.",
            )
    return bytes(body)
