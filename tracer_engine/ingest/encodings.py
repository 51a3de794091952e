"""Which encoding a text file is in: found out over the whole file, never a silent fallback."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from tracer_engine.errors import InputError
from tracer_engine.ingest.alphabets import likely_encodings

CHUNK = 1 << 20
_SAMPLE = 1 << 18
_TRUSTED = 1 << 20
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BINARIES = {
    b"%PDF": "a PDF document", b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture", b"GIF8": "a picture",
    b"\x1f\x8b": "a gzip archive", b"7z\xbc\xaf": "a 7-Zip archive", b"Rar!": "a RAR archive",
    b"BZh": "a bzip2 archive", b"\xfd7zXZ": "an xz archive", b"SQLite format 3": "an SQLite database",
}  # fmt: skip
MENDING_ERRORS = "tracer-windows-1252"


@dataclass(frozen=True, kw_only=True)
class Encoding:
    """An encoding, how many bytes of byte-order mark stand before the text, how bad bytes are met, and what to tell.

    Where not `sure`, only the beginning of the file was seen to be UTF-8, and who reads on has to look at the rest.
    """

    name: str
    bom: int = 0
    errors: str = "strict"
    notes: tuple[str, ...] = ()
    runner_up: str = ""  # of a guess
    sure: bool = True


class NotUtf8Error(Exception):
    """Raised while reading a file that was taken for UTF-8 from its beginning, and is not."""


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    """Codec error handler: the bytes that are no UTF-8 are read as Windows-1252."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", errors="replace"), error.end


codecs.register_error(MENDING_ERRORS, _as_windows_1252)


def find_encoding(
    path: Path, told: str | None, reach: int | None = None, *, expected: str | None = None, trusting: bool = False
) -> Encoding:
    """The encoding of the file; `told` by the user wins, and is checked when the text is read.

    `expected` is taken where nothing but a guess could tell. With `reach`, no more than about so many bytes are looked
    at. With `trusting`, a file that begins as UTF-8 is taken for it, which spares a pass over a large one
    (`Encoding.sure`). Raises InputError for an encoding nobody knows and for a file that is no text.
    """
    if trusting and reach is None and path.stat().st_size > _TRUSTED:
        found = find_encoding(path, told, _TRUSTED, expected=expected)
        if found.name == "utf-8" and found.errors == "strict":
            return replace(found, sure=False)
    with path.open("rb") as file:
        head = file.read(_SAMPLE)
    if told is not None:
        return _told_encoding(path, head, told, reach)
    for mark, name in _BOMS:
        if head.startswith(mark):
            if name != "utf-8":
                return Encoding(name=name, bom=len(mark))
            return _utf8_or_mended(path, _end_of_marks(head, mark), reach, expected)
    if unmarked := _utf16_without_mark(head):
        note = f"The file has no mark of its encoding; it was read as {unmarked.upper()}."
        return Encoding(name=unmarked, notes=(note,))
    refuse_binary(path, head)
    return _utf8_or_mended(path, 0, reach, expected)


def _end_of_marks(head: bytes, mark: bytes) -> int:
    """Where the text begins: files put together by programs may have the byte-order mark more than once."""
    end = 0
    while head.startswith(mark, end):
        end += len(mark)
    return end


def _told_encoding(path: Path, head: bytes, told: str, reach: int | None) -> Encoding:
    try:
        name = codecs.lookup(told).name
    except LookupError:
        raise InputError(f"There is no encoding called {told!r}.", remedy="Use for example utf-8 or cp1252.") from None
    if name == "utf-16":
        name = "utf-16-be" if head.startswith(codecs.BOM_UTF16_BE) else "utf-16-le"
    name = "utf-8" if name == "utf-8-sig" else name
    if name == "utf-8" and (bad := _first_bad_byte(path, reach)) is not None:
        raise cannot_decode(path, name, bad)
    bom = next((_end_of_marks(head, mark) for mark, known in _BOMS if known == name and head.startswith(mark)), 0)
    return Encoding(name=name, bom=bom)


def cannot_decode(path: Path, name: str, where: int) -> InputError:
    """The refusal of a file that is not in the encoding it should be in; `where` is a byte, counted from 0."""
    return InputError(
        f"{path.name} cannot be read as {name}: byte {where:,} does not fit.",
        remedy="Choose another encoding in the reading options.",
    )


def _utf16_without_mark(head: bytes) -> str | None:
    """UTF-16 shows by zero bytes that stand at every second place."""
    sample = head[: len(head) // 2 * 2]
    if len(sample) < 4:
        return None
    even, odd = sample[0::2].count(0) / (len(sample) / 2), sample[1::2].count(0) / (len(sample) / 2)
    if odd > 0.4 and even < 0.05:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 and odd < 0.05 else None


def refuse_binary(path: Path, head: bytes) -> None:
    """Raise InputError where the first bytes are not those of a text file."""
    for magic, what in _BINARIES.items():
        if head.startswith(magic):
            packed = what.endswith("archive")
            remedy = "Unpack it first." if packed else "Export the table as CSV or Excel and open that file."
            raise InputError(f"{path.name} is {what}, not a table.", remedy=remedy)
    odd = sum(head.count(byte) for byte in range(32) if byte not in (9, 10, 12, 13, 26, 27, 28, 29, 30, 31, 1))
    if odd > 0.02 * len(head) or head.count(0) > max(2, 0.002 * len(head)):
        raise InputError(
            f"{path.name} is not a text file: it holds binary data from byte {_first_control(head):,} on.",
            remedy="Export the table as CSV, Excel or Parquet and open that file.",
        )


def _first_control(head: bytes) -> int:
    match = re.search(rb"[\x00-\x08\x0b\x0e-\x1a]", head)
    return match.start() if match else 0


def _utf8_or_mended(path: Path, bom: int, reach: int | None, expected: str | None) -> Encoding:
    """UTF-8 if the whole file is; else UTF-8 with a few strangers, or the most likely other encoding."""
    bad = _first_bad_byte(path, reach)
    if bad is None:
        return Encoding(name="utf-8", bom=bom)
    context, good, wrong = _gather_context(path, reach)
    if bom or good >= 20 * wrong:
        some = "some bytes are" if wrong > 1 else "one byte is"
        note = f"The file is UTF-8, but {some} not (the first at byte {bad:,}): read as Windows-1252."
        return Encoding(name="utf-8", bom=bom, errors=MENDING_ERRORS, notes=(note,))
    if expected is not None and not expected.startswith("utf") and _can_be(context, expected):
        return Encoding(name=expected)
    name, *others = likely_encodings(context)
    second = next((other for other in others if _reads_otherwise(context, name, other)), None)
    note = f"The file is not UTF-8 (byte {bad:,}); its encoding was guessed as {name}"
    note += f" ({second} is the next best guess)." if second else "."
    told = f"{note} If letters look wrong, choose the encoding in the reading options."
    return Encoding(name=name, notes=(told,), runner_up=second or "")


def _can_be(words: bytes, name: str) -> bool:
    try:
        words.decode(name)
    except (UnicodeDecodeError, LookupError):
        return False
    return True


def _reads_otherwise(words: bytes, name: str, other: str) -> bool:
    return words.decode(name, errors="replace") != words.decode(other, errors="replace")


def _chunks(path: Path, reach: int | None) -> Iterator[bytes]:
    done = 0
    with path.open("rb") as file:
        while (reach is None or done < reach) and (chunk := file.read(CHUNK)):
            done += len(chunk)
            yield chunk


def _first_bad_byte(path: Path, reach: int | None) -> int | None:
    """Where the file stops being UTF-8, or None when all of it is (as far as `reach`)."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    done, pending = 0, 0
    for chunk in _chunks(path, reach):
        if pending or not chunk.isascii():
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError as error:
                return done - pending + error.start
            pending = len(decoder.getstate()[0])
        done += len(chunk)
    # Where one stopped looking, a character may be cut in two; at the end of the file it may not.
    return done - pending if pending and done == path.stat().st_size else None


def _gather_context(path: Path, reach: int | None) -> tuple[bytes, int, int]:
    """Words with bytes beyond ASCII (up to 256 KB), how many characters are valid UTF-8, and how many bytes are not."""
    words: list[bytes] = []
    size = good = wrong = 0
    for chunk in _chunks(path, reach):
        if chunk.isascii():
            continue
        for word in re.findall(rb"[^\x00-\x20,;\"\t]*[\x80-\xff][^\x00-\x20,;\"\t]*", chunk):
            text = word.decode("utf-8", errors="replace")
            wrong += text.count("\ufffd")
            good += sum(ord(letter) > 127 for letter in text) - text.count("\ufffd")
            if size < _SAMPLE:
                words.append(word)
                size += len(word)
    return b" ".join(words), good, wrong
