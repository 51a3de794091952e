"""Writes a model: manifest, preparation, members in their own text or array formats, golden rows."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from tracer_engine.durable_files import durable_writer
from tracer_engine.errors import InputError
from tracer_engine.features.preparation import prepare
from tracer_engine.learners.views import Views
from tracer_engine.model_file.reading import MOST_BYTES
from tracer_engine.scoring.model import Model
from tracer_engine.types.model import MODEL_FORMAT

GOLDEN_ROWS = 8
# A fixed date: the same model gives the same bytes.
DATE = (2020, 1, 1, 0, 0, 0)


def _json(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False).encode("utf-8")


def _array(values: Any) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, np.asarray(values), allow_pickle=False)
    return buffer.getvalue()


def _member_files(model: Model) -> tuple[list[dict[str, Any]], dict[str, bytes]]:
    """The manifest's list of members, and their files."""
    entries, files = [], {}
    for index, (member, weight) in enumerate(model.members):
        names = {}
        for part, content in member.to_files().items():
            if isinstance(content, str):
                name, data = f"members/{index}-{part}.txt", content.encode("utf-8")
            elif isinstance(content, dict):
                name, data = f"members/{index}-{part}.json", _json(content)
            else:
                name, data = f"members/{index}-{part}.npy", _array(content)
            names[part] = name
            files[name] = data
        entries.append({"learner": member.name, "weight": weight, "files": names})
    return entries, files


def golden_rows(model: Model, frame: pl.DataFrame, decimals: dict[str, str]) -> dict[str, Any]:
    """A few rows as text with their log-odds: what a reader must reproduce.

    Every column is drawn on its own, so that no row is a customer's: a model file is passed on more freely than data.
    """
    random = np.random.default_rng(model.card.seed)
    names = [column.name for column in model.preparation.inputs]
    count = min(GOLDEN_ROWS, frame.height)
    drawn = {name: frame[name].gather(random.integers(0, frame.height, count)) for name in names}
    rows = pl.DataFrame(drawn)
    log_odds = model.log_odds(Views(model.preparation, prepare(model.preparation, rows, decimals)))
    return {
        "columns": names,
        "decimals": {name: decimals[name] for name in names if name in decimals},
        "rows": [list(row) for row in rows.iter_rows()],
        "log_odds": [float(value) for value in log_odds],
    }


def write_model(path: Path, model: Model, frame: pl.DataFrame, decimals: dict[str, str]) -> None:
    """Write `model` to `path`, whole or not at all; the cells of golden rows are drawn from `frame` (text).

    Raises InputError when it would be larger than a model file may be, StorageError where the disk stands in the way.
    """
    entries, files = _member_files(model)
    files["preparation.json"] = _json(model.preparation.to_dict())
    files["golden.json"] = _json(golden_rows(model, frame, decimals))
    if sum(len(data) for data in files.values()) > MOST_BYTES:
        raise InputError(
            f"The model would be larger than {MOST_BYTES >> 20} MB.",
            remedy="Train with less effort, or on fewer columns.",
        )
    manifest = {
        "format": MODEL_FORMAT,
        "tracer": model.card.version,
        "card": model.card.to_dict(),
        "blend": {
            "slope": model.slope,
            "intercept": model.intercept,
            "knots": list(model.bends.knots),
            "changes": list(model.bends.changes),
            "members": entries,
        },
        **({"campaign": model.basis.to_dict()} if model.basis is not None else {}),
        "sha256": {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())},
        "bytes": {name: len(data) for name, data in sorted(files.items())},
    }
    with durable_writer(path) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in [("manifest.json", _json(manifest)), *sorted(files.items())]:
            entry = zipfile.ZipInfo(name, DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            archive.writestr(entry, data)
