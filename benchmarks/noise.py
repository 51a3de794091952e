"""Does Tracer see what is not there? Trains on random targets and counts how often it says so.

    python benchmarks/noise.py [--tables 100] [--rows 1000]

Every second table has half of its rows twice. Wanted: the 95 % interval of ROC AUC covers 0.5 in 90 to 99 of 100
tables, and the verdict is "not worth using" in at least 95.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np

import tracer_engine


def noise_table(path: Path, seed: int, rows: int) -> None:
    """Columns of several kinds, a target that has nothing to do with them; odd seeds repeat half of the rows."""
    random = np.random.default_rng(seed)
    rate = random.uniform(0.15, 0.5)
    columns = {
        "tenure": random.integers(0, 72, rows),
        "monthly_charge": random.uniform(20, 120, rows).round(2),
        "usage": random.lognormal(3, 1, rows).round(1),
        "contract": random.choice(["Month-to-month", "One year", "Two year"], rows),
        "payment": random.choice(["Card", "Check", "Transfer", "Cash"], rows),
        "support_calls": random.poisson(1, rows),
        "paperless": random.choice(["Yes", "No"], rows),
        "region": random.choice([f"R{i}" for i in range(20)], rows),
        "churn": np.where(random.random(rows) < rate, "Yes", "No"),
    }
    order = np.arange(rows)
    if seed % 2:
        order = random.permutation(np.concatenate([np.arange(rows // 2), np.arange(rows // 2)]))
    lines = [",".join(columns)]
    lines += [",".join(str(values[i]) for values in columns.values()) for i in order]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tables", type=int, default=100)
    parser.add_argument("--rows", type=int, default=1000)
    arguments = parser.parse_args()
    covered = refused = 0
    values = []
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["TRACER_HOME"] = scratch
        for seed in range(arguments.tables):
            path = Path(scratch) / f"noise{seed}.csv"
            noise_table(path, seed, arguments.rows)
            table = tracer_engine.read_table(path)
            profile = tracer_engine.profile_table(table)
            plan = tracer_engine.draft_plan(table, profile)
            report = tracer_engine.train_run(table, plan, profile=profile).report
            auc = report.metrics["roc_auc"]
            covers, no = auc.low <= 0.5 <= auc.high, not report.verdict.worth_using
            covered, refused = covered + covers, refused + no
            values.append(auc.value)
            if not covers or not no:
                interval = f"{auc.value:.3f} ({auc.low:.3f} to {auc.high:.3f})"
                print(f"seed {seed}: ROC AUC {interval}, worth using: {not no}", flush=True)
    print(
        f"{arguments.tables} tables: the interval covers 0.5 in {covered}, "
        f"not worth using in {refused}, mean ROC AUC {np.mean(values):.3f}"
    )


if __name__ == "__main__":
    main()
