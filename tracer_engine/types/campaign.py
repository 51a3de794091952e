"""A campaign: limits, costs and values in, whom to contact and what it is expected to bring out.

Money is in units of the currency, shares and probabilities are 0..1, rows count from 0 in the order of the file.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from tracer_engine.types.model import ModelCard
from tracer_engine.types.receipt import ReadingOptions
from tracer_engine.types.report import Interval
from tracer_engine.types.scores import Level

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LimitedBy = Literal["capacity", "budget", "gain", "customers"]
Group = Literal["call", "control"]
Preset = Literal["tracer", "salesforce", "hubspot", "dynamics"]


@dataclass(frozen=True, kw_only=True)
class CampaignSettings:
    """What the user decides. `capacity` and `budget` None: no such limit.

    A kept customer is worth `value` (a number) or what stands in `value_column`, times `value_months`; one of the two
    is told. `acceptance` is the share of leavers whom contact and offer keep, `stayer_acceptance` the share of stayers
    who take the offer. `control_share` of the list is held back at random by `seed`, to measure what the calls did.
    `without_gone` leaves out those whose outcome has come about already (the target column says so). `held_back` uses
    the probabilities of the training, each given by models that had not seen the row, where the table is the
    training's. `base_rate` anchors the probabilities to this share with the outcome (None: as they are scored). `plays`
    are suggested plays by role that take the place of the blueprint's.
    """

    capacity: int | None = None
    budget: float | None = None
    contact_cost: float = 2.0
    offer_cost: float = 15.0
    acceptance: float = 0.25
    stayer_acceptance: float = 1.0
    value: float | None = None
    value_column: str | None = None
    value_months: float = 1.0
    control_share: float = 0.0
    without_gone: bool = False
    held_back: bool = False
    base_rate: float | None = None
    seed: int = 1
    currency: str = "EUR"
    plays: Mapping[str, str] = field(default_factory=dict)

    @property
    def committed(self) -> float:
        """What is set aside for each customer on the list: contact and offer."""
        return self.contact_cost + self.offer_cost


@dataclass(frozen=True, kw_only=True)
class CampaignBasis:
    """What a model file keeps for campaigns: the one-line rule, how sure the percentages are, and the ROC.

    The rule puts rows in order by `rule_rates` of `rule_column`: of a number, one for each range between `rule_edges`
    (one more than edges); of a category, one for each of the model's levels and one for any other. The last is that of
    a missing cell. `knots` and `covariance` say how far the log-odds may be off: coefficients of 1, the log-odds and
    the log-odds above each knot have this covariance (knots + 2 squared, row by row). `roc` is the hull of the
    out-of-fold ROC curve as (false, true positive rate); `base_rate` goes with it.
    """

    rule_text: str
    rule_column: str
    rule_edges: tuple[float, ...] = ()
    rule_rates: tuple[float, ...] = ()
    knots: tuple[float, ...] = ()
    covariance: tuple[float, ...] = ()
    roc: tuple[tuple[float, float], ...] = ()
    base_rate: float = 0.0

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON; the corners of the ROC one after another."""
        return asdict(self) | {"roc": [rate for corner in self.roc for rate in corner]}

    @staticmethod
    def from_dict(data: Mapping[str, Any]) -> CampaignBasis:
        """What `to_dict` gave. Raises TypeError, KeyError or ValueError where it is malformed."""
        numbers = {name: tuple(map(float, data[name])) for name in ("rule_edges", "rule_rates", "knots", "covariance")}
        rates = tuple(map(float, data["roc"]))
        roc = tuple(zip(rates[::2], rates[1::2], strict=True))
        base_rate = float(data["base_rate"])
        shares = (base_rate, *(rate for corner in roc for rate in corner), *numbers["rule_rates"])
        if not all(map(math.isfinite, (*numbers["rule_edges"], *numbers["knots"], *numbers["covariance"]))):
            raise ValueError("numbers that are none")
        if (
            not all(0 <= share <= 1 for share in shares)
            or len(numbers["covariance"]) != (len(numbers["knots"]) + 2) ** 2
        ):
            raise ValueError("shares beyond 0 and 1, or a covariance of another size")
        return CampaignBasis(
            rule_text=str(data["rule_text"]),
            rule_column=str(data["rule_column"]),
            roc=roc,
            base_rate=base_rate,
            **numbers,
        )


@dataclass(frozen=True, kw_only=True)
class ValueColumn:
    """A column that may say what a customer is worth: mean of its numbers; cells that are blank, no number or negative.

    `examples` are the first rows (from 1, as a person counts) of each kind of odd cell.
    """

    name: str
    mean: float
    blank: int = 0
    unread: int = 0
    negative: int = 0
    examples: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RuleGain:
    """What contacting as many customers by another rule would bring, with as many held back at random.

    `key`: "plan", "probability", "one_line", "random", "everyone" or "nobody"; `name` says it in words. "everyone" is
    held to no limit: it is what contacting all rows of the file would bring.
    """

    key: str
    name: str
    customers: int
    expected_gain: float


@dataclass(frozen=True, kw_only=True, eq=False)
class CampaignCurve:
    """Expected gain by the number contacted, best first: arrays of about 200 points from 0 contacts to all rows.

    `low` and `high` are the 95 % band, `rule` the gain of the one-line rule (None: the model file does not hold it).
    """

    contacts: NDArray[np.int64]
    gain: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    rule: NDArray[np.float64] | None


@dataclass(frozen=True, kw_only=True)
class ControlAdvice:
    """How many of the list to hold back: `customers`, a `share` of it; `power` is the chance that the campaign then
    shows the effect that is assumed (two-sided test at 5 %). `text` says it in plain words. `power_chosen` is that
    chance with the share of the settings (None: none is held back).
    """

    customers: int
    share: float
    power: float
    text: str
    power_chosen: float | None = None


@dataclass(frozen=True, kw_only=True)
class Emp:
    """The expected maximum profit per customer (Verbraken, Verbeke and Baesens 2013), in money.

    `share` of the customers is contacted on average to reach it. `measured_on` says on which outcomes the ranking was
    judged; acceptance follows a Beta distribution with `alpha` and `beta`, all customers are worth `value`.
    """

    value: float
    share: float
    measured_on: str
    kept_value: float
    alpha: float = 6.0
    beta: float = 14.0


@dataclass(frozen=True, kw_only=True, eq=False)
class CampaignPlan:
    """Whom to contact, and what it is expected to bring.

    `customers` are on the list, `called` of them are contacted and `control` held back; `committed_cost` and
    `expected_gain` are those of the called. `limit` is how many the limits allow, `limited_by` what ends the list
    ("gain": nobody else is worth a call; "customers": there are no more). `optimum` is the number of contacts with the
    highest gain if there were no limits, and `optimum_gain` that gain. `one_more` and `ten_more` are what that many
    contacts beyond the list would add (negative: cost). `break_even` is the acceptance at which the list pays for
    itself (of an empty list: from which a first call pays; None: never). `already_gone` of the list have left already.
    The texts are whole sentences in the currency: `headline`, `under` it, `marginal`, `control_text`; `notes` what else
    must be known, most important first.
    """

    settings: CampaignSettings
    rows: int
    customers: int
    called: int
    control: int
    committed_cost: float
    expected_gain: Interval
    limit: int
    limited_by: LimitedBy
    optimum: int
    optimum_gain: float
    one_more: float
    ten_more: float
    break_even: float | None
    rules: tuple[RuleGain, ...]
    emp: Emp | None
    advice: ControlAdvice
    curve: CampaignCurve
    already_gone: int
    headline: str
    under: str
    marginal: str
    control_text: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CallRow:
    """One line of the call list. `row` is its place in the file, `rank` its place on the list (from 1).

    `value` is what the customer is worth if kept, `value_at_risk` that times the probability. `gone`: the target
    column says that the outcome has come about already (None: not known). `cautions` are short sentences. `reasons` and
    the `play` for the main one are there where they were asked for.
    """

    row: int
    rank: int
    id: str
    probability: float
    band: Literal["low", "medium", "high"]
    value: float
    value_at_risk: float
    gain: float
    group: Group
    gone: bool | None
    cautions: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    play: str = ""


@dataclass(frozen=True, kw_only=True, eq=False)
class CampaignView:
    """The answer to a question about a campaign: the plan, and the first lines of its list."""

    plan: CampaignPlan
    lines: tuple[CallRow, ...]


@dataclass(frozen=True, kw_only=True)
class Play:
    """What to do where a role is the main reason: `text` may be changed by the user."""

    role: str
    label: str
    text: str


@dataclass(frozen=True, kw_only=True)
class OpenedCampaign:
    """A table with its scores, ready to be planned with.

    `defaults` are settings to begin with (the blueprint's economics; the value column found). `gone` rows have left
    already (None: the file does not say). `can_hold_back`: the probabilities of the training are there for
    `CampaignSettings.held_back`; `trained_on`: the table is the one the model learned from. `rule` is the one-line
    rule in words ("": not known to the model file). `level` and `causes` are the verdict on the file, as for scores.
    """

    source: str
    path: Path | None
    rows: int
    id_column: str | None
    card: ModelCard
    defaults: CampaignSettings
    value_columns: tuple[ValueColumn, ...]
    gone: int | None
    trained_on: bool
    can_hold_back: bool
    rule: str
    plays: tuple[Play, ...]
    level: Level
    causes: tuple[str, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CampaignRequest:
    """What is to be written: a campaign of `model` (a file, or a run's id) on `file`.

    `file` None: the table of the run itself, as its scored list holds it. `out` ends in .csv or .xlsx; the record of
    the campaign is written beside it. `all_columns` adds the file's own columns. `locale` ("en", "de", "fr" …) is for
    the number formats of a workbook.
    """

    model: str
    file: Path | None
    out: Path
    settings: CampaignSettings
    preset: Preset = "tracer"
    reasons: int = 3
    all_columns: bool = False
    raw: bool = False
    locale: str = "en"
    reading: ReadingOptions = field(default_factory=ReadingOptions)
    matches: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, eq=False)
class Campaign:
    """A campaign that was planned and written. `paths` has "list" and "record"; "set_aside" where rows could not be
    read. `id` names it in the workspace. `lines` is the list as plain data, where it was asked for in place of a file.
    """

    id: str
    plan: CampaignPlan
    verdict_level: Level
    verdict_causes: tuple[str, ...]
    rows_set_aside: int
    paths: Mapping[str, Path]
    notes: tuple[str, ...] = ()
    lines: tuple[Mapping[str, Any], ...] = ()
