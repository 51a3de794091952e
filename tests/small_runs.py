"""Small tables written to real files, and trainings on them, for the tests of everything from preparation upwards."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tracer_engine.progress import Cancelled, Progress, Step, silent
from tracer_engine.samples import sample_customers
from tracer_engine.scoring.model import Model
from tracer_engine.types.plan import Plan, PlanOptions
from tracer_engine.types.run import Run
from tracer_engine.types.table import Table
from tracer_engine.workflow import draft_plan, load_model, profile_table, read_table, train_run
from tracer_engine.workspace import Workspace, open_workspace

Columns = Mapping[str, Sequence[object]]


@dataclass(frozen=True, kw_only=True)
class SmallRun:
    """A kept training and all it was made from."""

    file: Path
    columns: Columns
    table: Table
    plan: Plan
    workspace: Workspace
    run: Run
    model: Model


def hurried(_step: Step, /) -> bool:
    """A `Progress` that always asks to finish early: one learner is trained and no more."""
    return False


class Steps:
    """A `Progress` that remembers, and cancels at the step of the number given."""

    def __init__(self, cancel_at: int | None = None, *, go_on: bool = True) -> None:
        self.seen: list[Step] = []
        self.cancel_at, self.go_on = cancel_at, go_on

    def __call__(self, step: Step, /) -> bool:
        self.seen.append(step)
        if self.cancel_at is not None and len(self.seen) > self.cancel_at:
            raise Cancelled
        return self.go_on

    def assert_forward(self) -> None:
        """The steps began at 0 or later, ended at 1, and none went back."""
        fractions = [step.fraction for step in self.seen]
        assert fractions == sorted(fractions)
        assert fractions[0] >= 0.0
        assert fractions[-1] == pytest.approx(1.0)


def customers(rows: int, seed: int = 1, month: int = 0) -> dict[str, list[str]]:
    """Sample customers: cell texts by column name."""
    return dict(sample_customers(seed, rows, month)[0])


def write_table(path: Path, columns: Columns, delimiter: str = ",") -> Path:
    """Write columns as a CSV file and return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow(columns)
        writer.writerows(zip(*columns.values(), strict=True))
    return path


def train_small(
    folder: Path,
    columns: Columns,
    *,
    options: PlanOptions | None = None,
    threads: int | None = None,
    progress: Progress = silent,
    name: str = "customers.csv",
    **changes: object,
) -> SmallRun:
    """Train on `columns`, with a workspace in `folder`; `changes` are made to the plan that was drafted."""
    file = write_table(folder / name, columns)
    table = read_table(file)
    profile = profile_table(table, options=options)
    plan = replace(draft_plan(table, profile, options=options), **changes)  # type: ignore[arg-type]
    workspace = open_workspace(folder / "home")
    run = train_run(table, plan, profile=profile, workspace=workspace, threads=threads, progress=progress)
    return SmallRun(
        file=file,
        columns=columns,
        table=table,
        plan=plan,
        workspace=workspace,
        run=run,
        model=load_model(run.paths["model"]),
    )


def read_scored(path: Path) -> list[dict[str, str]]:
    """The rows of a scored file, cell texts by column name."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def probabilities(rows: list[dict[str, str]]) -> list[float]:
    """The scores of a scored file."""
    return [float(row["churn_probability"]) for row in rows]


def unscored(columns: dict[str, list[str]]) -> dict[str, list[str]]:
    """The columns without the target."""
    return {name: cells for name, cells in columns.items() if name != "Churn"}
