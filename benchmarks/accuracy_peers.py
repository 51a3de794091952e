"""One rival of the accuracy benchmark, in a process of its own: fits, predicts, and tells what it took.

    python benchmarks/accuracy_peers.py PEER TRAIN.csv TEST.csv TARGET POSITIVE SECONDS OUT.npy [ID …]

PEER is lightgbm, catboost, flaml or autogluon, with its defaults; SECONDS bounds the last two. Numbers are numbers,
everything else is a category, as somebody would hand them over who has looked at the file; only the columns ID
are left out. OUT gets the test probabilities; wall and CPU seconds and the model's size in bytes
are printed as JSON. Ends with 3 where the peer is not installed for this Python.
"""

from __future__ import annotations

import importlib.util
import json
import os
import pickle
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

SEED = 1
MODULES = {"lightgbm": "lightgbm", "catboost": "catboost", "flaml": "flaml", "autogluon": "autogluon.tabular"}


def tables(
    train: Path, test: Path, target: str, ids: list[str]
) -> tuple[pl.DataFrame, pl.DataFrame, pl.Series, list[str]]:
    """Train and test features (numbers as floats, categories as text), the target's cells, and the categories."""
    both = [pl.read_csv(path, infer_schema=False) for path in (train, test)]
    answers = both[0][target]
    parts = [frame.drop(target, strict=False) for frame in both]
    names = [name for name in parts[0].columns if name not in ids]
    categories = [name for name in names if not _numbers(parts[0][name])]
    ready = [
        part.select(
            pl.col(name).fill_null("").str.strip_chars()
            if name in categories
            else pl.col(name).str.strip_chars().cast(pl.Float64, strict=False)
            for name in names
        )
        for part in parts
    ]
    return ready[0], ready[1], answers, categories


def _numbers(cells: pl.Series) -> bool:
    present = cells.drop_nulls().str.strip_chars()
    present = present.filter(present != "")
    return len(present) > 0 and present.cast(pl.Float64, strict=False).null_count() < 0.01 * len(present)


def codes(train: pl.DataFrame, test: pl.DataFrame, categories: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Both as matrices, categories as codes (unknown ones missing)."""
    made = []
    levels = {name: {level: code for code, level in enumerate(sorted(train[name].unique()))} for name in categories}
    for frame in (train, test):
        columns = [
            np.array([levels[name].get(cell, np.nan) for cell in frame[name]])
            if name in levels
            else frame[name].fill_null(float("nan")).to_numpy()
            for name in frame.columns
        ]
        made.append(np.column_stack(columns).astype(float))
    return made[0], made[1]


def fit(
    peer: str, train: pl.DataFrame, test: pl.DataFrame, y: np.ndarray, categories: list[str], seconds: float
) -> Any:
    """The model, and its probabilities of the test rows."""
    if peer == "catboost":
        from catboost import CatBoostClassifier

        places = [train.columns.index(name) for name in categories]
        model = CatBoostClassifier(verbose=False, random_seed=SEED, allow_writing_files=False)
        rows, others = ([list(row) for row in frame.iter_rows()] for frame in (train, test))
        model.fit(rows, y, cat_features=places)
        return model, model.predict_proba(others)[:, 1]
    if peer == "autogluon":
        from autogluon.tabular import TabularPredictor

        folder = tempfile.mkdtemp()
        frame = train.with_columns(pl.Series("_target", y.astype(int))).to_pandas()
        model = TabularPredictor(label="_target", path=folder, eval_metric="log_loss", verbosity=0)
        model.fit(frame, presets="best_quality", time_limit=seconds)
        return model, model.predict_proba(test.to_pandas())[1].to_numpy()
    if peer == "flaml":
        from flaml import AutoML

        model = AutoML()
        frame, others = train.to_pandas(), test.to_pandas()  # a frame, so that its own filling of blanks is used
        model.fit(
            frame, y.astype(int), task="classification", metric="log_loss", time_budget=seconds, seed=SEED, verbose=0
        )
        return model, model.predict_proba(others)[:, 1]
    from lightgbm import LGBMClassifier

    matrix, other = codes(train, test, categories)
    model = LGBMClassifier(random_state=SEED, verbose=-1)
    model.fit(matrix, y, categorical_feature=[train.columns.index(name) for name in categories])
    return model, model.predict_proba(other)[:, 1]


def main() -> None:
    peer, train, test, target, positive, seconds, out = sys.argv[1:8]
    root = MODULES[peer].split(".", maxsplit=1)[0]
    if importlib.util.find_spec(root) is None:
        sys.exit(3)
    features, others, answers, categories = tables(Path(train), Path(test), target, sys.argv[8:])
    y = (answers.str.strip_chars() == positive).to_numpy().astype(float)
    wall, busy = time.monotonic(), time.process_time()
    model, probability = fit(peer, features, others, y, categories, float(seconds))
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    told = {
        "wall": time.monotonic() - wall,
        "cpu": time.process_time() - busy + children.ru_utime + children.ru_stime,
        "bytes": _size(peer, model),
    }
    np.save(out, np.asarray(probability, dtype=float))
    print(json.dumps(told))


def _size(peer: str, model: Any) -> int:
    if peer == "autogluon":
        return sum(file.stat().st_size for file in Path(model.path).rglob("*") if file.is_file())
    return len(pickle.dumps(model))


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "2")
    main()
