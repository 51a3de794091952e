"""What the routes take and answer, as pydantic models; their fields are the words of the command line's JSON."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat

from tracer_engine.types.job import Job as JobRecord
from tracer_engine.types.profile import Profile as ProfileRecord
from tracer_engine.types.scores import ScoredRows
from tracer_engine.workspace import RunEntry

MOST_REASONS = 20
Share = Annotated[float, Field(ge=0.0, le=1.0)]
JOB_ID = "20261123-063012-3f2a9c1e"
RUN_ID = "20261123-063014-customers-3f2a"
ROW: dict[str, Any] = {"TenureMonths": 2, "Contract": "Month-to-month", "MonthlyCharge": 89.5}


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Place(_Answer):
    """One place in a request that cannot be used."""

    where: str = Field(examples=["form.effort"])
    message: str = Field(examples=["give quick, balanced or thorough"])


class Problem(_Answer):
    """Why a request was refused (RFC 9457): what happened, and what to do."""

    type: str = Field(description="Which kind of problem; explained at that place.", examples=["/docs#unusable"])
    title: str = Field(description="The HTTP status in words.", examples=["Unprocessable Content"])
    status: int = Field(examples=[422])
    detail: str = Field(
        description="What happened and where.", examples=["There is no column 'Chrun' in customers.csv."]
    )
    remedy: str = Field(description="What to do next; may be empty.", examples=["Did you mean 'Churn'?"])
    errors: list[Place] = Field(default=[], description="The places in the request, where they can be told.")
    request_id: str = Field(
        default="", description="The id that the log has for the request.", examples=["9f86d081884c7d65"]
    )


class HealthWorkspace(_Answer):
    """Whether anything can be kept."""

    writable: bool


class HealthJobs(_Answer):
    """How busy the endpoint is."""

    queued: int = Field(ge=0, examples=[0])
    running: int = Field(ge=0, examples=[1])


class Health(_Answer):
    """Whether the endpoint is well; it tells nothing of the data."""

    status: Literal["ok", "degraded"] = Field(description="degraded: nothing can be written to the workspace.")
    version: str = Field(examples=["0.1.0"])
    workspace: HealthWorkspace
    jobs: HealthJobs


class JobError(_Answer):
    """Why a job failed."""

    message: str = Field(examples=["There is no column 'Chrun' in customers.csv."])
    remedy: str = Field(examples=["Did you mean 'Churn'?"])
    kind: Literal["input", "storage", "died", "bug"] = Field(
        description="input: the file or an option; storage: the disk; died: the process was killed; bug: Tracer."
    )


class Job(_Answer):
    """Work asked for, with a state that survives a restart."""

    id: str = Field(examples=[JOB_ID])
    kind: Literal["train", "score", "profile"]
    state: Literal["queued", "running", "stopping", "done", "failed", "cancelled", "interrupted"] = Field(
        description="done, failed, cancelled and interrupted are final, until the job is restarted."
    )
    stage: str = Field(description="What is being done; empty before it begins.", examples=["train"])
    fraction: Share = Field(description="The share that is done.", examples=[0.42])
    seconds_left: Annotated[list[FiniteFloat], Field(min_length=2, max_length=2)] | None = Field(
        description="A range, or null while nothing is known.", examples=[[4.0, 9.0]]
    )
    run_id: str | None = Field(description="The run it made, once it is done.", examples=[RUN_ID])
    error: JobError | None = Field(description="Why it failed.")
    created: str = Field(examples=["2026-11-23T06:30:12.034+00:00"])
    started: str | None = Field(examples=["2026-11-23T06:30:12.071+00:00"])
    ended: str | None = Field(examples=[None])
    source: str = Field(description="The file's name as the client told it.", examples=["customers.csv"])
    text: str = Field(description="The latest step in words.", examples=["Training"])

    @classmethod
    def of(cls, job: JobRecord) -> Job:
        """The model of a job."""
        error = None
        if job.error is not None:
            error = JobError(message=job.error.message, remedy=job.error.remedy, kind=job.error.kind)
        return cls(
            id=job.id,
            kind=job.kind,
            state=job.state,
            stage=job.stage,
            fraction=min(1.0, max(0.0, job.fraction)),
            seconds_left=None if job.seconds_left is None else list(job.seconds_left),
            run_id=job.run_id,
            error=error,
            created=job.created,
            started=job.started,
            ended=job.ended,
            source=job.source,
            text=job.text,
        )


class Jobs(_Answer):
    """Jobs, newest first."""

    jobs: list[Job]


class Run(_Answer):
    """One training, kept."""

    id: str = Field(examples=[RUN_ID])
    created: str = Field(examples=["2026-11-23T06:30:14+00:00"])
    blueprint: str = Field(examples=["churn"])
    target: str = Field(examples=["Churn"])
    rows: int = Field(ge=0, examples=[7043])
    roc_auc: float | None = Field(examples=[0.848])

    @classmethod
    def of(cls, entry: RunEntry) -> Run:
        """The model of a run."""
        return cls(
            id=entry.id,
            created=entry.created,
            blueprint=entry.blueprint,
            target=entry.target,
            rows=entry.rows,
            roc_auc=entry.roc_auc,
        )


class Runs(_Answer):
    """Runs, newest first."""

    runs: list[Run]


class Deleted(_Answer):
    """What was deleted."""

    deleted: list[str] = Field(examples=[[RUN_ID]])


class Finding(_Answer):
    """One thing worth knowing about a table."""

    code: str = Field(examples=["leak"])
    severity: Literal["info", "warning", "error"]
    column: str | None
    message: str
    remedy: str


class Excluded(_Answer):
    """A column that is left out, and why."""

    column: str = Field(examples=["CustomerID"])
    reason: str


class ScoreRequest(BaseModel):
    """A few rows to score, such as one customer."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"rows": [ROW], "reasons": 3}]})
    rows: list[dict[str, str | int | FiniteFloat | bool | None]] = Field(
        min_length=1,
        description="Cells by column name, as they would stand in a file; null, or no such key, is a blank cell.",
        examples=[[ROW]],
    )
    reasons: int = Field(default=3, ge=0, le=MOST_REASONS, strict=True, description="Reasons for each row.")


class RowScore(_Answer):
    """The score of one row, in the words of the scored CSV."""

    probability: Share = Field(examples=[0.71])
    predicted: Literal["yes", "no"] = Field(description="At the model's threshold.")
    risk: Literal["low", "medium", "high"]
    reasons: list[str] = Field(
        description="Sentences, strongest first.", examples=[["Became a customer only 2 months ago"]]
    )


class RowsVerdict(_Answer):
    """Whether the scores can be relied on."""

    level: Literal["go", "caution", "stop"]
    causes: list[str] = Field(
        description="What speaks against it: a column that is not there, a value that training has not met …",
        examples=[["1 of 1 rows have a value in Contract that the model has not met."]],
    )


class Scores(_Answer):
    """Scores of the rows, in their order, and whether they can be relied on."""

    outcome: str = Field(examples=["churn"])
    scores: list[RowScore]
    verdict: RowsVerdict
    not_read: list[str] = Field(
        description="Columns of the rows that the model does not read: an id, or a name that is written otherwise.",
        examples=[[]],
    )
    not_met: dict[str, list[str]] = Field(
        description="Values that the model has not met, at most five a column; they tell it nothing.",
        examples=[{"Contract": ["Weekly"]}],
    )
    malformed: list[str] = Field(
        description="Columns with cells that are no numbers (or dates) where the model expects them; scored as blank.",
        examples=[["TenureMonths"]],
    )

    @classmethod
    def of(cls, scored: ScoredRows) -> Scores:
        """The model of scored rows."""
        return cls(
            outcome=scored.outcome,
            scores=[
                RowScore(probability=one.probability, predicted=one.predicted, risk=one.risk, reasons=list(one.reasons))
                for one in scored.scores
            ],
            verdict=RowsVerdict(level=scored.verdict_level, causes=list(scored.verdict_causes)),
            not_read=list(scored.not_read),
            not_met={name: list(values) for name, values in scored.not_met.items()},
            malformed=list(scored.malformed),
        )


class Repair(_Answer):
    """One record that was not taken exactly as it stood."""

    row: int
    problem: str
    action: str
    text: str


class Receipt(BaseModel):
    """How the file was read."""

    model_config = ConfigDict(extra="allow")
    encoding: str
    delimiter: str
    quote: str
    decimal: str
    header_rows: int
    skipped_rows: int
    rows_kept: int
    rows_set_aside: int
    repairs: list[Repair]


class Quality(_Answer):
    """From 0 (unusable) to 100."""

    score: int = Field(ge=0, le=100)
    parts: dict[str, int]


class ColumnProfile(BaseModel):
    """What one column is like; numbers only where it has some."""

    model_config = ConfigDict(extra="allow")
    name: str
    kind: Literal["number", "flag", "category", "date", "text", "id", "constant"]
    missing: int
    distinct: int


class Suggestion(BaseModel):
    """What Tracer would train if nobody told it otherwise; a null target: nothing suits."""

    model_config = ConfigDict(extra="allow")
    blueprint: str
    target: str | None
    positive: str | None
    id: str | None
    roles: dict[str, str | list[str]]
    exclude: list[Excluded]


class Profile(BaseModel):
    """What a table is like, and what is suggested for it."""

    model_config = ConfigDict(extra="allow")
    source: str = Field(examples=["customers.csv"])
    rows: int
    columns: list[ColumnProfile]
    receipt: Receipt
    quality: Quality
    findings: list[Finding]
    suggested: Suggestion

    @classmethod
    def of(cls, found: ProfileRecord) -> Profile:
        """The model of a profile; a role that one column plays is that column's name, else a list."""
        from dataclasses import asdict

        data: dict[str, Any] = asdict(found)
        roles = data["suggested"]["roles"]
        data["suggested"]["roles"] = {role: names[0] if len(names) == 1 else names for role, names in roles.items()}
        return cls.model_validate(data)


class Role(BaseModel):
    """What a column can mean to a blueprint."""

    model_config = ConfigDict(extra="allow")
    name: str = Field(examples=["tenure"])
    meaning: str
    kind: Literal["number", "category", "flag", "date", "any"]
    unit: str
    required: bool


class Feature(_Answer):
    """A feature that is computed where its roles are there."""

    name: str
    label: str


class Blueprint(_Answer):
    """A template for one business question."""

    key: str = Field(examples=["churn"])
    title: str
    question: str
    outcome: str
    schema_version: int
    roles: list[Role]
    features: list[Feature]


class Blueprints(_Answer):
    """The business questions there are."""

    blueprints: list[Blueprint]
