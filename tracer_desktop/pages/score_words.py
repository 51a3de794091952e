"""What the score page says: of the model and the file, and what would make a verdict a go."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from tracer_desktop.widgets.moments import day
from tracer_desktop.widgets.numbers import count
from tracer_engine import ModelCard, Outlook


def _tr(text: str) -> str:
    return QCoreApplication.translate("score_words", text)


def model_sentence(card: ModelCard | None, outlook: Outlook | None) -> str:
    """Which model it is, and how much it has to score."""
    if card is None:
        return _tr("A model scores the rows of a file it has not seen: who, how likely, and why.")
    efforts = {"quick": _tr("quick"), "balanced": _tr("balanced"), "thorough": _tr("thorough")}
    sentence = _tr("Model: {outcome}, {effort}, trained {day} on {source}.").format(
        outcome=card.outcome[:1].upper() + card.outcome[1:],
        effort=efforts.get(card.effort, card.effort),
        day=day(card.created),
        source=card.source,
    )
    if outlook is None:
        return sentence
    words = card.wording
    rows = _tr("1 {entity} to score.") if outlook.rows == 1 else _tr("{rows} {entities} to score.")
    told = rows.format(rows=count(outlook.rows), entity=words.entity, entities=words.entities)
    last = outlook.last
    if last is None:
        return f"{sentence} {told}"
    before = _tr("The last file was {file}, {day}: {listed} on the list.").format(
        file=last.source, day=day(last.created), listed=count(last.listed)
    )
    return f"{sentence} {told} {before}"


def why_not_go(outlook: Outlook) -> str:
    """Every cause of the verdict, and what would make it a go."""
    causes = "\n".join(f"• {cause}" for cause in outlook.causes)
    if not outlook.card.worth_using:
        remedy = _tr("Train another model: with more rows, or with columns that tell more.")
    elif any(match.column is None for match in outlook.matches):
        remedy = _tr("Match the columns that are missing, or ask for an export that has them.")
    elif any(match.how == "likely" for match in outlook.matches):
        remedy = _tr("Look at the columns that were taken for others, and confirm them: “Change…” beside the columns.")
    else:
        remedy = _tr(
            "Check that these columns mean what they meant before. If they do, times have changed: train again on "
            "a newer table."
        )
    return f"{causes}\n\n{remedy}"
