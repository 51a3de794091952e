"""Work asked for over HTTP or by the window, with a state that survives a restart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from tracer_engine.types.plan import Effort, PlanOptions
from tracer_engine.types.receipt import ReadingOptions

JobKind = Literal["train", "score", "profile"]
ExportKind = Literal[
    "scores_csv", "scores_xlsx", "model", "joblib", "onnx", "python", "card", "summary", "report_html", "everything"
]  # fmt: skip
JobState = Literal["queued", "running", "stopping", "done", "failed", "cancelled", "interrupted"]
JobErrorKind = Literal["input", "storage", "died", "bug"]

ENDED: frozenset[JobState] = frozenset({"done", "failed", "cancelled", "interrupted"})


@dataclass(frozen=True, kw_only=True)
class JobError:
    """Why a job failed, in whole sentences: what happened, and what to do next.

    `kind`: "input" the file or an option cannot be used, "storage" the disk stood in the way, "died" the process that
    did the work was killed or ran out of memory, "bug" anything Tracer did not foresee.
    """

    message: str
    remedy: str = ""
    kind: JobErrorKind


@dataclass(frozen=True, kw_only=True)
class Job:
    """A job as it is now. Times are ISO 8601 in UTC.

    `fraction` is the share done (0..1) and never goes back but on a restart; `seconds_left` an honest range (low,
    high). `source` is the client's name of the file, for show only. `sequence` grows by one with every change.
    """

    id: str
    kind: JobKind
    state: JobState
    stage: str = ""
    fraction: float = 0.0
    seconds_left: tuple[float, float] | None = None
    text: str = ""
    run_id: str | None = None
    error: JobError | None = None
    created: str
    started: str | None = None
    ended: str | None = None
    source: str = ""
    sequence: int = 0

    @property
    def has_ended(self) -> bool:
        """Whether nothing more will happen to it, unless it is restarted."""
        return self.state in ENDED


@dataclass(frozen=True, kw_only=True)
class ScoreRequest:
    """What is to be scored: the model (a file, or a run's id), the file, and where the result goes (CSV or .xlsx).

    `matches` are columns of the file by the model's names, as the user told them. The probabilities are anchored to
    `base_rate` where there is one; `marks` are more columns, see `score_file`.
    """

    model: str
    file: Path
    out: Path
    reasons: int = 3
    raw: bool = False
    reading: ReadingOptions = field(default_factory=ReadingOptions)
    matches: Mapping[str, str] = field(default_factory=dict)
    base_rate: float | None = None
    marks: bool = False


@dataclass(frozen=True, kw_only=True)
class TrainRequest:
    """What is to be trained: the stored file, and what the user told about it (None and empty: decide, and say so)."""

    file: Path
    source: str
    target: str | None = None
    positive: str | None = None
    blueprint: str | None = None
    effort: Effort = "quick"
    id: str | None = None
    group: str | None = None
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    exclude: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    seed: int = 1
    time_limit: float | None = None
    reading: ReadingOptions = field(default_factory=ReadingOptions)

    @property
    def plan_options(self) -> PlanOptions:
        """What the planner is told."""
        return PlanOptions(
            target=self.target,
            positive=self.positive,
            blueprint=self.blueprint,
            effort=self.effort,
            id=self.id,
            group=self.group,
            roles=self.roles,
            exclude=self.exclude,
            keep=self.keep,
            seed=self.seed,
            time_limit=self.time_limit,
        )

    def to_dict(self) -> dict[str, Any]:
        """The request as plain data that JSON can hold."""
        return asdict(self) | {"file": str(self.file)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> TrainRequest:
        """The request that `to_dict` made `data` of. Raises TypeError or KeyError where it did not."""
        told = dict(data)
        told["file"] = Path(told["file"])
        told["roles"] = {role: tuple(columns) for role, columns in told["roles"].items()}
        told["exclude"], told["keep"] = tuple(told["exclude"]), tuple(told["keep"])
        told["reading"] = ReadingOptions.from_dict(told["reading"])
        return cls(**told)
