"""A blueprint: the template for one business question. Everything in it is data, no code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

RoleKind = Literal["number", "category", "flag", "date", "any"]


@dataclass(frozen=True, kw_only=True)
class Role:
    """What a column can mean to a blueprint.

    `aliases` are names in plain lower-case words ("months as customer"), matched to real column names
    word by word whatever their case or separators. `many` roles take several columns. `actionable`: one
    can change it for a customer. `personal`: says who somebody is, not why they act; never trained on.

    `high` and `low` are reason sentences for a number that is higher or lower than usual, with
    `{value}` and `{usual}` to fill in ("Became a customer only {value} months ago");
    `level` is the sentence for a category or flag, with `{value}` ("Contract is {value}").
    Empty: a general sentence made of the column's name is used.
    """

    name: str
    meaning: str
    kind: RoleKind
    aliases: tuple[str, ...]
    unit: str = ""
    required: bool = False
    many: bool = False
    actionable: bool = False
    personal: bool = False
    sensitive: bool = False
    high: str = ""
    low: str = ""
    level: str = ""

    @property
    def tells_apart(self) -> bool:
        """Whether it is the role of the column that tells the rows apart: `id`, or a name that ends in `_id`."""
        return self.name == "id" or self.name.endswith("_id")


@dataclass(frozen=True, kw_only=True)
class EngineeredFeature:
    """A feature computed from roles, only when all roles it names are there.

    `expression` is a safe expression over role names (see `tracer_engine.features.expressions`):
    arithmetic, comparison, where(), log1p(), is_missing(), minimum(), maximum(), and sum(), mean(),
    count_yes() over a role that takes many columns. `wording` says in one sentence what it is; `high` and
    `low` are reason sentences as in `Role`.
    """

    name: str
    label: str
    expression: str
    wording: str
    unit: str = ""
    high: str = ""
    low: str = ""


@dataclass(frozen=True, kw_only=True)
class Economics:
    """Where a campaign's reckoning begins: one contact, one offer, who accepts, what a kept customer is worth.

    `acceptance` is the share of those who would act whom it keeps, `stayer_acceptance` that of the others who take the
    offer; a kept customer is worth what the column of `value_role` holds, times `value_months`.
    """

    currency: str = "EUR"
    contact_cost: float = 2.0
    offer_cost: float = 15.0
    acceptance: float = 0.25
    stayer_acceptance: float = 1.0
    value_role: str | None = None
    value_months: int = 12


@dataclass(frozen=True, kw_only=True)
class Wording:
    """The words of a business question, used by every front end and report; nothing else names it.

    For churn: entity "customer", entities "customers", act "leave", acted "left", actor "leaver",
    actors "leavers", not_acted "stayed", risk "risk of leaving".
    """

    entity: str
    entities: str
    act: str
    acted: str
    actor: str
    actors: str
    not_acted: str
    risk: str


@dataclass(frozen=True, kw_only=True)
class SampleColumn:
    """How one column of the sample data is drawn.

    With `levels`: one of these texts, `shares` their shares (alike where empty) and `effects` what each does to the
    log-odds of the outcome. Else a number from `low` to `high` with so many `decimals`, and `effect` is what the
    log-odds rise by from `low` to `high`; with `part_of` it is a share of that number column instead, so that years in
    a role never are more than years in the company. `id` numbers the rows. `blank` is the share of blank cells.
    """

    name: str
    low: float = 0.0
    high: float = 0.0
    decimals: int = 0
    effect: float = 0.0
    part_of: str = ""
    levels: tuple[str, ...] = ()
    shares: tuple[float, ...] = ()
    effects: tuple[float, ...] = ()
    id: bool = False
    blank: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Sample:
    """Made-up data to try a blueprint on: the columns, and a target that comes true for about `rate` of the rows."""

    target: str
    positive: str
    negative: str
    columns: tuple[SampleColumn, ...]
    rate: float = 0.2


@dataclass(frozen=True, kw_only=True)
class Blueprint:
    """A template for one business question.

    `target_hints` are names of target columns in plain lower-case words, strongest first;
    `inverse_target_hints` name columns that say the opposite ("retained"), where the value meaning "no"
    is the positive one. `positive_values` and `negative_values` are lower-case cell texts.
    `leak_words` are words in a column's name that betray that it is known only after the outcome.
    `outcome` prefixes the columns of a scored file. The general form has no roles of its own but `id`s.
    `schema_version` is raised by one whenever a role or a feature changes: a model remembers the one it was trained
    with. `sample` tells how made-up data is drawn; without it, it is drawn from the roles.
    """

    key: str
    title: str
    question: str
    outcome: str
    schema_version: int
    wording: Wording
    roles: tuple[Role, ...] = ()
    features: tuple[EngineeredFeature, ...] = ()
    target_hints: tuple[str, ...] = ()
    inverse_target_hints: tuple[str, ...] = ()
    positive_values: tuple[str, ...] = ()
    negative_values: tuple[str, ...] = ()
    leak_words: tuple[str, ...] = ()
    economics: Economics = field(default_factory=Economics)
    plays: Mapping[str, str] = field(default_factory=dict)
    sample: Sample | None = None

    @property
    def id_role(self) -> Role | None:
        """The role of the column that tells the rows apart."""
        return next((role for role in self.roles if role.tells_apart), None)


@dataclass(frozen=True, kw_only=True)
class BlueprintProblem:
    """What keeps a blueprint from being used: where in the record (`("roles", "age", "high")`), and what."""

    where: tuple[str | int, ...]
    text: str
    remedy: str = ""


@dataclass(frozen=True, kw_only=True)
class BlueprintVersion:
    """One version of a blueprint's schema: what the columns could mean, and what was made of them.

    `source` says where it is from ("Tracer", an installed package, a file of the workspace), `current` whether new
    trainings use it, `changes` what it has that the version before had not, in words.
    """

    version: int
    source: str
    current: bool
    roles: tuple[str, ...]
    features: tuple[str, ...]
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class AddedBlueprint:
    """A blueprint that was added, where it is kept, and the version that stood in its place before, if one did."""

    record: Blueprint
    path: Path
    replaced: int | None
