"""A run that is looked at: its list, what a cut-off means, one row explained, and what if it were otherwise.

Verbs for the bench: `customers`, `cut_offs`, `customer` and `what_if` of an `OpenRunView`, `open_model` of a file.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tracer_engine import workflow
from tracer_engine.errors import InputError
from tracer_engine.evaluation.metrics import Values, sigmoid
from tracer_engine.explaining.reasons import Sentences
from tracer_engine.explaining.role_groups import grouped, role_groups
from tracer_engine.explaining.what_if import (
    TrainingRows,
    actionable,
    changed_cells,
    checked_changes,
    label_of,
    prepared_columns,
)
from tracer_engine.export.scored_list import ScoredList, read_scored_list
from tracer_engine.features.preparation import InputColumn, Prepared, prepare
from tracer_engine.ingest import to_numbers
from tracer_engine.ingest.kinds import CellRules, count_cells, describe_column
from tracer_engine.learners.views import Views
from tracer_engine.planning import positive_mask
from tracer_engine.progress import Progress, silent
from tracer_engine.scoring.matching import written_as
from tracer_engine.types.browsing import (
    Contribution,
    ContributionGroup,
    CustomerDetail,
    CustomerPage,
    CustomerQuery,
    CustomerRow,
    CutOffs,
    OpenedModel,
    OpenedRun,
    WhatIfField,
)
from tracer_engine.types.card import CardDocument
from tracer_engine.types.model import ModelCard
from tracer_engine.types.receipt import Receipt
from tracer_engine.types.table import Table
from tracer_engine.types.what_if import Alike, SegmentWhatIf, WhatIf
from tracer_engine.workspace import Workspace, open_workspace

MOST_REASONS = 40
SAMPLE_ROWS = 50_000  # as many as a file's first block, by whose cells its decimal marks are found out
_VALUE = re.compile(r"(?<![\w.,])(?:\d{4}-\d\d-\d\d|\N{MINUS SIGN}?\d+(?:[.,]\d+)*(?:e[+-]?\d+)?(?: million)?)(?!\w)")
_ONE_OF = re.compile(r"… (day|week|month|year|time)\b")


def open_model(model: Path | str, *, workspace: Workspace | None = None) -> OpenedModel:
    """What a model file (or the model of a run) says of itself; nothing in it is executed. Raises InputError."""
    facts = workflow.inspect_model(model, workspace=workspace)
    path = Path(facts["path"])
    try:
        return OpenedModel(
            path=path,
            size=path.stat().st_size,
            format=int(facts["format"]),
            card=ModelCard.from_dict(facts["card"]),
            learners=_learners(facts["blend"]["members"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError(
            f"{path.name} is not a model file Tracer can trust: what it says of itself is malformed.",
            remedy="Nothing in it was used. Take the file from the training again, or train anew.",
        ) from error


def _learners(members: list[Mapping[str, object]]) -> tuple[tuple[str, float], ...]:
    """Learners with their weights, the heaviest first; the members of one learner taken together."""
    weights: Counter[str] = Counter()
    for member in members:
        weights[str(member["learner"])] += float(str(member["weight"]))  # type: ignore[assignment]
    return tuple((name, float(weight)) for name, weight in weights.most_common())


class OpenRunView:
    """One run of the workspace, held open. Raises InputError or StorageError where it cannot be used."""

    def __init__(self, run_id: str, *, workspace: Workspace | None = None) -> None:
        workspace = self._workspace = workspace or open_workspace()
        shown = workflow.show_run(run_id, workspace=workspace)
        entry = shown["entry"]
        paths = {key: entry.path / name for key, name in workflow.RUN_FILES.items()}
        self._model = workflow.load_model(paths["model"])
        self._sentences = Sentences(self._model)
        self._list: ScoredList = read_scored_list(paths["scores"], self._model.card.outcome)
        self._order: dict[str, NDArray[np.intp]] = {"rank": np.argsort(self._list.rank, kind="stable")}
        self._ids, self._outcomes = self._read_ids(), self._read_outcomes()
        self._asked: tuple[CustomerQuery, NDArray[np.intp]] | None = None
        self._number_reasons()
        self.opened = OpenedRun(
            id=entry.id,
            created=entry.created,
            name=entry.name,
            report=shown["report"],
            card=self._model.card,
            reasons=self._most_frequent_reasons(),
            paths=paths,
        )

    # ------------------------------------------------------------ the list

    def customers(self, query: CustomerQuery) -> CustomerPage:
        """The rows that fit a query, from `query.start` on."""
        found = self._found(query)
        start = max(0, query.start)
        rows = found[start : start + max(0, query.count)]
        return CustomerPage(total=len(found), start=start, rows=tuple(self._row(int(row)) for row in rows))

    def records(self, query: CustomerQuery) -> Iterator[bytes]:
        """The header of the scored CSV, then the records of all rows that fit, in order, as they stand in the file."""
        return self._list.records(self._found(query))

    def _found(self, query: CustomerQuery) -> NDArray[np.intp]:
        """All rows that fit, in the order asked for; those of the last query are remembered."""
        key = replace(query, descending=False, start=0, count=0)
        if self._asked is None or self._asked[0] != key:
            order = self._sorted_by(query.sort)
            fits = self._fitting(query)
            self._asked = key, order if fits is None else order[fits[order]]
        return self._asked[1][::-1] if query.descending else self._asked[1]

    def cut_offs(self) -> CutOffs:
        """What contacting the first n means, for every n."""
        order = self._order["rank"]
        positive, known = self._outcomes[order] == 1, self._outcomes[order] >= 0
        return CutOffs(
            probability=self._list.probability[order],
            reached=np.cumsum(positive, dtype=np.int64),
            positives=int(positive.sum()),
            rows=self._list.rows,
            known=None if known.all() else np.cumsum(known, dtype=np.int64),
        )

    def _fitting(self, query: CustomerQuery) -> NDArray[np.bool_] | None:
        """Which rows fit; None: all."""
        fits = None if query.top is None else self._list.rank <= query.top
        if query.without_outcome:
            without = self._outcomes != 1
            fits = without if fits is None else fits & without
        if query.reason is not None:
            wanted = self._pattern_numbers.get(query.reason, -1)
            said = (self._pattern_of[self._codes] == wanted).any(axis=1)
            fits = said if fits is None else fits & said
        if text := query.text.strip().lower():
            with_text = np.array([text in sentence.lower() for sentence in self._texts], dtype=np.bool_)
            held = self._searchable_ids.str.contains(text, literal=True).to_numpy() | with_text[self._codes].any(axis=1)
            fits = held if fits is None else fits & held
        return fits

    def _sorted_by(self, sort: str) -> NDArray[np.intp]:
        if sort not in self._order:
            if sort == "probability":
                self._order[sort] = self._order["rank"][::-1]
            elif self._ids is None:
                self._order[sort] = np.arange(self._list.rows)
            else:
                numbers = self._ids.cast(pl.Float64, strict=False)
                keys = numbers if not numbers.null_count() else self._ids.str.to_lowercase()
                self._order[sort] = np.asarray(keys.arg_sort().to_numpy(), dtype=np.intp)
        return self._order[sort]

    def _row(self, row: int) -> CustomerRow:
        outcome = int(self._outcomes[row])
        return CustomerRow(
            row=row,
            rank=int(self._list.rank[row]),
            id=self._id(row),
            probability=float(self._list.probability[row]),
            reasons=tuple(text for code in self._codes[row] if (text := self._texts[code])),
            outcome=None if outcome < 0 else outcome == 1,
        )

    def _id(self, row: int) -> str:
        return str(self._ids[row]) if self._ids is not None else f"row {row + 1:,}"

    def _read_ids(self) -> pl.Series | None:
        name = self._model.card.id
        return self._list.cells(name) if name in self._list.names else None

    @cached_property
    def _searchable_ids(self) -> pl.Series:
        if self._ids is None:
            return pl.Series([f"row {row + 1:,}" for row in range(self._list.rows)], dtype=pl.String)
        return self._ids.str.to_lowercase()

    def _read_outcomes(self) -> NDArray[np.int8]:
        """1 and 0 where the outcome of a row is known, -1 where it is not."""
        card = self._model.card
        if card.target not in self._list.names:
            return np.full(self._list.rows, -1, dtype=np.int8)
        cells = self._list.cells(card.target)
        column = describe_column(card.target, card.target, count_cells(cells), position=0, rules=CellRules())
        table = Table(source=card.source, columns=(column,), frame=pl.DataFrame([cells]), receipt=Receipt())
        known = positive_mask(table, card.target, card.positive).cast(pl.Int8).fill_null(-1)
        return np.asarray(known.to_numpy(), dtype=np.int8)

    # ------------------------------------------------------------ its reasons

    def _number_reasons(self) -> None:
        """Every sentence once (`_texts`), its number in each place of each row, and the filter it falls under."""
        distinct = pl.concat([cells.unique() for cells in self._list.reasons]).unique().sort()
        sentences = pl.Enum(distinct)
        codes = [cells.cast(sentences).to_physical().to_numpy() for cells in self._list.reasons]
        self._texts: list[str] = distinct.to_list()
        self._codes: NDArray[np.int32] = np.column_stack(codes).astype(np.int32)
        levels = self._sentences.of_levels()
        lowers = re.compile(r"^Lowers the \w+: ")
        patterns = [
            text if lowers.sub("", text) in levels else _ONE_OF.sub(r"… \1s", _VALUE.sub("…", text))
            for text in self._texts
        ]
        # No reason is no filter: rows with fewer than the usual three have blank cells.
        self._pattern_numbers = {text: number for number, text in enumerate(dict.fromkeys(filter(None, patterns)))}
        self._pattern_of = np.array([self._pattern_numbers.get(pattern, -1) for pattern in patterns], dtype=np.int32)

    def _most_frequent_reasons(self) -> tuple[tuple[str, int], ...]:
        """What the list can be filtered by, with how many rows each is said of."""
        said = np.sort(self._pattern_of[self._codes], axis=1)
        again = np.zeros(said.shape, dtype=np.bool_)
        again[:, 1:] = said[:, 1:] == said[:, :-1]
        counts = np.bincount(said[(said >= 0) & ~again], minlength=len(self._pattern_numbers))
        found = zip(self._pattern_numbers, counts.tolist(), strict=True)
        return tuple(sorted(found, key=lambda one: (-one[1], one[0]))[:MOST_REASONS])

    # ------------------------------------------------------------ one row

    def customer(self, row: int) -> CustomerDetail:
        """One row explained by the model. Raises InputError where there is no such row."""
        cells = self._cells(row)
        prepared = self._prepared(cells)
        views = Views(self._model.preparation, prepared)
        constant, parts = self._model.contributions(views)
        log_odds = self._model.log_odds(views)
        sources, phrases = self._model.preparation.sources, self._model.card.phrases
        order = np.argsort(-np.abs(parts[0]), kind="stable")
        return CustomerDetail(
            row=row,
            id=self._id(row),
            rank=int(self._list.rank[row]),
            probability=float(sigmoid(log_odds)[0]),
            out_of_fold=float(self._list.probability[row]),
            log_odds=float(log_odds[0]),
            constant=float(constant),
            contributions=tuple(
                Contribution(
                    source=sources[i],
                    label=phrases[sources[i]].label if sources[i] in phrases else sources[i],
                    sentence=self._sentences.sentence(prepared, 0, int(i)),
                    log_odds=float(parts[0, i]),
                )
                for i in order
            ),
            groups=self._grouped(parts),
            fields=tuple(self._field(column, cells.get(column.name, "")) for column in self._actionable),
        )

    def what_if(self, row: int, changes: Mapping[str, str]) -> WhatIf:
        """A row with some fields otherwise (by column; numbers told with a decimal point).

        Raises InputError for a row that is not there, and for a field or a value that cannot be set.
        """
        cells, changed = self._cells(row), checked_changes(self._model, changes)
        if not changed:
            return WhatIf(probability=self._probability(self._frame(cells)), alike=Alike(rows=None))
        frame = changed_cells(self._model, self._frame(cells), changed, self._marks)
        likeness, trained = self._training.like(tuple(changed))
        keys = likeness.keys(prepared_columns(self._model, frame, self._marks))
        return WhatIf(
            probability=self._probability(frame),
            alike=Alike(
                rows=int(likeness.count(keys, trained)[0]),
                columns=tuple(label_of(self._model, name) for name in likeness.names),
            ),
        )

    def what_if_segment(
        self,
        query: CustomerQuery,
        where: Mapping[str, str],
        changes: Mapping[str, str],
        *,
        progress: Progress = silent,
    ) -> SegmentWhatIf:
        """All rows that fit a query (its order and pages aside) and `where`, with some fields otherwise.

        Raises InputError as `workflow.what_if_file` does.
        """
        rows = self._fitting(query)
        return workflow.what_if_file(
            self._model,
            self._list.path,
            changes,
            where=where,
            rows=rows,
            training=self._training,
            options=workflow.SCORED_CSV,
            progress=progress,
        )

    def model_card(self) -> CardDocument:
        """Everything an auditor asks about the run's model."""
        return workflow.model_card(self.opened.id, workspace=self._workspace)

    def _probability(self, frame: pl.DataFrame) -> float:
        views = Views(self._model.preparation, prepare(self._model.preparation, frame, self._marks))
        return float(sigmoid(self._model.log_odds(views))[0])

    @cached_property
    def _training(self) -> TrainingRows:
        """The list itself: it holds the rows the model was trained on."""

        def read(names: Sequence[str]) -> Prepared:
            return prepared_columns(self._model, self._list.head(names, None), self._marks)

        return TrainingRows(self._model, read)

    def _cells(self, row: int) -> dict[str, str]:
        if not 0 <= row < self._list.rows:
            raise InputError(
                f"There is no row {row + 1:,} in this run.", remedy=f"Its rows are 1 to {self._list.rows:,}."
            )
        return self._list.row(row)

    def _prepared(self, cells: Mapping[str, str]) -> Prepared:
        return prepare(self._model.preparation, self._frame(cells), self._marks)

    def _frame(self, cells: Mapping[str, str]) -> pl.DataFrame:
        names = [column.name for column in self._model.preparation.inputs if column.name in cells]
        return pl.DataFrame([pl.Series(name, [cells[name]], dtype=pl.String) for name in names])

    @cached_property
    def _marks(self) -> dict[str, str]:
        """Decimal marks and date formats of the list's columns, found out as scoring does."""
        names = [column.name for column in self._model.preparation.number_inputs]
        return written_as(self._model.preparation, self._list.head(names, SAMPLE_ROWS))

    @cached_property
    def _actionable(self) -> tuple[InputColumn, ...]:
        return actionable(self._model)

    def _grouped(self, parts: Values) -> tuple[ContributionGroup, ...]:
        """The contributions of one row (1, sources) by role, the strongest first."""
        groups = role_groups(self._model)
        together = grouped(groups, parts)[0]
        sources = self._model.preparation.sources
        found = []
        for place in np.argsort(-np.abs(together), kind="stable"):
            group = groups[place]
            ranked = sorted(group.places, key=lambda source: -abs(float(parts[0, source])))
            names = tuple(label_of(self._model, sources[source]) for source in ranked)
            found.append(
                ContributionGroup(role=group.role, label=group.label, log_odds=float(together[place]), sources=names)
            )
        return tuple(found)

    def _field(self, column: InputColumn, value: str) -> WhatIfField:
        phrase = self._model.card.phrases.get(column.name)
        low, high = self._ranges.get(column.name, (None, None))
        return WhatIfField(
            column=column.name,
            label=phrase.label if phrase else column.name,
            kind=column.kind,
            value=value.strip(),
            choices=column.labels,
            low=low,
            high=high,
        )

    @cached_property
    def _ranges(self) -> dict[str, tuple[float, float]]:
        """The 5th and 95th percentile of each number one can act on."""
        numbers = [column for column in self._actionable if column.kind == "number"]
        frame = self._list.head([column.name for column in numbers], None)
        ranges = {}
        for column in numbers:
            if column.name in frame.columns:
                mark = self._marks.get(column.name, ".")
                values = to_numbers(frame[column.name], decimal=mark, tokens=column.tokens).drop_nulls()
                if len(values):
                    low, high = np.quantile(values.to_numpy(), [0.05, 0.95])
                    ranges[column.name] = (float(low), float(high))
        return ranges
