"""A table with its scores, held open to plan campaigns with: of a file, or of the rows a run was trained on."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tracer_engine.campaign.planner import Customers, Planned, Planner
from tracer_engine.errors import InputError
from tracer_engine.evaluation.metrics import Values, sigmoid
from tracer_engine.export.scored_csv import in_words
from tracer_engine.ingest.describing import told_decimal
from tracer_engine.progress import Progress, Step, silent
from tracer_engine.scoring.base_rate import anchored
from tracer_engine.scoring.matching import column_called
from tracer_engine.scoring.model import Model
from tracer_engine.scoring.passes import FirstPass, first_pass
from tracer_engine.scoring.verdict import verdict_on
from tracer_engine.types.campaign import CallRow, CampaignSettings, Group, ValueColumn
from tracer_engine.types.scores import Level
from tracer_engine.workflow.campaign_rows import BLANK, UNLIKE, Kept, Rows, numbers_of, outcomes_of

_NEAREST = 1e-12
MOST_PLANNERS = 4


@dataclass(kw_only=True, eq=False)
class CampaignTable:
    """Rows with scores, ready to be planned with. `values` are the columns that may say what a customer is worth.

    `flags` are per row UNLIKE and BLANK; `held_back` are the probabilities of the training's test where they are there.
    """

    model: Model
    rows_of: Rows
    first: FirstPass
    level: Level
    causes: tuple[str, ...]
    customers: Customers
    flags: NDArray[np.uint8]
    ids: pl.Series | None
    id_column: str | None
    target: str | None
    values: dict[str, tuple[Values, ValueColumn]]
    held_back: Values | None = None
    _planners: dict[tuple[object, ...], tuple[Planner, NDArray[np.intp]]] = field(default_factory=dict)
    _worth: tuple[tuple[object, ...], Values] | None = None

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return self.customers.rows

    @property
    def gone(self) -> int | None:
        """How many have the outcome already; None where the file does not tell."""
        return None if self.target is None else int(np.count_nonzero(self.customers.outcome == 1))

    @property
    def trained_on(self) -> bool:
        """Whether these are the rows the model learned from."""
        return self.customers.trained_on

    def plan(self, settings: CampaignSettings) -> tuple[Planned, NDArray[np.intp]]:
        """The optimal campaign, and the row of each place in its arrays.

        Raises InputError where the settings cannot be, or ask for what this table has not.
        """
        planner, rows = self._planner(settings)
        planned = planner.plan(settings, self._value(settings, rows))
        return planned, rows

    def _planner(self, settings: CampaignSettings) -> tuple[Planner, NDArray[np.intp]]:
        if settings.held_back and self.held_back is None:
            raise InputError(
                f"There are no probabilities of the training's test for the rows of {self.rows_of.source}.",
                remedy="They are kept with a run, for the table it was trained on: give its id, and that table.",
                options=("held-back",),
            )
        if settings.without_gone and self.target is None:
            raise InputError(
                f"{self.rows_of.source} does not tell who has {self.model.card.wording.acted} already: it has no "
                f"column {self.model.card.target!r}.",
                remedy="Leave the option away, or give a table with the target column.",
                options=("without-gone",),
            )
        key = (settings.held_back, settings.without_gone, settings.base_rate)
        if key not in self._planners:
            if len(self._planners) >= MOST_PLANNERS:
                self._planners.clear()
            customers = self._scored_as(settings)
            rows = np.flatnonzero(customers.outcome != 1) if settings.without_gone else np.arange(customers.rows)
            self._planners[key] = Planner(customers.take(rows) if settings.without_gone else customers), rows
        return self._planners[key]

    def _scored_as(self, settings: CampaignSettings) -> Customers:
        """All customers with the probabilities that are asked for."""
        customers = self.customers
        if settings.held_back and self.held_back is not None:
            p = np.clip(self.held_back, _NEAREST, 1 - _NEAREST)
            customers = replace(
                customers, probability=self.held_back, log_odds=np.log(p / (1 - p)), trained_on=True, fair=True
            )
        if settings.base_rate is not None and 0 < settings.base_rate < 1:
            rate = self.first.base_rate
            trained = rate.trained if rate is not None else self.model.card.base_rate
            log_odds = anchored(customers.log_odds, trained, settings.base_rate)
            customers = replace(
                customers, probability=sigmoid(log_odds), log_odds=log_odds, base_rate=settings.base_rate
            )
        return customers

    def planned_customers(self, settings: CampaignSettings) -> Customers:
        """The customers that a plan's places are of."""
        return self._planner(settings)[0].customers

    def _value(self, settings: CampaignSettings, rows: NDArray[np.intp]) -> Values:
        """What each of these rows is worth if kept; the same array as long as nothing of it changes."""
        key = (settings.value, settings.value_column, settings.value_months, settings.without_gone)
        if self._worth is None or self._worth[0] != key:
            if settings.value is not None:
                worth = np.full(len(rows), settings.value * settings.value_months)
            else:
                worth = self.value_column(settings.value_column)[0][rows] * settings.value_months
            self._worth = key, worth
        return self._worth[1]

    def value_column(self, name: str | None) -> tuple[Values, ValueColumn]:
        """The numbers (rows,) of a column and what is odd about it. Raises InputError where it cannot be used."""
        if name is None:
            raise InputError(
                "Nothing says what a kept customer is worth.",
                remedy="Give an amount, or the column that holds it.",
                options=("value", "value-column"),
            )
        if name not in self.values:
            # Not one of those that were read along: the file is gone through once more for it.
            there = find_column(name, self.rows_of.names, self.rows_of.source, ("value-column",))
            cells = pl.concat([pl.Series(there, [], dtype=pl.String), *(one[there] for one in self.rows_of.blocks())])
            self.values[name] = numbers_of(there, cells, None)
        values, facts = self.values[name]
        if self.rows and facts.blank + facts.unread >= self.rows:
            raise InputError(
                f"No cell of {name} in {self.rows_of.source} is a number, so nobody's value is known.",
                remedy="Name a column of numbers, or give one amount for all.",
                options=("value-column",),
            )
        return values, facts

    def lines(self, planned: Planned, rows: NDArray[np.intp], start: int, count: int) -> tuple[CallRow, ...]:
        """Lines of a list, from the `start`-th on."""
        start, end = max(0, start), max(0, start) + max(0, count)
        places = planned.listed[start:end]
        card, customers = self.model.card, self.planned_customers(planned.plan.settings)
        p = customers.probability[places]
        bands = in_words(p, threshold=card.threshold, base_rate=card.base_rate)[1]
        return tuple(
            CallRow(
                row=int(rows[place]),
                rank=rank,
                id=self.id_of(int(rows[place])),
                probability=float(chance),
                band=band,
                value=float(planned.value[place]),
                value_at_risk=float(chance * planned.value[place]),
                gain=float(planned.gain[place]),
                group=_group(planned, rank - 1),
                gone=None if (known := int(customers.outcome[place])) < 0 else known == 1,
                cautions=self._short_cautions(int(rows[place])),
            )
            for rank, (place, chance, band) in enumerate(zip(places, p, bands, strict=True), start=start + 1)
        )

    def id_of(self, row: int) -> str:
        """The id of a row, or which it is."""
        return str(self.ids[row]).strip() if self.ids is not None else f"row {row + 1:,}"

    def key_of(self, row: int) -> str:
        """What a row is joined by when outcomes come back: its id, or its number from 1."""
        return str(self.ids[row]).strip() if self.ids is not None else str(row + 1)

    def _short_cautions(self, row: int) -> tuple[str, ...]:
        told = []
        if self.customers.outcome[row] == 1:
            told.append(self.gone_text)
        if self.flags[row] & UNLIKE:
            told.append("Has a number or a value unlike any the model learned from")
        if self.flags[row] & BLANK:
            told.append("A cell that weighs is blank")
        if self._doubled is not None and self._doubled[row]:
            told.append("This id stands in more than one row")
        return tuple(told)

    @property
    def gone_text(self) -> str:
        """The caution about those who have left."""
        return f"Has {self.model.card.wording.acted} already, by {self.target}"

    @cached_property
    def _doubled(self) -> NDArray[np.bool_] | None:
        return None if self.ids is None else np.asarray(self.ids.str.strip_chars().is_duplicated().to_numpy())

    def is_doubled(self, row: int) -> bool:
        """Whether another row has the id of this one."""
        return self._doubled is not None and bool(self._doubled[row])


def _group(planned: Planned, place: int) -> Group:
    return "control" if planned.held[place] else "call"


# ------------------------------------------------------------ opening


def open_campaign_table(
    model: Model,
    rows: Rows,
    *,
    matches: Mapping[str, str] | None = None,
    id_column: str | None = None,
    value_columns: Sequence[str] = (),
    held_back: Callable[[], pl.DataFrame | None] = lambda: None,
    progress: Progress = silent,
) -> CampaignTable:
    """Score rows and keep what campaigns need: ids, outcomes, the numbers of `value_columns` (names of the file, or of
    the model). `held_back` reads the scored rows of the training: the model's columns as text, and "probability"; it is
    asked where the rows have the training's outcomes.

    Raises InputError where the rows cannot be scored, or a column is not there.
    """
    card, decimal = model.card, told_decimal(rows.options, rows.receipt.format) if rows.options else None
    names = tuple(rows.names)
    id_name = find_column(id_column, names, rows.source, ("id",)) if id_column else None
    target = column_called(card.target, names)
    values = tuple(dict.fromkeys(find_column(name, names, rows.source, ("value-column",)) for name in value_columns))
    kept = Kept(model, [name for name in dict.fromkeys([id_name, target, *values]) if name is not None])
    first = _scored(model, rows, decimal, matches, kept, progress)
    log_odds = first.log_odds
    outcome = outcomes_of(kept.cells(target), model) if target else np.full(len(log_odds), -1, dtype=np.int8)
    level, causes = verdict_on(model, first)
    trained_on = _is_training(model, outcome)
    before = _held_back(model, first, kept, held_back()) if trained_on else None
    marks = {there: first.marks[needs] for needs, there in first.matching.columns.items() if needs in first.marks}
    return CampaignTable(
        model=model,
        rows_of=rows,
        first=first,
        level=level,
        causes=causes,
        customers=Customers(
            log_odds=log_odds,
            probability=sigmoid(log_odds),
            outcome=outcome,
            rule=kept.rule(),
            card=card,
            basis=model.basis,
            trained_on=trained_on,
            fair=not trained_on,
        ),
        flags=kept.all_flags(),
        ids=kept.cells(id_name) if id_name else None,
        id_column=id_name,
        target=target,
        values={name: numbers_of(name, kept.cells(name), marks.get(name, decimal)) for name in values},
        held_back=before,
    )


def _scored(
    model: Model, rows: Rows, decimal: str | None, matches: Mapping[str, str] | None, kept: Kept, progress: Progress
) -> FirstPass:
    def told(_done: int) -> None:
        progress(Step(stage="score", fraction=rows.share_done, text="Scoring"))

    blocks, names = kept.pass_on(rows.blocks()), tuple(rows.names)
    return first_pass(model, blocks, names, rows.source, decimal, matches, kept.look, any_file=True, told=told)


def _is_training(model: Model, outcome: NDArray[np.int8]) -> bool:
    """Whether rows with these outcomes are those of the training: as many, with the very same share."""
    known = outcome[outcome >= 0]
    return len(known) == model.card.rows and abs(float(known.mean()) - model.card.base_rate) < _NEAREST


def _held_back(model: Model, first: FirstPass, kept: Kept, scored: pl.DataFrame | None) -> Values | None:
    """The training's own probabilities, where its rows are these, cell by cell and in this order."""
    if scored is None or scored.height != len(first.log_odds) or first.matching.missing:
        return None
    columns = sorted(column.name for column in model.preparation.inputs)
    if not set(columns) <= set(scored.columns):
        return None
    there = scored.select(columns).hash_rows(seed=1)
    here = pl.concat(kept.hashes) if kept.hashes else there.clear()
    if not bool((there == here).all()):
        return None
    return np.asarray(scored["probability"].to_numpy(), dtype=np.float64)


def find_column(name: str, names: Sequence[str], source: str, options: tuple[str, ...]) -> str:
    """The one of `names` that is meant. Raises InputError, naming the nearest, where there is none."""
    found = column_called(name, names)
    if found is None:
        near = difflib.get_close_matches(name, names, n=3, cutoff=0.5)
        raise InputError(
            f"{source} has no column {name!r}.",
            remedy=f"Did you mean {' or '.join(map(repr, near))}?" if near else f"It has {', '.join(names[:40])}.",
            options=options,
        )
    return found
