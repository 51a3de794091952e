"""The cut-off that a campaign sets: the probability at which its list ends."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

from tracer_engine.errors import InputError
from tracer_engine.types.model import ModelCard
from tracer_engine.workflow.campaign_records import earlier_campaigns, find_record, model_told
from tracer_engine.workspace import Workspace

LAST = "last"


@dataclass(frozen=True, kw_only=True)
class CutOff:
    """`threshold` is the probability of the last one on the list of campaign `id`, anchored to `base_rate` (None: as
    they are scored).
    """

    id: str
    threshold: float
    base_rate: float | None

    def note(self, card: ModelCard) -> str:
        """What takes the place of the model's own cut-off."""
        return (
            f"A yes begins at {100 * self.threshold:.1f} %, the lowest probability on the list of campaign {self.id}, "
            f"in place of the {100 * card.threshold:.1f} % of the training."
        )

    def check(self, base_rate: float | None) -> None:
        """Raises InputError where the probabilities are anchored otherwise than those of the campaign."""
        if self.base_rate is None and base_rate is not None:
            raise InputError(
                f"Campaign {self.id} was planned with probabilities as they are scored, and these are anchored.",
                remedy="Leave the base rate out, or plan a campaign with it.",
                options=("base_rate", "campaign"),
            )
        if self.base_rate is not None and (base_rate is None or not math.isclose(self.base_rate, base_rate)):
            raise InputError(
                f"Campaign {self.id} was planned with probabilities anchored to a base rate of {self.base_rate:g}.",
                remedy=f"Give a base rate of {self.base_rate:g} here, too.",
                options=("base_rate", "campaign"),
            )


def campaign_cut_off(campaign: Path | str, card: ModelCard, *, workspace: Workspace | None = None) -> CutOff:
    """The cut-off of a campaign, told as for outcomes; "last" is the newest of this model.

    Where all are worth the same, its list is the most probable ones, and the last of them is a cut-off. Raises
    InputError where values differ (the list is by gain, and no one probability parts it from the rest), nobody is on
    it, or it is of another model; StorageError.
    """
    told = str(campaign)
    if told == LAST:
        found = earlier_campaigns(card, workspace=workspace)
        if not found:
            raise InputError(
                "No campaign was planned with this model yet.",
                remedy="Write the list of one with tracer campaign.",
                options=("campaign",),
            )
        told = found[0].id
    record = find_record(told, workspace=workspace, option="campaign")
    if dict(record.model) != model_told(card):
        raise InputError(
            f"Campaign {record.id} was planned with another model.",
            remedy="Give a campaign of this model; tracer campaign MODEL --earlier lists them.",
            options=("campaign",),
        )
    if record.settings.value_column is not None:
        raise InputError(
            f"In campaign {record.id} each has a value of their own ({record.settings.value_column}): its list is by "
            "gain, and no one probability parts it from the rest.",
            remedy="Use its call list, or plan a campaign with one value for all.",
            options=("campaign",),
        )
    if not len(record.probability):
        raise InputError(
            f"Nobody is on the list of campaign {record.id}.", remedy="Give another campaign.", options=("campaign",)
        )
    return CutOff(id=record.id, threshold=float(record.probability.min()), base_rate=record.settings.base_rate)
