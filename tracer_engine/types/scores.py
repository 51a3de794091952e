"""What scoring a file gave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Level = Literal["go", "caution", "stop"]
HowMatched = Literal["same name", "spelling", "likely", "told", "missing"]


@dataclass(frozen=True, kw_only=True)
class ColumnCheck:
    """A column the model reads, held against a file. `how` tells why `column` of the file was taken for it.

    `share` is the part of all reasons that rest on it, alone or in what is worked out from several columns (together
    more than 1), `loss` the share (0..1) of the ranking's worth that is lost without it.
    `unseen` counts cells with a value the model has not met (`unseen_values`: the most frequent ones), `outside`
    numbers beyond its range, `blank` blanks.
    `drift` is its population stability index and `p_value` how often chance alone makes such a difference (None: there
    is nothing to compare with).
    """

    needs: str
    column: str | None
    how: HowMatched
    share: float
    loss: float
    unseen: int = 0
    unseen_values: tuple[str, ...] = ()
    outside: int = 0
    blank: int = 0
    drift: float | None = None
    p_value: float | None = None


@dataclass(frozen=True, kw_only=True)
class ShareWithOutcome:
    """The share of rows with the outcome (0..1): when the model was `trained`, `expected` by the scores of a file as
    the model gives them, `estimated` where nothing but that share has changed (None: these scores come about in no such
    way), and the one the probabilities written were anchored to (`used`; None: they were left as they are). `shifted`:
    the scores show, beyond chance and by a margin that matters, that it is another one.
    """

    trained: float
    expected: float
    estimated: float | None
    shifted: bool = False
    used: float | None = None


@dataclass(frozen=True, kw_only=True)
class ScoredFile:
    """A file that was scored before, as it is remembered: no cell of it.

    `created` is an ISO 8601 time in UTC; `causes` are those of its verdict; `listed` counts rows predicted yes,
    `expected` sums the probabilities; `score_drift` and `column_drift` (the furthest) are stability indices.
    `id_column` is None where no column names the rows.
    """

    created: str
    source: str
    sha256: str
    rows: int
    listed: int
    expected: float
    threshold: float
    level: Level
    causes: tuple[str, ...] = ()
    score_drift: float | None = None
    column_drift: float | None = None
    id_column: str | None = None
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, eq=False)
class RememberedRows:
    """The rows of a scored file, as they are remembered: `ids` hashed with the workspace's salt (empty: nothing names
    the rows), scores, and the strongest reason towards the outcome as its place in `ScoredFile.reasons` (-1: none).
    """

    ids: NDArray[np.uint64]
    probability: NDArray[np.float32]
    reason: NDArray[np.int16]


@dataclass(frozen=True, kw_only=True)
class Mover:
    """A row whose probability changed much: its place in the file scored now (from 0), its id, the probability then and
    now.
    """

    row: int
    id: str
    before: float
    now: float


@dataclass(frozen=True, kw_only=True)
class Since:
    """What has changed since the file before (`then`). The list is those predicted yes.

    Of those on the list now, `new` were not in that file, `climbed` were in it and not on the list, `stayed` were on
    it. Of those on it then, `fell` are in this file and not on the list, `left` are not in it. All five are None
    where nothing names the rows. `reasons` holds (reason, listed rows it leads now, then), `other_reason` counts those
    who stayed for another main reason; `risen` and `fallen` are the largest changes.
    """

    then: ScoredFile
    rows: int
    listed: int
    expected: float
    both: int | None = None
    new: int | None = None
    climbed: int | None = None
    stayed: int | None = None
    fell: int | None = None
    left: int | None = None
    other_reason: int | None = None
    reasons: tuple[tuple[str, int, int], ...] = ()
    risen: tuple[Mover, ...] = ()
    fallen: tuple[Mover, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ScoredBefore:
    """The files scored with a model that are remembered, newest first; what changed between the last two (None: there
    are no two), and what the model's age asks for ("": nothing).
    """

    files: tuple[ScoredFile, ...]
    since: Since | None
    ageing: str


@dataclass(frozen=True, kw_only=True)
class Scored:
    """A scored file: how many rows, whether its scores can be relied on and why not, and where it lies.

    `paths` has "scores", when rows were set aside "set_aside", and "summary" where one was asked for. `unlike` counts
    rows unlike anything seen in training, `listed` rows predicted yes. `since` tells what changed since the file
    before, `ageing` what the model's age asks for ("": nothing).
    """

    rows: int
    rows_set_aside: int
    threshold: float
    verdict_level: Level
    verdict_causes: tuple[str, ...]
    paths: Mapping[str, Path]
    notes: tuple[str, ...] = ()
    columns: tuple[ColumnCheck, ...] = ()
    base_rate: ShareWithOutcome | None = None
    score_drift: float | None = None
    unlike: int = 0
    listed: int = 0
    since: Since | None = None
    ageing: str = ""


@dataclass(frozen=True, kw_only=True)
class RowScore:
    """The score of one row, in the words of the scored CSV; `reasons` are sentences, strongest first."""

    probability: float
    predicted: Literal["yes", "no"]
    risk: Literal["low", "medium", "high"]
    reasons: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ScoredRows:
    """Rows scored without a file, in their order, and whether the scores can be relied on and why not. `not_read` are
    columns that the model does not read, `not_met` the values (a few a column) that it has not met, `malformed` columns
    with cells that are no numbers (or dates) where it expects them.
    """

    outcome: str
    threshold: float
    verdict_level: Level
    verdict_causes: tuple[str, ...]
    not_read: tuple[str, ...]
    not_met: Mapping[str, tuple[str, ...]]
    malformed: tuple[str, ...]
    scores: tuple[RowScore, ...]
