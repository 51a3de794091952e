"""The compiled part of reading, `cell_scan.c`: well-formed text into hashes and columns at the speed of memory.

It is compiled when Tracer is installed. Where it is missing (no compiler could be had), which `is_compiled` tells, all
is read by other means, slower. Cells and counts are the same either way; only estimates from hashes (how many texts are
different in a file too large to keep) may then differ in their last digits, as polars' hashes take the place of these.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
"""One for each cell; cells of one text have the same, and none is zero."""

Rows = NDArray[np.uint32]
"""Positions of rows."""

Counts = NDArray[np.int64]

# Not among the modules: Python would take it for one of them.
_FOLDER = Path(__file__).parent / "compiled"
_CONTRACT = 1  # the one of cell_scan.c
_SEED = 1
_FEWEST_PLACES = 1 << 8
_LINE_END = 10
_SCHEMA_SIZE, _ARRAY_SIZE = 72, 80  # bytes of Arrow's two structures where pointers have eight

# What a capsule is called by Arrow's PyCapsule interface.
_SCHEMA, _ARRAY, _STREAM = b"arrow_schema", b"arrow_array", b"arrow_array_stream"
_capsule_of = ctypes.PYFUNCTYPE(ctypes.py_object, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p)(
    ("PyCapsule_New", ctypes.pythonapi)
)
_pointer_in = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.py_object, ctypes.c_char_p)(
    ("PyCapsule_GetPointer", ctypes.pythonapi)
)


def library_name() -> str:
    """The name of the file that is built from cell_scan.c on this system."""
    return "tracer_cells" + {"win32": ".dll", "darwin": ".dylib"}.get(sys.platform, ".so")


@cache
def _library() -> ctypes.CDLL | None:
    if sys.byteorder != "little" or ctypes.sizeof(ctypes.c_void_p) != 8:
        return None
    try:
        library = ctypes.CDLL(str(_FOLDER / library_name()))
        if library.tracer_contract() != _CONTRACT:
            return None
    except (OSError, AttributeError):
        return None
    pointer, number, wide = ctypes.c_void_p, ctypes.c_int32, ctypes.c_int64
    text = ctypes.c_char_p
    grammar, handed = (number, number, number), (pointer, number, pointer, pointer)
    for name, arguments in {
        "tracer_count": (text, wide, number),
        "tracer_split": (text, wide, *grammar, number, text, wide, wide, pointer, pointer, *handed),
        "tracer_tally": (pointer, wide, pointer, pointer, ctypes.c_uint64, pointer),
        "tracer_learn": (pointer, wide, pointer, ctypes.c_uint64, pointer),
        "tracer_texts": (text, wide, *grammar, pointer, pointer, wide, *handed),
        "tracer_hash": (pointer, pointer, wide),
        "tracer_release": (pointer,),
    }.items():
        function = getattr(library, name)
        function.argtypes = arguments
        function.restype = None if name in ("tracer_learn", "tracer_release") else wide
    return library


def _loaded() -> ctypes.CDLL:
    library = _library()
    assert library is not None
    return library


def is_compiled() -> bool:
    """Whether the compiled part is there and loads."""
    return _library() is not None


@dataclass(frozen=True, kw_only=True)
class Grammar:
    """Text of records that end with a line feed and have `width` cells. `header`: a place and text no row may hold."""

    delimiter: str
    quote: str
    width: int
    header: tuple[int, str] | None = None


class WellFormed:
    """Records in which every cell is known to stand: quotes, if any, around whole cells, no line end within."""

    def __init__(self, data: bytes, grammar: Grammar, starts: Rows, hashes: Hashes | None) -> None:
        self._data = data
        self._grammar = grammar
        self._starts = starts
        self._hashes = hashes
        self.rows = len(starts) - 1

    @property
    def hashes(self) -> Hashes:
        """Of shape (columns, rows). Raises ValueError where they were not wanted."""
        if self._hashes is None:
            raise ValueError("these records were split without hashes")
        return self._hashes

    def is_blank(self, row: int) -> bool:
        """Whether there is nothing in a record but white space."""
        record = self._data[self._starts[row] : self._starts[row + 1]].decode("utf-8")
        return all(sign.isspace() or sign in (self._grammar.delimiter, self._grammar.quote) for sign in record)

    def texts(self, columns: Sequence[int], rows: Rows | None = None) -> list[pl.Series]:
        """The cells of these columns, of all rows or of some. Raises MemoryError."""
        grammar = self._grammar
        handed = _Handed(columns, grammar.width)
        picked = None if rows is None else np.ascontiguousarray(rows, dtype=np.uint32)
        problem = _loaded().tracer_texts(
            self._data, len(self._data), ord(grammar.delimiter), _byte(grammar.quote), grammar.width,
            _address(self._starts), _address(picked), self.rows if picked is None else len(picked), *handed.places,
        )  # fmt: skip
        if problem:
            raise MemoryError
        return handed.series()


def split(
    data: bytes, grammar: Grammar, *, hashed: bool, columns: Sequence[int] = ()
) -> tuple[WellFormed, list[pl.Series]] | None:
    """The records of `data`, which must end with a line feed, and these columns of them.

    None where anything is not just as `Grammar` says, where memory does not suffice, and where nothing `is_compiled`.
    """
    if not is_compiled():
        return None
    size = len(data)
    capacity = _loaded().tracer_count(data, size, _LINE_END)
    if capacity * grammar.width > size:  # a record takes a byte for each cell: most lines are blank
        return None
    hashes = np.empty((grammar.width, capacity), dtype=np.uint64) if hashed else None
    starts = np.empty(capacity + 1, dtype=np.uint32)
    place, header = grammar.header or (-1, "")
    unwanted = header.encode("utf-8")
    handed = _Handed(columns, grammar.width)
    rows = _loaded().tracer_split(
        data, size, ord(grammar.delimiter), _byte(grammar.quote), grammar.width, place, unwanted, len(unwanted),
        capacity, _address(hashes), _address(starts), *handed.places,
    )  # fmt: skip
    if rows < 0:
        return None
    series = handed.series()
    return (WellFormed(data, grammar, starts, hashes), series) if rows == capacity else None


def hashes_of(cells: pl.Series) -> Hashes:
    """The hashes of texts, none of them null."""
    library = _library()
    if library is None:
        hashes = cells.hash(_SEED).to_numpy()
        return np.where(hashes == 0, np.uint64(1), hashes) if (hashes == 0).any() else hashes
    found = np.empty(len(cells), dtype=np.uint64)
    capsule = cells.__arrow_c_stream__()
    done = library.tracer_hash(_pointer_in(capsule, _STREAM), _address(found), len(found))
    if done != len(found):
        raise ValueError(f"{len(cells)} texts of type {cells.dtype} could not be hashed: {done}")
    return found


class KnownHashes:
    """Hashes and how often each was met: in a table of open places, of which at least half are free."""

    def __init__(self) -> None:
        self._size = 0
        self._make_room(_FEWEST_PLACES)

    def __len__(self) -> int:
        return self._size

    def tally(self, hashes: Hashes) -> Rows:
        """Count those that are known; returns the positions of the others."""
        missed = np.empty(len(hashes), dtype=np.uint32)
        misses = _loaded().tracer_tally(
            _address(hashes), len(hashes), _address(self._keys), _address(self._counts), len(self._keys) - 1,
            _address(missed),
        )  # fmt: skip
        return missed[:misses]

    def learn(self, hashes: Hashes, often: Counts) -> None:
        """Know these from now on, each met so often up to now; none is known already, none is there twice."""
        self._size += len(hashes)
        if 2 * self._size > len(self._keys):
            taken = self._keys != 0
            hashes = np.concatenate((self._keys[taken], hashes))
            often = np.concatenate((self._counts[taken], often))
            self._make_room(1 << (2 * self._size).bit_length())
        self._counts[self._places_of(hashes)] = often

    def counts_of(self, hashes: Hashes) -> Counts:
        """How often these, which are known, were met."""
        return self._counts[self._places_of(hashes)]

    def _make_room(self, places: int) -> None:
        self._keys = np.zeros(places, dtype=np.uint64)
        self._counts = np.zeros(places, dtype=np.int64)

    def _places_of(self, hashes: Hashes) -> Counts:
        """Where they are in the table; those that are not are entered."""
        hashes = np.ascontiguousarray(hashes)
        places = np.empty(len(hashes), dtype=np.int64)
        _loaded().tracer_learn(
            _address(hashes), len(hashes), _address(self._keys), len(self._keys) - 1, _address(places)
        )
        return places


class SortedHashes:
    """The same as `KnownHashes` without the compiled part: hashes in order."""

    def __init__(self) -> None:
        self._keys = np.zeros(0, dtype=np.uint64)
        self._counts = np.zeros(0, dtype=np.int64)

    def __len__(self) -> int:
        return len(self._keys)

    def tally(self, hashes: Hashes) -> Rows:
        """Count those that are known; returns the positions of the others."""
        if not len(self._keys):
            return np.arange(len(hashes), dtype=np.uint32)
        places = np.minimum(np.searchsorted(self._keys, hashes), len(self._keys) - 1)
        known = self._keys[places] == hashes
        self._counts += np.bincount(places[known], minlength=len(self._keys))
        return np.flatnonzero(~known).astype(np.uint32)

    def learn(self, hashes: Hashes, often: Counts) -> None:
        """Know these from now on, each met so often up to now; none is known already, none is there twice."""
        keys, counts = np.concatenate((self._keys, hashes)), np.concatenate((self._counts, often))
        order = np.argsort(keys)
        self._keys, self._counts = keys[order], counts[order]

    def counts_of(self, hashes: Hashes) -> Counts:
        """How often these, which are known, were met."""
        return self._counts[np.searchsorted(self._keys, hashes)]


class _Handed:
    """Room for columns on their way from the compiled part into polars, as Arrow's C data interface has it."""

    def __init__(self, columns: Sequence[int], width: int) -> None:
        self._count = len(columns)
        self._wanted = np.full(width, -1, dtype=np.int32)
        self._wanted[list(columns)] = np.arange(self._count)
        self._schemas = ctypes.create_string_buffer(_SCHEMA_SIZE * max(1, self._count))
        self._arrays = ctypes.create_string_buffer(_ARRAY_SIZE * max(1, self._count))

    @property
    def places(self) -> tuple[int | None, int, int, int]:
        """Which columns are wanted, how many, and where their schemas and arrays are to be put."""
        first = (ctypes.addressof(self._schemas), ctypes.addressof(self._arrays))
        return (_address(self._wanted), self._count, *first)

    def series(self) -> list[pl.Series]:
        """The columns, once they are there."""
        _, count, schemas, arrays = self.places
        addresses = [(schemas + _SCHEMA_SIZE * at, arrays + _ARRAY_SIZE * at) for at in range(count)]
        try:
            return [pl.Series(_ArrowArray(*one)) for one in addresses]
        finally:
            for _, array in addresses:
                _loaded().tracer_release(array)  # nothing is left of those that were taken over


@dataclass(frozen=True)
class _ArrowArray:
    """What polars takes by Arrow's PyCapsule interface."""

    schema: int
    array: int

    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[Any, Any]:
        return _capsule_of(self.schema, _SCHEMA, None), _capsule_of(self.array, _ARRAY, None)


def _address(array: NDArray[Any] | None) -> int | None:
    return None if array is None else array.ctypes.data


def _byte(sign: str) -> int:
    """The byte of a sign of ASCII, or -1 for none."""
    return ord(sign) if sign else -1
