"""Reads a model file: names, sizes, counts and hashes are checked before anything is unpacked or parsed."""

from __future__ import annotations

import hashlib
import json
import math
import re
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from lightgbm.basic import LightGBMError

from tracer_engine.durable_files import storage_error
from tracer_engine.errors import InputError
from tracer_engine.features.preparation import Preparation, Prepared, prepare
from tracer_engine.learners import all_learners
from tracer_engine.learners.boosting import quieten
from tracer_engine.learners.views import Views
from tracer_engine.scoring.bends import Bends
from tracer_engine.scoring.model import Model
from tracer_engine.types.campaign import CampaignBasis
from tracer_engine.types.model import MODEL_FORMAT, ModelCard

MOST_FILES = 400
MOST_BYTES = 96 * 1024 * 1024
# What JSON may hold: a small file of nested lists takes many times its size in memory.
MOST_JSON_BYTES = 32 * 1024 * 1024
MOST_JSON_LISTS = 500_000
MOST_JSON_ENTRIES = 3_000_000
MOST_RATIO = 200  # text of trees packs about 4:1; a bomb packs 1000:1
NAME = re.compile(r"(manifest|preparation|golden)\.json|members/\d{1,3}-[a-z]{1,20}\.(txt|json|npy)")
# NumPy's format, version 1.0 (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html).
ARRAY_HEADER = re.compile(
    rb"\x93NUMPY\x01\x00..\{'descr': '(?P<dtype><[fi][48])', 'fortran_order': False, "
    rb"'shape': \((?P<shape>(\d{1,9}, ?)*(\d{1,9})?)\), \} *\n",
    re.DOTALL,
)
TOLERANCE = 1e-6
# What the readers of JSON, arrays and trees raise at something that is not what it should be.
MALFORMED = (
    *(KeyError, TypeError, ValueError, IndexError, AttributeError, EOFError),
    *(RecursionError, MemoryError, OverflowError),
)


def _refused(path: Path, cause: str) -> InputError:
    return InputError(
        f"{path.name} is not a model file Tracer can trust: {cause}.",
        remedy="Nothing in it was used. Take the file from the training again, or train anew.",
    )


def _members(path: Path) -> dict[str, bytes]:
    """All files of the archive, bounded and hashed."""
    if not path.exists():
        raise InputError(f"There is no file {path}.", remedy="Check the path, or give a run id (see `tracer runs`).")
    if path.is_dir():
        raise InputError(f"{path} is a folder, not a model file.", remedy="Give the .tracer file in it.")
    try:
        with zipfile.ZipFile(path) as archive:
            return _unpacked(path, archive)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise _refused(path, "it is not a whole zip archive") from error
    except OSError as error:
        raise storage_error(error, path, "read") from error


def _unpacked(path: Path, archive: zipfile.ZipFile) -> dict[str, bytes]:
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    if len(entries) > MOST_FILES or len(set(names)) != len(names):
        raise _refused(path, "it holds too many files, or one twice")
    for entry in entries:
        # The declared size is a promise: reading below stops at it.
        if not NAME.fullmatch(entry.filename) or (entry.external_attr >> 16) & 0o170000 not in (0, 0o100000):
            raise _refused(path, f"it holds {entry.filename!r}, which has no place in a model file")
        if entry.file_size > MOST_RATIO * max(entry.compress_size, 64):
            raise _refused(path, f"{entry.filename} is packed more tightly than real data can be")
        if entry.flag_bits & 0x1 or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise _refused(path, f"{entry.filename} is encrypted, or packed in an unknown way")
    if sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise _refused(path, f"it would unpack to more than {MOST_BYTES >> 20} MB")
    if "manifest.json" not in names:
        raise _refused(path, "it has no manifest")
    return {entry.filename: _read_bounded(path, archive, entry) for entry in entries}


def _read_bounded(path: Path, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    import zlib

    try:
        with archive.open(entry) as file:
            data = file.read(entry.file_size + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        raise _refused(path, f"{entry.filename} is damaged") from error
    if len(data) != entry.file_size:
        raise _refused(path, f"{entry.filename} is not as long as it says")
    return data


def _manifest(path: Path, files: Mapping[str, bytes]) -> dict[str, Any]:
    try:
        manifest = bounded_json(files["manifest.json"])
    except (ValueError, RecursionError) as error:
        raise _refused(path, "its manifest cannot be read") from error
    if not isinstance(manifest, dict) or not isinstance(manifest.get("format"), int):
        raise _refused(path, "its manifest does not say which format it is")
    if manifest["format"] > MODEL_FORMAT:
        raise InputError(
            f"{path.name} was written by a newer Tracer (format {manifest['format']}; this one reads up to "
            f"{MODEL_FORMAT}).",
            remedy="Install the newer version, or train the model here.",
        )
    if manifest["format"] < 1:
        raise _refused(path, "its format number is unknown")
    hashes = manifest.get("sha256")
    if not isinstance(hashes, dict) or set(hashes) != set(files) - {"manifest.json"}:
        raise _refused(path, "its files are not those its manifest lists")
    for name, expected in hashes.items():
        if hashlib.sha256(files[name]).hexdigest() != expected:
            raise _refused(path, f"{name} was changed after it was written")
    return manifest


def inspect_model(path: Path) -> dict[str, Any]:
    """What a model file says of itself: its manifest, without loading a member. Raises InputError."""
    path = Path(path)
    manifest = _manifest(path, _members(path))
    return {"path": str(path), **manifest}


def load_model(path: Path) -> Model:
    """The model in `path`, after its golden rows have come out as they were written. Raises InputError."""
    path = Path(path)
    quieten()
    files = _members(path)
    manifest = _manifest(path, files)
    try:
        model = _build(manifest, files)
        _probe(model)
        golden = bounded_json(files["golden.json"])
        frame = pl.DataFrame(
            [[str(cell) for cell in row] for row in golden["rows"]],
            schema=dict.fromkeys(golden["columns"], pl.String),
            orient="row",
        )
        got = model.log_odds(Views(model.preparation, prepare(model.preparation, frame, dict(golden["decimals"]))))
        expected = np.asarray(golden["log_odds"], dtype=np.float64)
    except InputError as error:
        raise _refused(path, "a part of it is malformed") from error
    except (*MALFORMED, LightGBMError, pl.exceptions.PolarsError) as error:
        raise _refused(path, "a part of it is malformed") from error
    if not got.size or got.shape != expected.shape or not np.all(np.abs(got - expected) <= TOLERANCE):
        raise _refused(path, "its golden rows come out with other scores than when it was written")
    return model


def _build(manifest: Mapping[str, Any], files: Mapping[str, bytes]) -> Model:
    learners = {learner.name: learner for learner in all_learners()}
    members = []
    for entry in manifest["blend"]["members"]:
        parts = {part: _content(name, files[name]) for part, name in entry["files"].items()}
        members.append((learners[entry["learner"]].load(parts), float(entry["weight"])))
    blend = manifest["blend"]
    # (Early versions wrote no knots.)
    knots, changes = (tuple(float(number) for number in blend.get(name, ())) for name in ("knots", "changes"))
    return Model(
        card=ModelCard.from_dict(manifest["card"]),
        preparation=Preparation.from_dict(bounded_json(files["preparation.json"])),
        members=tuple(members),
        slope=float(blend["slope"]),
        intercept=float(blend["intercept"]),
        bends=Bends(knots=knots, changes=changes),
        # (So did early versions keep nothing for campaigns.)
        basis=CampaignBasis.from_dict(manifest["campaign"]) if "campaign" in manifest else None,
    )


def _probe(model: Model) -> None:
    """Score rows that hold everything a cell can become, so that no part is found wanting later: nothing known, the
    largest and smallest numbers, and every code from missing to beyond the last level. ValueError where one fails.
    """
    preparation = model.preparation
    most = max((len(column.levels) for column in preparation.category_inputs), default=0)
    codes = np.arange(-1, most + 1, dtype=np.int32)
    levels = [np.minimum(codes, len(column.levels)) for column in preparation.category_inputs]
    numbers = np.resize([np.nan, -sys.float_info.max, 0.0, sys.float_info.max], len(codes))
    width = len(preparation.number_inputs) + len(preparation.engineered)
    prepared = Prepared(
        numbers=np.tile(numbers[:, None], (1, width)),
        codes=np.column_stack(levels) if levels else np.empty((len(codes), 0), dtype=np.int32),
    )
    views = Views(preparation, prepared)
    constant, parts = model.contributions(views)
    log_odds = model.log_odds(views)
    if not (np.all(np.isfinite(log_odds)) and np.allclose(constant + parts.sum(axis=1), log_odds, atol=1e-6)):
        raise ValueError("scores that are no numbers, or reasons that do not add up to them")


def _content(name: str, data: bytes) -> Any:
    if name.endswith(".txt"):
        return data.decode("utf-8")
    if name.endswith(".json"):
        return bounded_json(data)
    return _array(data)


def bounded_json(data: bytes) -> Any:
    """The JSON in `data`; ValueError where it is none, or holds more than any model does."""
    lists = data.count(b"[") + data.count(b"{")
    if len(data) > MOST_JSON_BYTES or lists > MOST_JSON_LISTS or data.count(b",") > MOST_JSON_ENTRIES:
        raise ValueError("more JSON than a model has")
    return json.loads(data)


def _array(data: bytes) -> Any:
    """The numbers of an .npy file as Tracer writes them; ValueError where it is none, or not as long as it says.

    NumPy's own reader parses the header as Python, and makes room for what the header promises.
    """
    header = ARRAY_HEADER.match(data)
    if header is None:
        raise ValueError("an array of another kind than Tracer writes")
    shape = tuple(int(size) for size in header["shape"].split(b",") if size.strip())
    dtype, rest = np.dtype(header["dtype"].decode()), data[header.end() :]
    if math.prod(shape) * dtype.itemsize != len(rest):
        raise ValueError("an array that is not as long as it says")
    return np.frombuffer(rest, dtype=dtype).reshape(shape)
