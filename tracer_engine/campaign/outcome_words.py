"""What campaigns did, in sentences."""

from __future__ import annotations

from dataclasses import dataclass

from tracer_engine.campaign.money import money_text
from tracer_engine.types.blueprint import Wording
from tracer_engine.types.outcomes import GroupOutcome
from tracer_engine.types.report import Interval

DIFFER = 0.05
"""Campaigns that work alike differ so much in one of twenty cases: from here on it is said."""


@dataclass(frozen=True, kw_only=True)
class Joined:
    """How the outcomes fitted the list: ids of the file that are not on the list, ids of the list with more than one
    row, customers of the list who are not in the file, and those whose outcome is blank or told both ways.
    """

    unmatched: int = 0
    doubled: int = 0
    missing: int = 0
    blank: int = 0


class OutcomePhrases:
    """Says what was measured, in the words of the business question and in the currency."""

    def __init__(self, wording: Wording, currency: str) -> None:
        self.wording, self.currency = wording, currency

    def money(self, amount: float) -> str:
        """An amount in three figures."""
        return money_text(amount, self.currency)

    def headline(self, saves: Interval, who: str = "The contacts") -> str:
        """What the contacts did, or that it does not show."""
        entities = self.wording.entities
        some = who[:1].lower() + who[1:]
        if saves.low > 0:
            return f"{who} kept about {whole(saves.value)} {entities}"
        if saves.high < 0:
            return f"{who} did harm: about {whole(-saves.value)} more {entities} {self.wording.acted}"
        return f"It does not show that {some} kept anybody"

    def no_headline(self, called: GroupOutcome) -> str:
        """Why nothing can be told of the contacts."""
        if not called.known:
            return f"The file tells no outcome of the {self.wording.entities} who were to be contacted"
        return f"Without a control group nobody can tell which {self.wording.entities} the contacts kept"

    def rate(self, group: GroupOutcome, what: str) -> str:
        """How many of a group had the outcome."""
        return (
            f"{group.acted:,} of {group.known:,} {what} {self.wording.acted}: {100 * group.rate.value:.1f} % (between "
            f"{100 * group.rate.low:.1f} % and {100 * group.rate.high:.1f} %)."
        )

    def unripe(self, rate: float, expected: float, created: str, *, held_back: bool) -> str:
        """That far fewer had the outcome than was expected."""
        who = "held back" if held_back else "contacted"
        until = "; until then too few count as kept" if held_back else ""
        return (
            f"Of those {who} {100 * rate:.1f} % {self.wording.acted}, where {100 * expected:.1f} % were expected. It "
            f"may be too early: the list is of {created[:10]}. Bring outcomes back again later{until}. If enough time "
            f"has passed, the probabilities are too high for these {self.wording.entities}: give a base rate when you "
            "plan the next campaign."
        )

    def hold_back(self) -> str:
        """What to do next time where nobody was held back."""
        return (
            f"Many of the {self.wording.entities} who {self.wording.not_acted} would not have {self.wording.acted} "
            "without a contact either. Hold back a share of the next list at random: the difference to those who were "
            "not contacted shows what a contact does."
        )

    def kept(self, saves: Interval, known: int, gain: Interval | None, expected: float | None) -> str:
        """How many were kept, and the money."""
        told = (
            f"Kept: about {whole(saves.value)} of the {known:,} contacted, between {whole(saves.low)} and "
            f"{whole(saves.high)}."
        )
        if gain is None or expected is None:
            return f"{told} Their currencies differ, so the money is not added up."
        return (
            f"{told} In money, after all costs, {self.money(gain.value)}, between {self.money(gain.low)} and "
            f"{self.money(gain.high)}; {self.money(expected)} was expected of them."
        )

    def acceptance(self, acceptance: Interval, assumed: float, *, learned: bool) -> str:
        """The acceptance as it is known now, where anything was `learned` of it."""
        if not learned:
            return (
                f"How many of those who would have {self.wording.acted} were kept cannot be told: these outcomes say "
                f"hardly more than the {100 * assumed:g} % that were assumed."
            )
        low, high = 100 * acceptance.low, 100 * acceptance.high
        return (
            f"Of those who would have {self.wording.acted}, about {100 * acceptance.value:.0f} % were kept (between "
            f"{low:.0f} % and {high:.0f} %), by these outcomes and the {100 * assumed:g} % assumed before."
        )

    @staticmethod
    def next_time(acceptance: float) -> str:
        """What to plan with."""
        return f"Plan the next campaign with an acceptance of {acceptance:.2f}."

    def too_small(self, saves: Interval) -> tuple[str, ...]:
        """Where no effect shows."""
        text = (
            "The range includes none kept at all: so few outcomes cannot tell. Hold some back again next time; several "
            "campaigns are counted together."
        )
        return (text,) if saves.low <= 0 <= saves.high else ()

    def joined(self, joined: Joined) -> tuple[str, ...]:
        """How the file fitted the list."""
        entity, entities = self.wording.entity, self.wording.entities
        told = (
            (joined.missing, f"{entity} of the list is not in the file and does not count.",
             f"{entities} of the list are not in the file and do not count."),
            (joined.blank, f"{entity} of the list has no outcome in the file, or two that differ, and does not count.",
             f"{entities} of the list have no outcome in the file, or two that differ, and do not count."),
            (joined.unmatched, "id in the file is not on the list and does not count.",
             "ids in the file are not on the list and do not count."),
            (joined.doubled, "id of the list stands in the file more than once.",
             "ids of the list stand in the file more than once."),
        )  # fmt: skip
        return tuple(f"{count:,} {one if count == 1 else more}" for count, one, more in told if count)

    def together(self, many: int, differ: float) -> tuple[str, ...]:
        """How several campaigns were counted, and whether they agree."""
        how = (f"Each of the {many} campaigns is held against its own control group, and what they kept is added up.",)
        if differ >= DIFFER:
            return how
        return (
            *how,
            "They differ by more than chance explains: look at each before you plan with one acceptance for all.",
        )

    @staticmethod
    def left_out(unripe: int, same_table: int, no_control: int) -> tuple[str, ...]:
        """How many measured campaigns do not count together, and why."""
        told = (
            (unripe, "it may be too early to measure it", "it may be too early to measure them"),
            (same_table, "a later list of the same table counts", "later lists of the same tables count"),
            (no_control, "nobody was held back", "nobody was held back"),
        )
        one, more = "1 more campaign was measured and does not count here", "more were measured and do not count here"
        return tuple(
            f"{one}: {why}." if count == 1 else f"{count:,} {more}: {why_more}."
            for count, why, why_more in told
            if count
        )


def whole(number: float) -> str:
    """A whole number, its minus as in amounts of money."""
    return f"{number:,.0f}".replace("-0", "0").replace("-", "−")
