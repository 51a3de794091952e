"""What campaigns did, and which there are: in words."""

from __future__ import annotations

from tracer_engine.campaign.money import money_text
from tracer_engine.cli.printing import count, print_lines, print_table, print_text, print_title, shown
from tracer_engine.types.outcomes import CampaignHistory, CampaignOutcome, EarlierCampaign, PooledOutcome


def print_outcome(found: CampaignOutcome) -> None:
    """What a campaign did, and what all that were measured did together."""
    _say(found.headline, found.texts)
    if found.pooled is not None:
        _print_together(found.pooled)
    print_lines("")
    if found.next_acceptance is not None:
        print_lines(f"Next time: --acceptance {found.next_acceptance:.2f}")
    print_lines(f"Campaign {found.id}, {count(found.called.customers, 'contact')}.")


def print_history(history: CampaignHistory) -> None:
    """The campaigns planned with a model, newest first, and what they did together."""
    if not history.campaigns:
        print_lines("No list was written for this model yet.")
        return
    print_table(
        [
            (one.created[:10], shown(one.id), shown(one.source), f"{one.called:,}", f"{one.control:,}",
             _money(one, one.expected_gain.value), _measured(one))
            for one in history.campaigns
        ],
        header=("Planned", "Campaign", "File", "Contacts", "Held back", "Expected gain", "Measured gain"),
        right=(3, 4, 5, 6),
    )  # fmt: skip
    if history.pooled is not None:
        _print_together(history.pooled)


def _print_together(pooled: PooledOutcome) -> None:
    print_title(f"{len(pooled.ids)} campaigns of this model together")
    _say(pooled.headline, pooled.texts)


def _say(headline: str, texts: tuple[str, ...]) -> None:
    print_text(f"{headline}.")
    for text in texts:
        print_text(f"- {text}")


def _measured(one: EarlierCampaign) -> str:
    """The gain that was measured, or why there is none."""
    if one.measured is None:
        return "no outcomes yet"
    if one.measured.unripe:
        return "perhaps too early"
    return "no control group" if one.measured.gain is None else _money(one, one.measured.gain.value)


def _money(one: EarlierCampaign, amount: float) -> str:
    return money_text(amount, one.settings.currency)
