"""How good are the answers: Tracer on fixed splits, beside the stored test probabilities of other tools.

    python benchmarks/accuracy.py [--effort quick] [--splits ../shared/data/fixed_splits] [telco bank …]

Goes the user's way: the training part is written as a CSV and trained with no option but the effort, the test part is
scored from a CSV without its target. Prints test ROC AUC, log loss, wall and CPU seconds, and for each peer the paired
difference in log loss with its 95 % interval.
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np

import tracer_engine
from tracer_engine.evaluation.metrics import point_metrics

TARGETS = {"telco": ("Churn", "Yes"), "bank": ("Exited", "1"), "bigml": ("churn", "True"), "internet": ("churn", "1")}


def write_part(rows: list[list[str]], header: list[str], path: Path) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)


def log_odds(probability: np.ndarray) -> np.ndarray:
    clipped = np.clip(np.asarray(probability, dtype=np.float64), 1e-7, 1 - 1e-7)
    return np.log(clipped / (1 - clipped))


def run_split(name: str, folder: Path, effort: str, seed: int) -> None:
    with (folder / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        header, *rows = list(csv.reader(file))
    split = np.load(folder / f"{name}.npz")
    target, positive = TARGETS[name]
    place = [text.strip() for text in header].index(target)
    y = np.array([float(rows[i][place].strip() == positive) for i in split["test"]])
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["TRACER_HOME"] = scratch
        train, test, out = (Path(scratch) / part for part in ("train.csv", "test.csv", "scored.csv"))
        write_part([rows[i] for i in split["train"]], header, train)
        kept = [i for i in range(len(header)) if i != place]
        write_part([[rows[i][j] for j in kept] for i in split["test"]], [header[j] for j in kept], test)
        wall, cpu = time.monotonic(), time.process_time()
        table = tracer_engine.read_table(train)
        profile = tracer_engine.profile_table(table)
        options = tracer_engine.PlanOptions(effort=effort, seed=seed)
        plan = tracer_engine.draft_plan(table, profile, options=options)
        run = tracer_engine.train_run(table, plan, profile=profile)
        wall, cpu = time.monotonic() - wall, time.process_time() - cpu
        tracer_engine.score_file(run.paths["model"], test, out, reasons=0)
        with out.open(newline="", encoding="utf-8-sig") as file:
            column = f"{run.report.outcome}_probability"
            probability = np.array([float(row[column]) for row in csv.DictReader(file)])
    ours = log_odds(probability)
    got = point_metrics(y, ours)
    oof = run.report.metrics
    print(
        f"{name:9s} {effort:9s} test AUC {got['roc_auc']:.4f}  log loss {got['log_loss']:.4f}  "
        f"calibration error {got['calibration_error']:.4f}  lift {got['top_decile_lift']:.2f}  "
        f"wall {wall:.1f} s  CPU {cpu:.1f} s  (out of fold {oof['roc_auc'].value:.4f} / {oof['log_loss'].value:.4f}; "
        f"training itself {run.report.seconds:.1f} s)"
    )
    for peer in sorted((folder / "peers").glob(f"{name}__*.npy")):
        theirs = log_odds(np.load(peer))
        got = point_metrics(y, theirs)
        difference = (np.logaddexp(0, ours) - y * ours) - (np.logaddexp(0, theirs) - y * theirs)
        error = 1.96 * difference.std() / np.sqrt(len(y))
        print(
            f"   {peer.stem.split('__')[1]:16s} AUC {got['roc_auc']:.4f}  log loss {got['log_loss']:.4f}  "
            f"Tracer's log loss minus its: {difference.mean():+.4f} ± {error:.4f}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    default = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "fixed_splits"
    parser.add_argument("--splits", type=Path, default=default)
    parser.add_argument("--effort", default="quick")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("names", nargs="*", default=list(TARGETS))
    arguments = parser.parse_args()
    if not arguments.splits.is_dir():
        sys.exit(f"There are no fixed splits in {arguments.splits}. Tell where they are with --splits.")
    for name in arguments.names:
        run_split(name, arguments.splits, arguments.effort, arguments.seed)


if __name__ == "__main__":
    main()
