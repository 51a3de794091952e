"""Findings about a target: too few outcomes, one class only, and columns that know the answer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from tracer_engine.findings.power import Cells, Flags, Power, best_cut, cells_of, power_of, pure_part, random_folds
from tracer_engine.profiling.names import has_phrase, name_words
from tracer_engine.types.blueprint import Wording
from tracer_engine.types.profile import Finding, Severity
from tracer_engine.types.table import Table

FEWEST = 10
"""Fewer rows than this of either outcome cannot be learned from."""
FEW = 100
"""Fewer rows than this of either outcome make every figure shaky."""

MOST_ROWS = 100_000
"""Of a table with twice as many rows and more, about so many are looked at."""

_COPY_AUC, _LEVELS_AUC, _COPY_RIGHT = 0.985, 0.94, 0.98
_NAMED_ERROR, _NAMED_WARNING = 0.75, 0.6
_WORD_ERROR, _WORD_WARNING = 0.9, 0.6
_STRONG = 0.92
_PURITY, _PURE_COVER = 0.995, 0.25
_BLANK_ERROR, _BLANK_WARNING = 0.95, 0.85
_ONLY_ERROR, _ONLY_WARNING, _ONLY_STRAY = 0.3, 0.05, 0.005

_LEFT_OUT = "Tracer leaves it out. Keep it only if it is known on the day you score new {entities}."
_KEPT = (
    "It is kept. Leave it out if it is written down after the outcome, "
    "or not known on the day you score new {entities}."
)
_NEUTRAL = Wording(
    entity="row", entities="rows", act="have the outcome", acted="had the outcome", actor="row with the outcome",
    actors="rows with the outcome", not_acted="did not", risk="chance",
)  # fmt: skip


def target_findings(
    table: Table,
    target: str,
    positive_mask: pl.Series,
    candidates: Sequence[str],
    leak_words: Sequence[str] = (),
    target_words: Sequence[str] = (),
    *,
    wording: Wording | None = None,
    group: str | None = None,
) -> list[Finding]:
    """Findings about `target` and about the `candidates`, columns that may know it; leaks first, worst first.

    `positive_mask` says for every row whether it is positive (Boolean, null where the target is blank).
    `leak_words` are words of a column name that betray a late writing-down, `target_words` those that betray a
    column made from the target, `group` a column whose equal cells mean one customer. A leak of severity "error"
    is plain enough to be left out, of "warning" is not.
    """
    words = wording or _NEUTRAL
    findings = _outcome_findings(table, target, positive_mask.drop_nulls().cast(pl.Boolean), words)
    step = max(1, table.rows // MOST_ROWS)
    frame, mask = table.frame, positive_mask
    if step > 1:  # every so many-th row tells what a column knows; the plan need not wait for all of them
        frame, mask = frame.gather_every(step), mask.gather_every(step)
    known = mask.is_not_null()
    positive: Flags = mask.filter(known).cast(pl.Boolean).to_numpy().astype(bool)
    rows = len(positive)
    if not rows or not 0 < int(positive.sum()) < rows:
        return findings
    part = table
    if rows < table.rows:
        part = Table(source=table.source, columns=table.columns, frame=frame.filter(known), receipt=table.receipt)
    folds = random_folds(part.frame, group)
    looked_at = f" ({rows:,} of {table.file_rows:,} rows were looked at.)" if step > 1 or table.whole else ""
    leaks: list[tuple[float, Finding]] = []
    for name in candidates:
        column = part.column(name)
        if name == target or column.kind == "constant":
            continue
        cells = cells_of(part, column)
        power = power_of(cells, positive, folds)
        verdict = (
            _blank_leak(power, positive, words)
            or _copy_leak(target, cells, power, positive, words)
            or _named_leak(name, power, target_words, words)
            or _worded_leak(name, power, leak_words, words)
            or _strong_leak(cells, power, positive, words)
        )
        if verdict is not None:
            leaks.append((power.auc, _leak(name, *verdict, words, looked_at)))
    leaks.sort(key=lambda leak: (leak[1].severity != "error", -leak[0]))
    return [finding for _, finding in leaks] + findings


def _leak(name: str, severity: Severity, message: str, words: Wording, looked_at: str) -> Finding:
    remedy = _LEFT_OUT if severity == "error" else _KEPT
    opening = f"{name} knows the answer." if severity == "error" else f"{name} may know the answer."
    return Finding(
        code="leak",
        severity=severity,
        column=name,
        message=f"{opening} {message}{looked_at}",
        remedy=remedy.format(entities=words.entities),
    )


def _outcome_findings(table: Table, target: str, positive: pl.Series, words: Wording) -> list[Finding]:
    share = table.file_rows / max(1, table.rows)  # above 1 where only some of the file's rows are at hand
    rows, hits = round(share * len(positive)), round(share * int(positive.sum()))
    fewest = min(hits, rows - hits)
    findings = []
    if fewest == 0:
        findings.append(
            Finding(
                code="one-class-target",
                severity="error",
                column=target,
                message=f"All {rows:,} filled rows of {target} have the same outcome. There is nothing to tell apart.",
                remedy="Choose another target, or a file that holds both outcomes.",
            )
        )
    elif fewest < FEW:
        who = words.actors if hits <= rows - hits else f"{words.entities} that {words.not_acted}"
        findings.append(
            Finding(
                code="too-few-outcomes",
                severity="error" if fewest < FEWEST else "warning",
                column=target,
                message=f"Only {fewest:,} of {rows:,} rows are {who}. "
                + (f"At least {FEWEST} are needed." if fewest < FEWEST else "The figures will be rough."),
                remedy="Add rows, for example from earlier months.",
            )
        )
    if rows < table.file_rows:
        blank = table.file_rows - rows
        findings.append(
            Finding(
                code="blank-target",
                severity="info",
                column=target,
                message=f"{blank:,} of {table.file_rows:,} rows {'has' if blank == 1 else 'have'} no {target}.",
                remedy=f"{'It is' if blank == 1 else 'They are'} not trained on. "
                f"{'It' if blank == 1 else 'They'} can be scored.",
            )
        )
    return findings


def _blank_leak(power: Power, positive: Flags, words: Wording) -> tuple[Severity, str] | None:
    """Filled in, or blank, because of the outcome."""
    for state, with_it, without, rows in (
        ("filled in", power.filled_positive, power.filled_negative, power.filled_rows),
        ("blank", 1 - power.filled_positive, 1 - power.filled_negative, power.blank_rows),
    ):
        if with_it <= without or rows < FEWEST:
            continue
        only = without <= _ONLY_STRAY and rows >= 2 * FEWEST
        # Where positives are the rule, a run of pure rows is nothing special unless there are many.
        rare = float(positive.mean()) <= 0.8
        severity: Severity | None = None
        if power.blank_auc >= _BLANK_ERROR or (only and rare and with_it >= _ONLY_ERROR):
            severity = "error"
        elif power.blank_auc >= _BLANK_WARNING or (only and rare and with_it >= _ONLY_WARNING):
            severity = "warning"
        if severity is None:
            continue
        text = f"It is {state} for {_share(with_it, words.entities)} that {words.acted} "
        text += f"and for {_share(without, '')} that {words.not_acted}."
        if state == "filled in" and severity == "error":
            text += " It is written down after the outcome, so it will be empty on the day you score."
        return severity, text
    return None


def _share(share: float, of_what: str) -> str:
    if share >= 1:
        return f"all {of_what}".strip() if of_what else "all"
    if share <= 0:
        return f"no {of_what}".strip() if of_what else "none"
    percent = "less than 1 %" if share < 0.01 else "more than 99 %" if share > 0.99 else f"{100 * share:.0f} %"
    return f"{percent} of the {of_what}" if of_what else f"{percent} of those"


def _pairs(power: Power, words: Wording) -> str:
    return (
        f"Of one {words.entity} that {words.acted} and one that {words.not_acted}, "
        f"it alone tells which is which {_times(power.auc)}"
    )


def _times(auc: float) -> str:
    return "nearly every time." if auc >= 0.995 else f"{100 * auc:.0f} times in 100."


def _copy_leak(target: str, cells: Cells, power: Power, positive: Flags, words: Wording) -> tuple[Severity, str] | None:
    few_levels = int(cells.codes.max()) <= 3
    if power.auc < (_LEVELS_AUC if few_levels else _COPY_AUC):
        return None
    # A bin that the cut goes through hides that the numbers part cleanly.
    right = power.right if cells.numbers is None else max(power.right, best_cut(cells.numbers, positive))
    if right < _COPY_RIGHT:
        return None
    how = "in every row" if right >= 1 else f"in {min(100 * right, 99.9):.1f} % of the rows"
    if few_levels:
        return "error", f"It says the same as {target} {how}: the outcome under another name."
    return "error", f"It alone tells {words.entities} that {words.acted} from those that {words.not_acted} {how}."


def _named_leak(name: str, power: Power, target_words: Sequence[str], words: Wording) -> tuple[Severity, str] | None:
    found = next((word for word in target_words if _shares_word(name, word)), None)
    if found is None or power.auc < _NAMED_WARNING:
        return None
    severity: Severity = "error" if power.auc >= _NAMED_ERROR else "warning"
    return severity, f"Its name says that it was made from the outcome ({found!r}). {_pairs(power, words)}"


def _shares_word(name: str, word: str) -> bool:
    """Whether `name` holds `word` or one made from it: "churn" stands in "ChurnScore", "churned", "churnreason"."""
    own = name_words(name)
    return word in own or (len(word) >= 5 and any(part.startswith(word) for part in own))


def _worded_leak(name: str, power: Power, leak_words: Sequence[str], words: Wording) -> tuple[Severity, str] | None:
    own = name_words(name)
    found = next((word for word in leak_words if has_phrase(own, name_words(word))), None)
    if found is None or power.auc < _WORD_WARNING:
        return None
    severity: Severity = "error" if power.auc >= _WORD_ERROR else "warning"
    return severity, f"Its name ({found!r}) sounds like something known only afterwards. {_pairs(power, words)}"


def _strong_leak(cells: Cells, power: Power, positive: Flags, words: Wording) -> tuple[Severity, str] | None:
    if power.auc >= _STRONG:
        return "warning", f"{_pairs(power, words)} Few honest columns tell that much."
    part = pure_part(cells, positive, _PURITY)
    positives = int(np.count_nonzero(positive))
    # With positives in the majority a pure part is no surprise.
    if part is None or part.positives < _PURE_COVER * positives or positives > 0.5 * len(positive):
        return None
    return "warning", (
        f"Where it {part.text}, {part.positives:,} of {part.rows:,} {words.entities} {words.acted}: "
        f"{100 * part.positives / positives:.0f} % of all {words.actors}."
    )
