"""How good are the answers, and what do they cost: Tracer and other tools on the same splits, in one run.

    python benchmarks/accuracy.py [telco bank …] [--efforts quick balanced] [--peers lightgbm catboost flaml autogluon]
                                  [--peers-python PYTHON] [--seconds 60] [--splits ../shared/data/fixed_splits]

Tracer goes the user's way: the training part is written as a CSV and trained with no option but the effort, the test
part is scored from a CSV without its target. The peers (see accuracy_peers.py) are fitted by the Python named, which
must have them; none are needed. Test probabilities stored beside the splits are judged as well, without their cost.

For each: test ROC AUC, log loss, expected calibration error over ten bins of equal width with the 95th percentile it
would have if the model's own probabilities were true (2,000 draws), lift of the first tenth, wall and CPU seconds, size
of the model; and the paired differences of Tracer's first effort to it with their 95 % intervals (log loss: normal;
ROC AUC: DeLong, DeLong, Clarke-Pearson 1988). At the end the means over all splits.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
from scipy.stats import rankdata

import tracer_engine
from tracer_engine.evaluation.metrics import point_metrics

TARGETS = {"telco": ("Churn", "Yes"), "bank": ("Exited", "1"), "bigml": ("churn", "True"), "internet": ("churn", "1")}
# What tells customers apart says nothing of new ones: Tracer finds these out, the peers are told.
IDS = {
    "telco": ["customerID"],
    "bank": ["RowNumber", "CustomerId", "Surname"],
    "bigml": ["phone number"],
    "internet": ["id"],
}
PEERS = Path(__file__).resolve().parent / "accuracy_peers.py"
DRAWS, BINS = 2000, 10


@dataclass(frozen=True)
class Answer:
    """Test probabilities, and what they cost (nan where that is not known)."""

    probability: np.ndarray
    wall: float = float("nan")
    cpu: float = float("nan")
    size: float = float("nan")


@dataclass(frozen=True)
class Split:
    """A training file, a test file without its target, the test's outcomes, and how the target is named."""

    name: str
    train: Path
    test: Path
    y: np.ndarray
    target: str
    positive: str


def write_part(rows: list[list[str]], header: list[str], path: Path) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)


def split_of(name: str, folder: Path, scratch: Path) -> Split:
    with (folder / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        header, *rows = list(csv.reader(file))
    header = [text.strip() for text in header]
    parts = np.load(folder / f"{name}.npz")
    target, positive = TARGETS[name]
    place = header.index(target)
    train, test = scratch / f"{name}-train.csv", scratch / f"{name}-test.csv"
    write_part([rows[i] for i in parts["train"]], header, train)
    kept = [i for i in range(len(header)) if i != place]
    write_part([[rows[i][j] for j in kept] for i in parts["test"]], [header[j] for j in kept], test)
    y = np.array([float(rows[i][place].strip() == positive) for i in parts["test"]])
    return Split(name, train, test, y, target, positive)


def tracer(split: Split, effort: str, seed: int, scratch: Path) -> Answer:
    """By the user's way, in this process."""
    os.environ["TRACER_HOME"] = str(scratch / "home")
    wall, cpu = time.monotonic(), time.process_time()
    table = tracer_engine.read_table(split.train)
    profile = tracer_engine.profile_table(table)
    plan = tracer_engine.draft_plan(table, profile, options=tracer_engine.PlanOptions(effort=effort, seed=seed))
    run = tracer_engine.train_run(table, plan, profile=profile)
    wall, cpu = time.monotonic() - wall, time.process_time() - cpu
    out = scratch / "scored.csv"
    tracer_engine.score_file(run.paths["model"], split.test, out, reasons=0)
    with out.open(newline="", encoding="utf-8-sig") as file:
        probability = [float(row[f"{run.report.outcome}_probability"]) for row in csv.DictReader(file)]
    return Answer(np.array(probability), wall, cpu, Path(run.paths["model"]).stat().st_size)


def rival(peer: str, python: str, split: Split, seconds: float, scratch: Path) -> Answer | None:
    """A peer in a process of its own; None where it is not there."""
    out = scratch / "peer.npy"
    words = [python, str(PEERS), peer, str(split.train), str(split.test), split.target, split.positive]
    ids = IDS[split.name]
    environment = {name: value for name, value in os.environ.items() if name not in ("OMP_NUM_THREADS", "PYTHONPATH")}
    done = subprocess.run(
        [*words, str(seconds), str(out), *ids], capture_output=True, text=True, check=False, env=environment
    )
    if done.returncode:
        why = "is not installed" if done.returncode == 3 else f"failed: {(done.stderr.splitlines() or ['?'])[-1]}"
        print(f"   ({peer} {why})")
        return None
    told = json.loads(done.stdout.splitlines()[-1])
    return Answer(np.load(out), told["wall"], told["cpu"], told["bytes"])


def log_odds(probability: np.ndarray) -> np.ndarray:
    clipped = np.clip(np.asarray(probability, dtype=np.float64), 1e-7, 1 - 1e-7)
    return np.log(clipped / (1 - clipped))


def calibration_error(y: np.ndarray, probability: np.ndarray) -> float:
    """Expected calibration error over ten bins of equal width."""
    places = np.minimum((probability * BINS).astype(int), BINS - 1)
    gaps = np.bincount(places, weights=y - probability, minlength=BINS)
    return float(np.abs(gaps).sum() / len(y))


def calibration_limit(probability: np.ndarray) -> float:
    """Its 95th percentile where outcomes are drawn from the very probabilities."""
    random = np.random.default_rng(1)
    draws = [calibration_error((random.random(len(probability)) < probability), probability) for _ in range(DRAWS)]
    return float(np.quantile(draws, 0.95))


def auc_difference(y: np.ndarray, first: np.ndarray, second: np.ndarray) -> tuple[float, float]:
    """The difference of two ROC AUCs on the same rows and half its 95 % interval (DeLong)."""
    positive = y == 1
    m, n = int(positive.sum()), int((~positive).sum())
    areas, of_positives, of_negatives = [], [], []
    for scores in (first, second):
        ranks = rankdata(scores)
        among_positives, among_negatives = rankdata(scores[positive]), rankdata(scores[~positive])
        of_positives.append((ranks[positive] - among_positives) / n)
        of_negatives.append(1 - (ranks[~positive] - among_negatives) / m)
        areas.append(float(of_positives[-1].mean()))
    spread = np.var(of_positives[0] - of_positives[1], ddof=1) / m
    spread += np.var(of_negatives[0] - of_negatives[1], ddof=1) / n
    return areas[0] - areas[1], 1.96 * float(np.sqrt(spread))


def line(name: str, y: np.ndarray, answer: Answer, first: Answer | None) -> dict[str, float]:
    """Print one line of the table; returns its figures."""
    ours = log_odds(answer.probability)
    got = point_metrics(y, ours)
    error, limit = calibration_error(y, answer.probability), calibration_limit(answer.probability)
    cost = "" if np.isnan(answer.wall) else f"{answer.wall:7.1f} {answer.cpu:7.1f} {answer.size / 1e6:6.1f}"
    text = (
        f"   {name:18s} {got['roc_auc']:.4f} {got['log_loss']:.4f}  {error:.4f} {limit:.4f}"
        f"{' ' if error <= limit else '!'} {got['top_decile_lift']:5.2f} {cost:22s}"
    )
    if first is not None:
        best = log_odds(first.probability)
        lost = (np.logaddexp(0, best) - y * best) - (np.logaddexp(0, ours) - y * ours)
        half = 1.96 * lost.std() / np.sqrt(len(y))
        area, area_half = auc_difference(y, best, ours)
        text += f"  {area:+.4f} ± {area_half:.4f}   {lost.mean():+.4f} ± {half:.4f}"
    print(text, flush=True)
    return {"roc_auc": got["roc_auc"], "log_loss": got["log_loss"], "cpu": answer.cpu}


def run_split(
    split: Split, folder: Path, arguments: argparse.Namespace, scratch: Path
) -> Mapping[str, dict[str, float]]:
    print(f"\n{split.name}: {len(split.y)} rows to score, {int(split.y.sum())} of them positive")
    print(
        f"   {'':18s} {'AUC':6s} {'loss':6s}  {'calib.':6s} {'limit':7s} {'lift':5s} {'wall s':>7s} {'CPU s':>7s} "
        f"{'MB':>6s}  Tracer's AUC minus its   Tracer's loss minus its"
    )
    figures: dict[str, dict[str, float]] = {}
    first: Answer | None = None
    for effort in arguments.efforts:
        answer = tracer(split, effort, arguments.seed, scratch)
        figures[f"Tracer {effort}"] = line(f"Tracer {effort}", split.y, answer, first)
        first = first or answer
    for peer in arguments.peers:
        answer = rival(peer, arguments.peers_python, split, arguments.seconds, scratch)
        if answer is not None:
            figures[peer] = line(peer, split.y, answer, first)
    for stored in sorted((folder / "peers").glob(f"{split.name}__*.npy")):
        name = f"({stored.stem.split('__')[1]})"
        figures[name] = line(name, split.y, Answer(np.load(stored)), first)
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    default = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "fixed_splits"
    parser.add_argument("--splits", type=Path, default=default)
    parser.add_argument("--efforts", nargs="+", default=["quick"])
    parser.add_argument(
        "--peers", nargs="*", default=["lightgbm"], choices=["lightgbm", "catboost", "flaml", "autogluon"]
    )
    parser.add_argument("--peers-python", default=sys.executable)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("names", nargs="*", default=list(TARGETS))
    arguments = parser.parse_args()
    if not arguments.splits.is_dir():
        sys.exit(f"There are no fixed splits in {arguments.splits}. Tell where they are with --splits.")
    total: dict[str, list[dict[str, float]]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as scratch:
        for name in arguments.names:
            split = split_of(name, arguments.splits, Path(scratch))
            for who, figures in run_split(split, arguments.splits, arguments, Path(scratch)).items():
                total[who].append(figures)
    print(f"\nMeans over {len(arguments.names)} splits, CPU seconds of all together ((…): stored probabilities)")
    for who, rows in total.items():
        if len(rows) == len(arguments.names):
            area, loss = (np.mean([row[key] for row in rows]) for key in ("roc_auc", "log_loss"))
            print(f"   {who:18s} {area:.4f} {loss:.4f}  {sum(row['cpu'] for row in rows):7.1f}")


if __name__ == "__main__":
    main()
