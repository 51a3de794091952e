"""What a front end looks at while a table, a run or a file to score is open: pages, facts, outlooks, never a frame."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tracer_engine.types.model import ModelCard
from tracer_engine.types.plan import Effort
from tracer_engine.types.profile import Profile
from tracer_engine.types.receipt import Receipt
from tracer_engine.types.report import HistogramBin
from tracer_engine.types.scores import Level, ScoredFile, ShareWithOutcome
from tracer_engine.types.table import Column, Kind

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, kw_only=True)
class TablePage:
    """Consecutive rows of a table as text, from row `start` (the first is 0).

    `missing` holds, for each row, the positions of the cells that are read as missing.
    """

    start: int
    rows: tuple[tuple[str, ...], ...]
    missing: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Peek:
    """The first rows of a file, told before the whole of it is read: the kinds are a first guess."""

    path: Path
    source: str
    size: int
    columns: tuple[Column, ...]
    page: TablePage
    receipt: Receipt


@dataclass(frozen=True, kw_only=True)
class OpenedTable:
    """A table that is open, with its profile. `seconds` is the time reading and profiling took, `size` is in bytes.

    `kinds` are the kinds the user told, by column.
    """

    path: Path
    source: str
    size: int
    rows: int
    columns: tuple[Column, ...]
    profile: Profile
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    seconds: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Found:
    """Where a text was found: the row and the position of the column (both from 0)."""

    row: int
    column: int


@dataclass(frozen=True, kw_only=True)
class RelationBin:
    """Rows with this value (a level, or a range of a number): how many, and the share with the positive outcome.

    `low` and `high` are its 95 % interval (Wilson).
    """

    value: str
    rows: int
    rate: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Relation:
    """What one column, alone, has to do with the target. `roc_auc` is that of the best ordering of its bins.

    `filled_positive` and `filled_negative` are (cells filled in, rows) among rows with and without the outcome.
    """

    target: str
    positive: str
    base_rate: float
    bins: tuple[RelationBin, ...]
    roc_auc: float | None
    filled_positive: tuple[int, int]
    filled_negative: tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class ColumnFacts:
    """One column looked at closely. `histogram` holds (low, high, rows); `top` (value, rows), most frequent first.

    `moves_with` is the column it goes along with most, with the strength of it (rank correlation or Cramér's V, 0..1).
    `relation` is None without a target, and for the target itself.
    """

    column: Column
    position: int
    rows: int
    histogram: tuple[tuple[float, float, int], ...] = ()
    top: tuple[tuple[str, int], ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    median: float | None = None
    mean: float | None = None
    quartiles: tuple[float, float] | None = None
    moves_with: tuple[str, float] | None = None
    relation: Relation | None = None


@dataclass(frozen=True, kw_only=True)
class EffortEstimate:
    """How long a training is likely to take, in seconds (low, high), and how many fits it makes."""

    effort: Effort
    seconds: tuple[float, float]
    fits: int


SortKey = Literal["rank", "id", "probability"]


@dataclass(frozen=True, kw_only=True)
class CustomerQuery:
    """Which scored rows, and in which order. `text` is looked for in the id and the reasons (ignoring case).

    `reason` is one of `OpenedRun.reasons`; `top` keeps the rows that rank no lower; `without_outcome` those whose
    outcome has not come about or is not known (`CustomerRow.outcome` is not True).
    """

    text: str = ""
    reason: str | None = None
    top: int | None = None
    without_outcome: bool = False
    sort: SortKey = "rank"
    descending: bool = False
    start: int = 0
    count: int = 100


@dataclass(frozen=True, kw_only=True)
class CustomerRow:
    """One scored row: `row` is its place in the file (from 0); `outcome` what came of it, where that is known."""

    row: int
    rank: int
    id: str
    probability: float
    reasons: tuple[str, ...]
    outcome: bool | None


@dataclass(frozen=True, kw_only=True)
class CustomerPage:
    """Rows of an answer to a query, from the `start`-th of `total` that fit."""

    total: int
    start: int
    rows: tuple[CustomerRow, ...]


@dataclass(frozen=True, kw_only=True)
class Contribution:
    """What one source moves a row's score, in log-odds (above 0: towards the outcome). `sentence` says its value."""

    source: str
    label: str
    sentence: str
    log_odds: float


@dataclass(frozen=True, kw_only=True)
class ContributionGroup:
    """What all sources of one role move a row's score together, in log-odds; `sources` are their labels, the strongest
    first. What has no role of its own stands alone.
    """

    role: str
    label: str
    log_odds: float
    sources: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class WhatIfField:
    """A column one can act on: its value for this row, and what could be tried (levels, or a range of a number)."""

    column: str
    label: str
    kind: Kind
    value: str
    choices: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, kw_only=True)
class CustomerDetail:
    """One row explained. `constant` and the contributions, strongest first, add up to `log_odds` of the model; so do
    the groups of them by role.

    `probability` is the model's; `out_of_fold` the one in the list, given by models that had not seen the row.
    """

    row: int
    id: str
    rank: int
    probability: float
    out_of_fold: float
    log_odds: float
    constant: float
    contributions: tuple[Contribution, ...]
    groups: tuple[ContributionGroup, ...]
    fields: tuple[WhatIfField, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class CutOffs:
    """What contacting the first n rows means, for every n from 1 to all (arrays of that length, best first).

    `probability` is the score of the n-th; `reached` how many positives are among the first n, `known` how many whose
    outcome is known (None: all are). `positives` and `rows` count the positives and all rows.
    """

    probability: NDArray[np.float64]
    reached: NDArray[np.int64]
    positives: int
    rows: int
    known: NDArray[np.int64] | None = None


@dataclass(frozen=True, kw_only=True)
class OpenedRun:
    """A run that is open. `report` is report.json as plain data; `reasons` are what its list can be filtered by, with
    how many rows each is said of. `paths` are those of `Run`.
    """

    id: str
    created: str
    name: str
    report: Mapping[str, object]
    card: ModelCard
    reasons: tuple[tuple[str, int], ...]
    paths: Mapping[str, Path]


@dataclass(frozen=True, kw_only=True)
class OpenedModel:
    """A model file looked at: its size in bytes, its card, and its learners with their weights, heaviest first."""

    path: Path
    size: int
    format: int
    card: ModelCard
    learners: tuple[tuple[str, float], ...]


@dataclass(frozen=True, kw_only=True)
class Match:
    """A column the model reads and the one of the file taken for it (None: not there).

    `how`: "same name", "spelling", "likely" (renamed: by its name and its values), "told", "missing". `share` is what
    it carries of all reasons, alone or in features of several columns, `loss` what the ranking loses without it (a
    share of its worth). `unseen` counts cells whose value the model has never met.
    """

    needs: str
    column: str | None
    how: str
    share: float
    unseen: int = 0
    unseen_values: tuple[str, ...] = ()
    loss: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Drift:
    """How far a column has moved from the table the model learned from: population stability index, and the shares.

    `labels` name the groups; `trained` and `now` are their shares (summing to 1). `p_value`: how often chance alone
    makes such a difference (chi-squared test).
    """

    column: str
    index: float
    labels: tuple[str, ...]
    trained: tuple[float, ...]
    now: tuple[float, ...]
    p_value: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Check:
    """One thing that was checked before scoring. `column` where it concerns one."""

    level: Literal["good", "caution", "problem"]
    title: str
    text: str
    column: str | None = None


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """A file that is about to be scored: can the scores be relied on, and what will they look like.

    `expected` is the expected number of positives with its 95 % interval; `high_risk` counts rows of high risk,
    `high_risk_trained` is their share of the rows the model learned from (None: not known). `unlike` counts rows
    unlike anything seen in training; `ageing` is what the model's age asks for ("": nothing); `last` the file scored
    with it before this one (None: none is remembered).
    """

    path: Path
    source: str
    size: int
    rows: int
    columns: tuple[str, ...]
    card: ModelCard
    level: Level
    headline: str
    causes: tuple[str, ...]
    checks: tuple[Check, ...]
    matches: tuple[Match, ...]
    drift: tuple[Drift, ...]
    expected: tuple[float, float, float]
    high_risk: int
    high_risk_trained: float | None
    histogram: tuple[HistogramBin, ...]
    score_drift: float | None = None
    base_rate: ShareWithOutcome | None = None
    unlike: int = 0
    ageing: str = ""
    last: ScoredFile | None = None
