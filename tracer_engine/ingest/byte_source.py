"""The bytes of a text file as UTF-8 with line feeds, piece by piece, whatever its encoding and line ends."""

from __future__ import annotations

import codecs
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from tracer_engine.ingest.encodings import Encoding, NotUtf8Error, cannot_decode

PIECE = 8 << 20
_LAST_LINE = 1 << 16
_LINES_SEEN = 2_000
_FEWEST_LINES = 3
_MOST, _NEARLY_ALL = 0.6, 0.8
_MARK, _MARKS = codecs.BOM_UTF8, re.compile(rb"^(?:\xef\xbb\xbf)+", re.MULTILINE)
_RUN, _AT_EDGES = re.compile(rb" +"), re.compile(rb"^ +| +(?=\r?$)", re.MULTILINE)
_WRAPPED = re.compile(rb'"(?:[^"]|"")*"')
_WRAPPED_LINE = re.compile(rb'^"((?:[^"\n]|"")*)"(\r?)$', re.MULTILINE)


class ByteSource:
    """Yields a text file in UTF-8 without byte-order mark; every pass over it starts anew.

    `bytes_done` counts the bytes of the file that were read in the current pass. Where lines end with a
    carriage return alone, it is handed on as a line feed. Where every line is wrapped in quotes as a whole, they are
    taken off. Where columns stand below each other with runs of blanks between them, a tab takes the place of each run,
    unless the separator is `told`. Zero bytes, which no text has, are left out, and so are byte-order marks where lines
    begin, as files put together have them. What is handed on is UTF-8 in any case: where the file is not,
    NotUtf8Error is raised if only its beginning was seen to be, else InputError.
    """

    def __init__(self, path: Path, encoding: Encoding, *, told: bool = False) -> None:
        self.path = path
        self.encoding = encoding
        self.bytes_total = path.stat().st_size
        self.bytes_done = 0
        head = self.head()
        self.lone_returns = _has_lone_returns(head)
        self.wrapped = _is_wrapped(head)
        self.aligned = not told and _is_aligned(head)
        self._mixed_ends = self.lone_returns and b"\n" in head
        self._zeros = self._marks = 0

    @property
    def notes(self) -> list[str]:
        """What is to be told about the bytes; complete once they have all been read."""
        notes = list(self.encoding.notes)
        if self._mixed_ends:
            notes.append("Lines end in several ways; a carriage return alone was taken for the end of a line, too.")
        if self.wrapped:
            notes.append("Every line is wrapped in quotes as a whole; they were taken off.")
        if self.aligned:
            notes.append("The columns stand below each other; the blanks between them were taken for one separator.")
        if self._zeros:
            zeros = "1 zero byte" if self._zeros == 1 else f"{self._zeros:,} zero bytes"
            notes.append(f"The file holds {zeros}, which no text has; left out.")
        if self._marks:
            lines = "1 line begins" if self._marks == 1 else f"{self._marks:,} lines begin"
            notes.append(f"{lines} with a byte-order mark, as in files put together; left out.")
        return notes

    def head(self, size: int = 1 << 18) -> bytes:
        """The first `size` bytes or so of the text, as UTF-8, line ends untouched."""
        with self.path.open("rb") as file:
            file.seek(self.encoding.bom)
            raw = file.read(size)
        if self.encoding.name == "utf-8" and self.encoding.errors == "strict":
            return raw
        final = self.bytes_total - self.encoding.bom <= size
        return self._decode(codecs.getincrementaldecoder(self.encoding.name)(self.encoding.errors), raw, final, 0)

    def pieces(self, size: int = PIECE) -> Iterator[bytes]:
        """The whole text, in pieces of about `size` bytes that end anywhere between two characters."""
        self._zeros = self._marks = 0
        texts, begins = self._texts(size), True
        if self.wrapped:
            texts = _by_lines(texts, _without_quotes)
        elif self.aligned:
            texts = _by_lines(texts, _with_tabs)
        for text in texts:
            if b"\0" in text:
                self._zeros += text.count(b"\0")
                text = text.replace(b"\0", b"")
            if not text.isascii() and _MARK in text:
                text = self._without_marks(text, begins)
            begins = text.endswith(b"\n")
            yield text

    def _without_marks(self, text: bytes, begins: bool) -> bytes:
        first = 0 if begins else text.find(b"\n") + 1  # where a line begins
        below, often = _MARKS.subn(b"", text[first:]) if begins or first else (text, 0)
        self._marks += often
        return text[:first] + below

    def _texts(self, size: int) -> Iterator[bytes]:
        plain = self.encoding.name == "utf-8" and self.encoding.errors == "strict"
        decoder = codecs.getincrementaldecoder(self.encoding.name)(self.encoding.errors)
        carry = b""
        with self.path.open("rb") as file:
            file.seek(self.encoding.bom)
            self.bytes_done = self.encoding.bom
            if plain and not self.lone_returns:
                yield from self._lines(file, size)
                return
            while raw := file.read(size):
                text = raw if plain else self._decode(decoder, raw, False, self.bytes_done)
                self.bytes_done += len(raw)
                if self.lone_returns:
                    text, carry = carry + text, b""
                    if text.endswith(b"\r"):  # its line feed may stand in the next piece
                        text, carry = text[:-1], b"\r"
                    text = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
                yield text
            tail = b"" if plain else self._decode(decoder, b"", True, self.bytes_done)
            if tail or carry:
                yield (carry + tail).replace(b"\r", b"\n")

    def _lines(self, file: io.BufferedReader, size: int) -> Iterator[bytes]:
        """Text that is handed on as it is, cut at line ends: found first, so that nothing is copied."""
        while self.bytes_done < self.bytes_total:
            end = self._end_of_lines(file, size)
            file.seek(self.bytes_done)
            text = file.read(end - self.bytes_done)
            if not text.isascii():
                self._check_utf8(text)
            self.bytes_done = end
            yield text

    def _check_utf8(self, text: bytes) -> None:
        try:
            codecs.utf_8_decode(text, "strict", True)
        except UnicodeDecodeError as error:
            if self.encoding.sure:  # all of it was, a moment ago
                raise cannot_decode(self.path, self.encoding.name, self.bytes_done + error.start) from None
            raise NotUtf8Error from error

    def _end_of_lines(self, file: io.BufferedReader, size: int) -> int:
        """Where the last line ends that does so within `size` bytes from here; where the file ends; or further on."""
        end = self.bytes_done + size
        for reach in (min(size, _LAST_LINE), size):
            if end >= self.bytes_total:
                return self.bytes_total
            file.seek(end - reach)
            cut = file.read(reach).rfind(b"\n") + 1
            if cut:
                return end - reach + cut
        return self._end_of_lines(file, 2 * size)  # a line longer than what is read at once

    def _decode(self, decoder: codecs.IncrementalDecoder, raw: bytes, final: bool, at: int) -> bytes:
        pending = len(decoder.getstate()[0])
        try:
            return decoder.decode(raw, final).encode("utf-8")
        except UnicodeError as error:
            where = at - pending + getattr(error, "start", 0)
            raise cannot_decode(self.path, self.encoding.name, where) from None


def _has_lone_returns(head: bytes) -> bool:
    """Whether carriage returns without a line feed end lines, all of them or some."""
    returns, feeds = head.count(b"\r"), head.count(b"\n")
    lone = returns - head.count(b"\r\n") - head.count(b"\r\r\n")
    if lone <= 0 or feeds == 0:
        return lone > 0
    if re.search(rb"\r(?![\r\n])", re.sub(rb'"[^"]*"', b"", head)) is None:  # all of them within quotes
        return False
    if lone > 10 * feeds:
        pieces = head.split(b"\r")
        return sum(piece.count(b'"') % 2 == 0 for piece in pieces) >= _NEARLY_ALL * len(pieces)
    lines = [line.rstrip(b"\r") for line in head.split(b"\n")[:_LINES_SEEN]]
    parts = [part for line in lines if b"\r" in line for part in line.split(b"\r")]
    lines = [line for line in lines if b"\r" not in line]
    if not parts:
        return False
    for delimiter in (b",", b";", b"\t", b"|"):
        usual, often = Counter(part.count(delimiter) for part in [*parts, *lines]).most_common(1)[0]
        if often < _MOST * (len(parts) + len(lines)):
            continue
        whole = sum(part.count(delimiter) == usual and part.count(b'"') % 2 == 0 for part in parts)
        if usual and whole >= _NEARLY_ALL * len(parts):
            return True
    return False


def _is_wrapped(head: bytes) -> bool:
    """Whether every line is a record that was quoted once more as a whole: "1,""Köln"",5"."""
    if not head.startswith(b'"'):
        return False
    lines = [line.rstrip(b"\r") for line in head[: head.rfind(b"\n") + 1].split(b"\n")[:_LINES_SEEN]]
    lines = [line for line in lines if line]
    if len(lines) < 2 or not all(_WRAPPED.fullmatch(line) for line in lines):
        return False
    bare = [re.sub(rb'""(?:[^"]|"""")*""', b"", line[1:-1]) for line in lines]
    counts = [{line.count(delimiter) for line in bare} for delimiter in (b",", b";", b"\t", b"|")]
    return any(len(found) == 1 and found != {0} for found in counts)


def _is_aligned(head: bytes) -> bool:
    """Whether every line has as many words, with runs of blanks between them: a table for the eye."""
    lines = [line.strip() for line in head[: head.rfind(b"\n") + 1].split(b"\n")[:_LINES_SEEN] if line.strip()]
    if len(lines) < _FEWEST_LINES or any(sign in head for sign in (b"\t", b'"', b"|", b";")):
        return False
    runs = sum(b"  " in line for line in lines)
    words = {len(line.split()) for line in lines}
    return len(words) == 1 and words != {1} and 2 * runs >= len(lines) and len({len(line) for line in lines}) <= 3


def _by_lines(pieces: Iterator[bytes], change: Callable[[bytes], bytes]) -> Iterator[bytes]:
    """The pieces, cut at line ends and changed."""
    carry = b""
    for piece in pieces:
        text = carry + piece
        cut = text.rfind(b"\n") + 1
        yield change(text[:cut])
        carry = text[cut:]
    yield change(carry)


def _without_quotes(lines: bytes) -> bytes:
    return _WRAPPED_LINE.sub(lambda line: line[1].replace(b'""', b'"') + line[2], lines)


def _with_tabs(lines: bytes) -> bytes:
    return _RUN.sub(b"\t", _AT_EDGES.sub(b"", lines))
