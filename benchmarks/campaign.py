"""How long a campaign takes to follow a slider, for each kind of move: curve with its band, list, interval and texts.

    python benchmarks/campaign.py [--rows 100000] [--moves 40]

Made-up customers with probabilities, values and outcomes; each move is a new position of one slider, asked as the
window asks it. Milliseconds by the clock, the middle one and the slowest of 20, and at work on the processor (the rest
it waited for one: a busy machine's fault). The budget is 50. The way to the window adds some 2 ms.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np

from tests.campaign_customers import made_customers
from tracer_engine.campaign.doubt import calibration_covariance
from tracer_engine.campaign.emp import roc_hull
from tracer_engine.campaign.planner import Planned, Planner
from tracer_engine.evaluation.metrics import sigmoid
from tracer_engine.types.campaign import CampaignBasis, CampaignSettings

BUDGET_MS = 50.0


def made_planner(rows: int) -> tuple[Planner, np.ndarray]:
    """A planner for so many customers, and what each of them is worth a month."""
    random = np.random.default_rng(1)
    log_odds = random.normal(-1.5, 1.5, rows)
    outcome = (random.random(rows) < sigmoid(log_odds)).astype(np.float64)
    knots, covariance = calibration_covariance(outcome, log_odds, np.arange(rows))
    basis = CampaignBasis(
        rule_text="tenure: the lowest first", rule_column="tenure", knots=knots, covariance=covariance,
        roc=tuple(map(tuple, roc_hull(outcome, log_odds).tolist())), base_rate=float(outcome.mean()),
    )  # fmt: skip
    rule = np.round(log_odds + random.normal(0, 1.5, rows))
    started = time.perf_counter()
    planner = Planner(made_customers(sigmoid(log_odds), None, rule, basis, trained_rows=rows))
    print(f"set up for {rows:,} customers: {1000 * (time.perf_counter() - started):.0f} ms")
    return planner, random.gamma(4.0, 16.0, rows)


def moves(rows: int) -> dict[str, Callable[[CampaignSettings, int], CampaignSettings]]:
    """One kind of move each: from settings and a position 0, 1, 2 … to new settings."""
    return {
        "capacity": lambda s, at: replace(s, capacity=rows // 100 * (at + 1)),
        "budget": lambda s, at: replace(s, budget=1000.0 * (at + 1)),
        "control group": lambda s, at: replace(s, control_share=0.01 * (at + 1)),
        "acceptance": lambda s, at: replace(s, acceptance=0.1 + 0.01 * at),
        "contact cost": lambda s, at: replace(s, contact_cost=0.5 * (at + 1)),
        "offer cost": lambda s, at: replace(s, offer_cost=5.0 + at),
        "months (value)": lambda s, at: replace(s, value_months=6.0 + at),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--moves", type=int, default=40)
    told = parser.parse_args()
    planner, worth = made_planner(told.rows)
    start = CampaignSettings(capacity=told.rows // 20, budget=told.rows * 2.0, value=1.0, value_months=12.0)

    def ask(settings: CampaignSettings) -> Planned:
        return planner.plan(settings, worth * settings.value_months)

    ask(start)
    slowest = most_work = 0.0
    print(f"{'move':<16}{'middle':>9}{'slowest of 20':>15}{'at work':>12}")
    for name, move in moves(told.rows).items():
        taken, at_work = [], time.process_time()
        for at in range(told.moves):
            settings = move(start, at)
            began = time.perf_counter()
            ask(settings)
            taken.append(1000 * (time.perf_counter() - began))
        high = float(np.quantile(taken, 0.95))
        worked = 1000 * (time.process_time() - at_work) / told.moves
        slowest, most_work = max(slowest, high), max(most_work, worked)
        print(f"{name:<16}{np.median(taken):>6.1f} ms{high:>12.1f} ms{worked:>9.1f} ms")
    clock, work = ("held" if taken < BUDGET_MS else "broken" for taken in (slowest, most_work))
    print(f"budget {BUDGET_MS:.0f} ms: by the clock {clock}, at work {work}")


if __name__ == "__main__":
    main()
