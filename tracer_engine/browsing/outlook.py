"""What scoring a file will be like, told before it is scored: the same first pass and the same verdict."""

from __future__ import annotations

import math
from collections.abc import Container, Mapping, Sequence
from pathlib import Path

import numpy as np

from tracer_engine import workflow
from tracer_engine.evaluation.metrics import Values, high_risk_from, sigmoid
from tracer_engine.ingest.steady import SteadyFile
from tracer_engine.memory import refuse_what_cannot_be_read
from tracer_engine.progress import Progress, silent
from tracer_engine.scoring.drift import MOVED, carried, group_labels
from tracer_engine.scoring.losses import lost_without
from tracer_engine.scoring.model import Model
from tracer_engine.scoring.passes import FirstPass
from tracer_engine.scoring.verdict import (
    MUCH,
    UNREAD,
    likely,
    score_index,
    told_loss,
    told_scores,
    verdict_on,
)
from tracer_engine.types.browsing import Check, Drift, Match, Outlook
from tracer_engine.types.receipt import ReadingOptions
from tracer_engine.types.report import HistogramBin
from tracer_engine.types.scores import Level, ShareWithOutcome
from tracer_engine.workflow.months import Memory
from tracer_engine.workspace import Workspace

BINS = 20
GO = "Go: this file looks like the one the model learned from."


def outlook(
    model: str | Path | Model,
    path: Path | str,
    reading: ReadingOptions | None = None,
    matches: Mapping[str, str] | None = None,
    *,
    workspace: Workspace | None = None,
    progress: Progress = silent,
) -> Outlook:
    """What scoring `path` will be like. Level and causes are those that `score_file` will tell of it.

    `matches` are columns of the file by the model's names, as for `score_file`. In the histogram `positives` counts
    rows at or above the model's threshold, `negatives` those below. Raises InputError as `score_file` does.
    """
    trained = model if isinstance(model, Model) else workflow.load_model(model, workspace=workspace)
    path = Path(path)
    refuse_what_cannot_be_read(path, streamed=True)
    memory = Memory(trained, workspace, on=None)
    first = workflow.read_first(trained, path, SteadyFile(path), reading, matches, memory=memory, progress=progress)
    level, causes = verdict_on(trained, first)
    before = memory.before()
    rate = first.base_rate
    probability = sigmoid(first.log_odds)
    return Outlook(
        path=path,
        source=first.source,
        size=path.stat().st_size,
        rows=len(probability),
        columns=first.names,
        card=trained.card,
        level=level,
        headline=headline(trained, first, level, causes),
        causes=causes,
        checks=tuple(_checks(trained, first)),
        matches=_matches(trained, first),
        drift=_drift(trained, first),
        expected=_expected(probability),
        high_risk=int(np.count_nonzero(probability >= high_risk_from(trained.card.base_rate))),
        high_risk_trained=trained.card.high_risk,
        histogram=_histogram(probability, trained.card.threshold),
        score_drift=score_index(trained, first.log_odds),
        base_rate=None
        if rate is None
        else ShareWithOutcome(
            trained=rate.trained, expected=rate.expected, estimated=rate.estimated, shifted=rate.shifted
        ),
        unlike=first.drift.unusual,
        ageing=before.ageing,
        last=before.files[0] if before.files else None,
    )


def headline(model: Model, first: FirstPass, level: Level, causes: Sequence[str]) -> str:
    """The verdict in one sentence that begins with its level."""
    if level == "go":
        return GO
    if not len(first.log_odds):
        return "Caution: there are no rows in this file."
    if level == "caution":
        return "Caution: the scores can be used, with this in mind."
    if not model.card.worth_using:
        return "Stop: in training this model proved not worth using."
    missing = sorted(first.matching.missing, key=lambda name: -carried(model, [name]))
    lost = lost_without(model, missing)
    if len(missing) == len(model.preparation.inputs):
        return "Stop: this file is about something else."
    if missing and (lost >= MUCH or not first.drift.more_blanks(model, missing)):
        named = missing[0] if len(missing) == 1 else f"{missing[0]} and {_counted(len(missing) - 1, 'other column')}"
        return (
            f"Stop: {named} {'is' if len(missing) == 1 else 'are'} not in this file. Without "
            f"{'it' if len(missing) == 1 else 'them'} the ranking loses {_share_in_words(lost)} of its worth."
        )
    return f"Stop: {causes[0]}"


def _share_in_words(share: float) -> str:
    """A share as one would say it: "about a quarter"."""
    words = ((0.97, "all"), (0.85, "nearly all"), (0.7, "about three quarters"), (0.6, "about two thirds"),
             (0.46, "about half"), (0.37, "about two fifths"), (0.29, "about a third"),
             (0.2, "about a quarter"))  # fmt: skip
    return next((word for least, word in words if share >= least), f"about {100 * share:.0f} %")


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


def _checks(model: Model, first: FirstPass) -> list[Check]:
    """What was looked at, the worst first."""
    checks = [
        *_nothing_to_rely_on(model, first),
        _columns_here(model, first),
        *_taken(first),
        *_scores(model, first),
        *_moved(model, first),
        *_unmet(model, first),
        *_blank_or_unread(model, first),
        _out_of_range(model, first),
    ]
    checks += _steady(model, first, {check.column for check in checks})
    order = {"problem": 0, "caution": 1, "good": 2}
    return sorted(checks, key=lambda check: order[check.level])


def _nothing_to_rely_on(model: Model, first: FirstPass) -> list[Check]:
    checks = []
    if not model.card.worth_using:
        text = "In training it told too little, or a one-line rule did better."
        checks.append(Check(level="problem", title="The model proved not worth using", text=text))
    if not len(first.log_odds):
        checks.append(Check(level="caution", title="There are no rows", text="There is nothing to score in this file."))
    return checks


def _columns_here(model: Model, first: FirstPass) -> Check:
    needed, missing = len(model.preparation.inputs), first.matching.missing
    renamed = sum(how in ("spelling", "told") for how in first.matching.how.values())
    if not missing:
        title = (
            "The column the model needs is here" if needed == 1 else f"All {needed} columns the model needs are here"
        )
        under = f"{_counted(renamed, 'column')} under another name, matched." if renamed else "Each under its own name."
        return Check(level="good", title=title, text=under)
    lost = lost_without(model, missing)
    named = ", ".join(missing[:5]) + (", …" if len(missing) > 5 else "")
    without = f"Without {'it' if len(missing) == 1 else 'them'} the ranking loses {told_loss(model, lost)}."
    if model.card.losses is None:
        without = f"{100 * lost:.0f} % of the reasons."
    return Check(
        level="problem" if lost >= MUCH else "caution",
        title=f"{_counted(len(missing), 'column')} of {needed} {'is' if len(missing) == 1 else 'are'} not in this file",
        text=f"{named}. {without} Scored as if blank.",
        column=missing[0],
    )


def _taken(first: FirstPass) -> list[Check]:
    """Columns that were renamed, as it seems."""
    return [
        Check(
            level="caution",
            title=f"{needs} seems to have been renamed",
            text=f"{first.matching.columns[needs]} was taken for it, by its name and its values. Check that it is.",
            column=needs,
        )
        for needs in likely(first)
    ]


def _scores(model: Model, first: FirstPass) -> list[Check]:
    """The scores as a whole."""
    index = score_index(model, first.log_odds)
    told = told_scores(model, first)
    if told:
        return [Check(level="caution", title="The scores are not as they were", text=told)]
    if index is None:
        return []
    return [Check(level="good", title="The scores are spread as in training", text=f"Drift {index:.2f}.")]


def _moved(model: Model, first: FirstPass) -> list[Check]:
    known = {column.name: column for column in model.preparation.inputs}
    moved = first.drift.moved(model)
    checks = [
        Check(
            level="caution",
            title=f"{name} has moved",
            text=f"{_sentence(first.drift.told_move(known[name]))} Drift {index:.2f}; above {MOVED:.2f} the model "
            "should be trained again.",
            column=name,
        )
        for name, index in moved.items()
    ]
    light = first.drift.moved(model, weighty=False)
    checks += [
        Check(
            level="good",
            title=f"{name} has moved, and weighs little",
            text=f"{_sentence(first.drift.told_move(known[name]))} Drift {index:.2f}.",
            column=name,
        )
        for name, index in light.items()
    ]
    return checks


def _steady(model: Model, first: FirstPass, told: Container[str | None]) -> list[Check]:
    """The columns nothing was told about, in one line."""
    moved = {*first.drift.moved(model), *first.drift.moved(model, weighty=False)}
    steady = [entry for entry in _drift(model, first) if entry.column not in moved and entry.column not in told]
    if not steady:
        return []
    names = steady[0].column if len(steady) == 1 else f"{steady[0].column} and {len(steady) - 1} more"
    return [
        Check(
            level="good",
            title=f"{names} {'is as it was' if len(steady) == 1 else 'are as they were'}",
            text=f"Largest drift {max(entry.index for entry in steady):.2f}.",
        )
    ]


def _unmet(model: Model, first: FirstPass) -> list[Check]:
    checks = []
    for column in model.preparation.category_inputs:
        count = first.drift.unmet[column.name]
        if count:
            values = first.drift.most_frequent(column.name)
            different = len(first.drift.new_values[column.name])
            weighty = column.name in first.drift.new_levels(model)
            named = ", ".join(f"“{value}”" for value in values) + (", …" if different > len(values) else "")
            many = f"{different:,} values" if different > 1 else "A value"
            checks.append(
                Check(
                    level="caution" if weighty else "good",
                    title=f"{many} in {column.name} the model has not met",
                    text=f"{named}; {_counted(count, 'row')}. Treated as rare values.",
                    column=column.name,
                )
            )
    return checks


def _blank_or_unread(model: Model, first: FirstPass) -> list[Check]:
    blanks = first.drift.more_blanks(model, first.matching.missing)
    checks = [
        Check(
            level="problem" if carried(model, [name]) * more >= MUCH else "caution",
            title=f"{name} is often blank",
            text=f"Blank in {first.drift.blank[name]:,} of {first.drift.rows:,} rows, far more often than in training.",
            column=name,
        )
        for name, more in blanks.items()
    ]
    for name, share in first.unread.items():
        if share >= UNREAD:
            what = "dates" if any(c.name == name and c.kind == "date" for c in model.preparation.inputs) else "numbers"
            text = f"{100 * share:.0f} % of its cells are no {what}. They are scored as missing."
            checks.append(Check(level="caution", title=f"{name} cannot all be read", text=text, column=name))
    return checks


def _out_of_range(model: Model, first: FirstPass) -> Check:
    rows, unusual = first.drift.rows, first.drift.unusual
    wide = list(first.drift.outside_often(model)) if rows else []
    if wide:
        return Check(
            level="caution",
            title=f"Many rows are beyond what the model knows in {wide[0]}",
            text=f"{first.drift.outside[wide[0]]:,} of {rows:,} rows have a number below or above all it has met.",
            column=wide[0],
        )
    if unusual:
        title = f"{_counted(unusual, 'row')} of {rows:,} {'is' if unusual == 1 else 'are'} unlike anything in training"
        text = "A number well beyond its range, or a value the model has not met. Read these scores with care."
        return Check(level="caution", title=title, text=text)
    return Check(level="good", title="No row is unlike anything in training", text="Every number is in its range.")


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."


def _matches(model: Model, first: FirstPass) -> tuple[Match, ...]:
    """Every column the model reads, the weightiest first; `share` is what it carries of all reasons."""
    found = [
        Match(
            needs=column.name,
            column=first.matching.columns.get(column.name),
            how=first.matching.how.get(column.name, "missing"),
            share=carried(model, [column.name]),
            loss=lost_without(model, [column.name]),
            unseen=first.drift.unmet[column.name],
            unseen_values=first.drift.most_frequent(column.name),
        )
        for column in model.preparation.inputs
    ]
    return tuple(sorted(found, key=lambda match: -match.share))


def _drift(model: Model, first: FirstPass) -> tuple[Drift, ...]:
    """Every column that can be compared, the furthest moved first."""
    found = []
    for column in model.preparation.inputs:
        now, index = first.drift.shares(column), first.drift.index(column)
        if now is not None and index is not None:
            found.append(
                Drift(
                    column=column.name,
                    index=index,
                    labels=group_labels(column),
                    trained=column.shares,
                    now=tuple(now.tolist()),
                    p_value=first.drift.p_value(model, column) or 0.0,
                )
            )
    return tuple(sorted(found, key=lambda entry: -entry.index))


def _expected(probability: Values) -> tuple[float, float, float]:
    """The expected number of positives, with its 95 % interval."""
    total = float(probability.sum())
    half = 1.96 * math.sqrt(float((probability * (1 - probability)).sum()))
    return total, max(0.0, total - half), min(float(len(probability)), total + half)


def _histogram(probability: Values, threshold: float) -> tuple[HistogramBin, ...]:
    edges = np.linspace(0, 1, BINS + 1)
    place = np.minimum((probability * BINS).astype(np.intp), BINS - 1)
    above = np.bincount(place[probability >= threshold], minlength=BINS)
    below = np.bincount(place[probability < threshold], minlength=BINS)
    return tuple(
        HistogramBin(low=float(edges[i]), high=float(edges[i + 1]), positives=int(above[i]), negatives=int(below[i]))
        for i in range(BINS)
    )
