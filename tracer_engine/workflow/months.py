"""Month over month: what is remembered of the files scored with a model, and what has changed since the last one."""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tracer_engine.durable_files import storage_error
from tracer_engine.errors import InputError, StorageError
from tracer_engine.evaluation.metrics import sigmoid
from tracer_engine.scoring.matching import column_called
from tracer_engine.scoring.model import Model
from tracer_engine.scoring.passes import FirstPass
from tracer_engine.scoring.since import ageing, since
from tracer_engine.types.scores import Mover, RememberedRows, ScoredBefore, ScoredFile, Since
from tracer_engine.workflow.models import load_model
from tracer_engine.workspace import Workspace, months, open_workspace
from tracer_engine.workspace.remembering import remembers

MOST_MOVERS = 5
LEAST_MOVE = 0.05
LEAST_NAMED = 0.9
"""A column that tells fewer of the rows apart names no customers."""


def model_key(model: Model) -> str:
    """What a model is known by wherever its file lies: a digest of all it says of itself."""
    told = json.dumps(model.card.to_dict(), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(told.encode("utf-8")).hexdigest()[:24]


def scored_before(model: Path | str | Model, *, workspace: Workspace | None = None) -> ScoredBefore:
    """The files scored with a model that are remembered, what changed between the last two, and what its age asks for.

    Raises InputError where the model is refused.
    """
    place = workspace or open_workspace()
    trained = model if isinstance(model, Model) else load_model(model, workspace=place)
    folder = months.memory_folder(place, model_key(trained))
    files = months.remembered(folder)
    found = None
    if len(files) > 1:
        now, then = (months.file_with(folder, one.sha256) for one in files[:2])
        found = since(*then, *now) if now and then else None
    return ScoredBefore(
        files=files, since=found, ageing=ageing(trained.card, files, datetime.datetime.now(datetime.UTC))
    )


def forget_scored(model: Path | str | Model, *, workspace: Workspace | None = None) -> int:
    """Forget all files scored with a model, and what was said about their columns; returns how many files it was."""
    place = workspace or open_workspace()
    trained = model if isinstance(model, Model) else load_model(model, workspace=place)
    return months.forget(months.memory_folder(place, model_key(trained)))


class Memory:
    """What is remembered of a model's files while one more is scored; nothing at all where `on` is False.

    Trouble with it is told in `notes`, and never stands in the way of the scores.
    """

    def __init__(self, model: Model, workspace: Workspace | None, *, on: bool | None) -> None:
        self.model = model
        self.notes: list[str] = []
        self.folder: Path | None = None
        self.workspace: Workspace | None = None
        if on is False:
            return
        try:
            self.workspace = workspace or open_workspace()
            if on or remembers(self.workspace):
                self.folder = months.memory_folder(self.workspace, model_key(model))
        except StorageError as error:
            self._excuse(error)

    @contextlib.contextmanager
    def excusing(self) -> Iterator[None]:
        """Trouble inside is told, and nothing is remembered any more."""
        try:
            yield
        except (InputError, StorageError) as error:
            self._excuse(error)
            self.folder = None

    def _excuse(self, error: InputError | StorageError) -> None:
        self.notes.append(f"This file is not remembered for the next one: {error.message}")

    def before(self) -> ScoredBefore:
        """The files that are remembered, and what the model's age asks for; what changed between them is left out."""
        files = () if self.folder is None else months.remembered(self.folder)
        return ScoredBefore(
            files=files, since=None, ageing=ageing(self.model.card, files, datetime.datetime.now(datetime.UTC))
        )

    def keep(self, first: FirstPass, told: Mapping[str, str] | None, id_column: str | None) -> None:
        """Remember what the user said about columns: those `told`, and the one that names the rows."""
        if self.folder is not None and (told or id_column):
            how, columns = first.matching.how, first.matching.columns
            matched = {needs: there for needs, there in columns.items() if how[needs] == "told"}
            wanted = [column.name for column in self.model.preparation.inputs]
            none = {column_called(needs, wanted) or needs: "" for needs, there in (told or {}).items() if not there}
            with self.excusing():
                months.keep_answers(self.folder, matched | none, id_column or "")

    def matches(self, names: tuple[str, ...], told: Mapping[str, str] | None) -> dict[str, str]:
        """Which columns of a file with these `names` are which of the model's: as told now, else as told before."""
        if self.folder is None:
            return dict(told or {})
        wanted = {column.name for column in self.model.preparation.inputs}
        before = months.answers(self.folder)["matches"]
        still = {
            needs: there
            for needs, there in before.items()
            # A column of the model's own name is that column, whatever stood there the last time.
            if needs in wanted and (there in names or not there) and needs not in names
        }
        taken = set((told or {}).values())
        return {needs: there for needs, there in still.items() if not there or there not in taken} | dict(told or {})

    def id_column(self, names: tuple[str, ...], told: str | None) -> str | None:
        """The column that names the rows: as told now, as told before, else the model's own, where it is there.

        Raises InputError where what is told is not in the file.
        """
        if told is not None:
            found = column_called(told, names)
            if found is None:
                raise InputError(
                    f"There is no column {told!r} that could name the rows.",
                    remedy=f"There are {', '.join(names[:20])}.",
                    options=("id",),
                )
            return found
        before = months.answers(self.folder)["id"] if self.folder is not None else ""
        for name in (before, self.model.card.id):
            if name and (found := column_called(name, names)):
                return found
        return None


class Noting:
    """Notes of each row of a file what is remembered of it, and what has changed since the file before."""

    def __init__(
        self, memory: Memory, path: Path, log_odds: NDArray[np.float64], id_column: str | None, threshold: float
    ) -> None:
        self.memory, self.id_column, self.threshold = memory, id_column, threshold
        self.probability = sigmoid(log_odds).astype(np.float32)
        self.reason = np.full(len(log_odds), -1, dtype=np.int16)
        self.before: tuple[ScoredFile, RememberedRows] | None = None
        self._ids = np.empty(len(log_odds), dtype=np.uint64)
        self._named = 0  # so many rows have one
        self._then: _Then | None = None
        self._digest = ""
        if memory.folder is not None:
            with memory.excusing():
                self._digest = file_digest(path)
                self.before = months.file_before(memory.folder, self._digest)
        if self.before is not None:
            self._then = _Then(*self.before)

    def block(self, block: pl.DataFrame, start: int) -> list[str]:
        """Take down the ids of more rows, from row `start` on; returns for each what has become of it since the file
        before: "new", "climbed", "stayed", "fell" or "" (on neither list, or nothing to compare with).
        """
        nothing = [""] * block.height
        if self.memory.folder is None or self.id_column is None or self.memory.workspace is None:
            return nothing
        with self.memory.excusing():
            ids = months.hashed(self.memory.workspace, block[self.id_column])
            self._ids[start : start + len(ids)] = ids
            self._named += len(ids)
            if self._then is not None:
                now = self.probability[start : start + len(ids)]
                self._then.look_for_movers(ids, now, start, block[self.id_column])
                return self._then.changes(ids, now, self.threshold)
        return nothing

    def top(self, start: int, contributions: NDArray[np.float64]) -> None:
        """Take down the strongest push towards the outcome of rows from `start` on: contributions (rows, sources)."""
        if contributions.shape[1]:
            strongest = contributions.argmax(axis=1).astype(np.int16)
            strongest[contributions.max(axis=1) <= 0] = -1
            self.reason[start : start + len(strongest)] = strongest

    def finish(self, told: ScoredFile) -> tuple[Since | None, str]:
        """Remember the file; returns what has changed since the one before, and what the model's age asks for."""
        memory, now = self.memory, datetime.datetime.now(datetime.UTC)
        if memory.folder is None:
            return None, ageing(memory.model.card, (), now)
        stranger = told.level == "stop" and memory.model.card.worth_using
        if stranger or not told.rows:
            why = "it does not fit the model" if stranger else "it has no rows"
            memory.notes.append(f"This file is not remembered for the next one: {why}.")
            return None, ageing(memory.model.card, months.remembered(memory.folder), now)
        told = replace(told, sha256=self._digest)
        rows = RememberedRows(ids=self._usable_ids(told.rows), probability=self.probability, reason=self.reason)
        found: Since | None = None
        files: tuple[ScoredFile, ...] = ()
        with memory.excusing():
            months.remember(memory.folder, told, rows)
            files = months.remembered(memory.folder)
            if self.before is not None and self._then is not None:
                found = since(*self.before, told, rows)
                if found.both:
                    found = replace(found, risen=self._then.risen, fallen=self._then.fallen)
        return found, ageing(memory.model.card, files, now)

    def _usable_ids(self, rows: int) -> NDArray[np.uint64]:
        ids = self._ids
        none = ids[:0]
        if self._named != rows:
            return none
        ordered = np.sort(ids)  # numpy's own count of distinct numbers takes ten times as much memory
        if np.count_nonzero(ordered[1:] == ordered[:-1]) > (1 - LEAST_NAMED) * len(ids):
            self.memory.notes.append(
                f"Customers are not followed from file to file: {self.id_column} has the same value in many rows."
            )
            return none
        return ids


class _Then:
    """The file before, ready to be asked; `risen` and `fallen` are the largest changes met so far."""

    def __init__(self, told: ScoredFile, rows: RememberedRows) -> None:
        order = np.argsort(rows.ids, kind="stable")
        self._ids = rows.ids[order]
        self._probability = rows.probability[order] if len(order) else rows.probability[:0]
        self._listed = self._probability >= np.float32(told.threshold)
        self.risen: tuple[Mover, ...] = ()
        self.fallen: tuple[Mover, ...] = ()

    def _find(self, ids: NDArray[np.uint64]) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
        """Where rows stood, and whether they were there at all."""
        if not len(self._ids):
            return np.zeros(len(ids), dtype=np.intp), np.zeros(len(ids), dtype=np.bool_)
        place = np.minimum(np.searchsorted(self._ids, ids), len(self._ids) - 1)
        return place, self._ids[place] == ids

    def changes(self, ids: NDArray[np.uint64], probability: NDArray[np.float32], threshold: float) -> list[str]:
        """What has become of rows."""
        place, known = self._find(ids)
        if not len(self._ids):
            return [""] * len(ids)
        was, listed = known & self._listed[place], probability >= np.float32(threshold)
        words = np.select([listed & ~known, listed & was, listed, was], ["new", "stayed", "climbed", "fell"], "")
        return [str(word) for word in words]

    def look_for_movers(
        self, ids: NDArray[np.uint64], probability: NDArray[np.float32], start: int, names: pl.Series
    ) -> None:
        """Take those of a block who changed more than those before."""
        place, known = self._find(ids)
        rows = np.flatnonzero(known)
        change = probability[rows] - self._probability[place[rows]] if len(rows) else np.empty(0, dtype=np.float32)

        def movers(order: NDArray[np.intp], sign: int) -> list[Mover]:
            return [
                Mover(
                    row=start + int(rows[one]),
                    id=str(names[int(rows[one])]).strip(),
                    before=float(self._probability[place[rows[one]]]),
                    now=float(probability[rows[one]]),
                )
                for one in order[:MOST_MOVERS].tolist()
                if sign * change[one] >= LEAST_MOVE
            ]

        order = np.argsort(-change, kind="stable")
        risen = [*self.risen, *movers(order, 1)]
        fallen = [*self.fallen, *movers(order[::-1], -1)]
        self.risen = tuple(sorted(risen, key=lambda one: one.before - one.now)[:MOST_MOVERS])
        self.fallen = tuple(sorted(fallen, key=lambda one: one.now - one.before)[:MOST_MOVERS])


def reason_labels(model: Model) -> tuple[str, ...]:
    """What each source of reasons is called."""
    phrases = model.card.phrases
    return tuple(phrases[name].label if name in phrases else name for name in model.preparation.sources)


def file_digest(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise storage_error(error, path, "read") from error
