"""The bytes of a text file as UTF-8 with line feeds, piece by piece, whatever its encoding and line ends."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path

from tracer_engine.ingest.encodings import Encoding, cannot_decode

PIECE = 8 << 20


class ByteSource:
    """Yields a text file in UTF-8 without byte-order mark; every pass over it starts anew.

    `bytes_done` counts the bytes of the file that were read in the current pass. Where lines end with a
    carriage return alone, it is handed on as a line feed.
    """

    def __init__(self, path: Path, encoding: Encoding) -> None:
        self.path = path
        self.encoding = encoding
        self.bytes_total = path.stat().st_size
        self.bytes_done = 0
        self.lone_returns = _has_lone_returns(self.head())

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
        plain = self.encoding.name == "utf-8" and self.encoding.errors == "strict"
        decoder = codecs.getincrementaldecoder(self.encoding.name)(self.encoding.errors)
        carry = b""
        with self.path.open("rb") as file:
            file.seek(self.encoding.bom)
            self.bytes_done = self.encoding.bom
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

    def _decode(self, decoder: codecs.IncrementalDecoder, raw: bytes, final: bool, at: int) -> bytes:
        pending = len(decoder.getstate()[0])
        try:
            return decoder.decode(raw, final).encode("utf-8")
        except UnicodeError as error:
            where = at - pending + getattr(error, "start", 0)
            raise cannot_decode(self.path, self.encoding.name, where) from None


def _has_lone_returns(head: bytes) -> bool:
    """Whether carriage returns without a line feed end the lines."""
    returns, feeds = head.count(b"\r"), head.count(b"\n")
    lone = returns - head.count(b"\r\n")
    return lone > 0 and (feeds == 0 or lone > 10 * feeds)
