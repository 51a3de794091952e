"""A campaign in sentences."""

from __future__ import annotations

from dataclasses import replace

from tracer_engine.campaign.control import of_ten
from tracer_engine.campaign.money import localized, money_text
from tracer_engine.types.blueprint import Wording
from tracer_engine.types.campaign import CampaignPlan, CampaignSettings

PERSUADABLE = (
    "Risk is not persuadability: the gain rests on the acceptance you assume, {acceptance}, the same for all. How many "
    "the contacts really keep, only a control group shows."
)


class Phrases:
    """Says what a plan means, in the words of the business question and in the currency."""

    def __init__(self, wording: Wording, settings: CampaignSettings, rule: str, locale: str = "en") -> None:
        self.wording, self.settings, self.rule, self.locale = wording, settings, rule, locale
        self.entities = wording.entities

    def written(self, plan: CampaignPlan, given_up: float) -> CampaignPlan:
        """The plan with its texts; `given_up` is the expected gain of those who are held back."""
        return replace(
            plan,
            headline=self._headline(plan),
            under=self._under(plan),
            marginal=self._marginal(plan),
            control_text=self._control(plan, given_up),
            notes=self._notes(plan),
        )

    def money(self, amount: float) -> str:
        """An amount in three figures."""
        return money_text(amount, self.settings.currency, self.locale)

    def count(self, number: int) -> str:
        """So many customers."""
        return f"{self.number(number)} {self.wording.entity if number == 1 else self.entities}"

    def number(self, number: float, form: str = ",") -> str:
        """A number as people of the locale write it."""
        return localized(format(number, form), self.locale)

    def _headline(self, plan: CampaignPlan) -> str:
        if plan.called:
            return f"Contact {self.count(plan.called)} and keep about {self.money(plan.expected_gain.value)}"
        if plan.limit == 0 and plan.optimum:
            return "Contact nobody: your limits allow no contact"
        return "Contact nobody: no contact is expected to pay for itself"

    def _under(self, plan: CampaignPlan) -> str:
        if not plan.called:
            if plan.limit == 0 and plan.optimum:
                return (
                    f"Without limits {self.count(plan.optimum)} are worth a contact, "
                    f"{self.money(plan.optimum_gain)} in all."
                )
            if plan.break_even is None:
                return f"No {self.wording.entity} is worth so much that it pays, whatever share accepts the offer."
            return (
                f"A first contact pays for itself when {self.number(100 * plan.break_even, '.1f')} % of "
                f"{self.wording.actors} accept."
            )
        gain = plan.expected_gain
        told = f"Between {self.money(gain.low)} and {self.money(gain.high)}, "
        told += f"after costs of up to {self.money(plan.committed_cost)}."
        rival = next((rule for rule in plan.rules if rule.key == "one_line"), None)
        if rival is not None:
            alike = "with as many contacts" + (" and as many held back" if plan.control else "")
            told += f" The rule “{self.rule}” keeps {self.money(rival.expected_gain)} {alike}."
        return told

    def _marginal(self, plan: CampaignPlan) -> str:
        if plan.limited_by == "customers":
            return f"All {self.count(plan.rows)} are on the list." if plan.rows else "There is nobody in the file."
        if plan.limited_by == "gain":
            rest = f"the next one would cost {self.money(-plan.one_more)} more than it brings"
            return f"Nobody else is worth a contact: {rest}." if plan.one_more < 0 else "Nobody else brings any gain."
        more = min(10, plan.optimum - plan.customers)
        bring = f"{'Ten more contacts' if more == 10 else 'Another contact'} would bring about "
        bring += self.money(plan.ten_more if more == 10 else plan.one_more)
        if plan.limited_by == "capacity":
            if self.settings.budget is None:
                return f"{bring}. It is the number of contacts that ends the list."
            return f"{bring}. Your contacts run out before your budget does."
        each = self.money(self.settings.committed)
        if self.settings.capacity is None:
            return f"{bring}. It is the budget that ends the list, at {each} set aside for each contact."
        return f"{bring}. Your budget runs out before your contacts do, at {each} set aside for each."

    def _control(self, plan: CampaignPlan, given_up: float) -> str:
        if not plan.control:
            return localized(plan.advice.text, self.locale)
        chance = plan.advice.power_chosen or 0.0
        return (
            f"{self.count(plan.control)} of {self.number(plan.customers)} {'is' if plan.control == 1 else 'are'} held "
            f"back at random and not contacted. That gives up about {self.money(given_up)} of expected gain; an effect "
            f"as large as assumed shows in {of_ten(chance)} such campaigns."
        )

    def _notes(self, plan: CampaignPlan) -> tuple[str, ...]:
        notes = []
        if plan.already_gone:
            many = plan.already_gone > 1
            gone = f"on the list {'have' if many else 'has'} {self.wording.acted} already, by the target column,"
            them = "them" if many else "this one"
            notes.append(f"{self.count(plan.already_gone)} {gone} and cannot be kept: leave {them} out.")
        if plan.called:
            notes.append(PERSUADABLE.format(acceptance=f"{self.number(100 * self.settings.acceptance, 'g')} %"))
        return tuple(notes)
