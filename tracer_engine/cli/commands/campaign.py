from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from tracer_engine.cli.commands.score import ESTIMATE, NEXT, column_matches, share_or_estimate
from tracer_engine.cli.outcome_words import print_history, print_outcome
from tracer_engine.cli.output_paths import check_output_file
from tracer_engine.cli.printing import percent, print_json, print_lines, print_table, print_text, shown
from tracer_engine.cli.progress_display import show_progress
from tracer_engine.cli.reading_options import (
    AsJson,
    with_form_options,
)
from tracer_engine.cli.shares import share
from tracer_engine.errors import InputError
from tracer_engine.types.campaign import Campaign, CampaignPlan
from tracer_engine.types.receipt import ReadingOptions

PRESETS = ("tracer", "salesforce", "hubspot", "dynamics")
LIMITS = "Limits, costs and value (the blueprint's where not told)"
LIST = "The list"
BACK = "When outcomes come back"


def _pairs(form: str) -> Any:
    def check(values: list[str] | None) -> list[str] | None:
        for value in values or ():
            name, sign, other = value.partition("=")
            if not (name.strip() and sign and other.strip()):
                raise typer.BadParameter(f"{value!r} is not of the form {form}.")
        return values

    return check


def _preset(value: str) -> str:
    if value.lower() not in PRESETS:
        raise typer.BadParameter(f"give {', '.join(PRESETS[:-1])} or {PRESETS[-1]}.")
    return value.lower()


def _locale(value: str) -> str:
    from tracer_engine.campaign.money import LOCALES, is_known

    if not is_known(value):
        raise typer.BadParameter(f"it is {value}; give {', '.join(LOCALES[:-1])} or {LOCALES[-1]}.")
    return value


@with_form_options
def campaign(
    model: Annotated[str | None, typer.Argument(metavar="MODEL", help="A .tracer file or a run id.")] = None,
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help="The table of those to choose from.")] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="LIST.csv", help="Where the call list goes: .csv or .xlsx.")
    ] = None,
    capacity: Annotated[
        int | None, typer.Option(help="The most contacts you can make; no limit unless told.", rich_help_panel=LIMITS)
    ] = None,
    budget: Annotated[
        float | None, typer.Option(help="The most to set aside; no limit unless told.", rich_help_panel=LIMITS)
    ] = None,
    contact_cost: Annotated[
        float | None, typer.Option(help="What a contact costs, for everybody listed.", rich_help_panel=LIMITS)
    ] = None,
    offer_cost: Annotated[
        float | None, typer.Option(help="What the offer costs when it is taken.", rich_help_panel=LIMITS)
    ] = None,
    acceptance: Annotated[
        float | None,
        typer.Option(
            metavar="SHARE",
            parser=share,
            help="The share of those who would leave whom it keeps: 0.25 or 25%.",
            rich_help_panel=LIMITS,
        ),
    ] = None,
    stayer_acceptance: Annotated[
        float | None,
        typer.Option(
            metavar="SHARE",
            parser=share,
            help="The share of those who stay anyway who take the offer; 1.",
            rich_help_panel=LIMITS,
        ),
    ] = None,
    value: Annotated[
        float | None, typer.Option(help="What a kept customer is worth a month (or in all).", rich_help_panel=LIMITS)
    ] = None,
    value_column: Annotated[
        str | None, typer.Option(metavar="COL", help="The column that holds that value.", rich_help_panel=LIMITS)
    ] = None,
    value_months: Annotated[
        float | None, typer.Option(help="The value is so many times that; 1.", rich_help_panel=LIMITS)
    ] = None,
    currency: Annotated[
        str | None, typer.Option(metavar="CODE", help="The currency, such as EUR.", rich_help_panel=LIMITS)
    ] = None,
    control_share: Annotated[
        float | None,
        typer.Option(
            metavar="SHARE",
            parser=share,
            help="Hold this share of the list back at random, to measure.",
            rich_help_panel=LIST,
        ),
    ] = None,
    without_gone: Annotated[
        bool, typer.Option("--without-gone", help="Leave out those who have left already.", rich_help_panel=LIST)
    ] = False,
    held_back: Annotated[
        bool,
        typer.Option(
            "--held-back",
            help="For the training's own table: the probabilities of its test.",
            rich_help_panel=LIST,
        ),
    ] = False,
    base_rate: Annotated[
        str | None,
        typer.Option(
            metavar="SHARE|estimate",
            help="Anchor the probabilities to this share with the outcome; estimate: the scores' own.",
            callback=share_or_estimate,
            rich_help_panel=LIST,
        ),
    ] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="The same seed, the same draw.", rich_help_panel=LIST)] = None,
    play: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ROLE=TEXT",
            help="What to do where a role (or a column) is the main reason; may be repeated.",
            callback=_pairs("ROLE=TEXT"),
            rich_help_panel=LIST,
        ),
    ] = None,
    preset: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="Columns as an import wants them: salesforce, hubspot, dynamics.",
            callback=_preset,
            rich_help_panel=LIST,
        ),
    ] = "tracer",
    reasons: Annotated[int, typer.Option(min=0, max=20, help="Reasons a line.", rich_help_panel=LIST)] = 3,
    all_columns: Annotated[
        bool, typer.Option("--all-columns", help="The file's own columns, too.", rich_help_panel=LIST)
    ] = False,
    raw: Annotated[
        bool, typer.Option("--raw", help="For programs: no BOM, no guard against formulas.", rich_help_panel=LIST)
    ] = False,
    locale: Annotated[
        str,
        typer.Option(help="How amounts are written: en, de, fr, de-CH …", callback=_locale, rich_help_panel=LIST),
    ] = "en",
    id_column: Annotated[
        str | None, typer.Option("--id", metavar="COL", help="The column of ids.", rich_help_panel=LIST)
    ] = None,
    match: Annotated[
        list[str] | None,
        typer.Option(
            "--match",
            metavar="NEEDS=COLUMN",
            help="COLUMN of the file is what the model calls NEEDS; may be repeated.",
            callback=column_matches,
        ),
    ] = None,
    outcomes: Annotated[
        Path | None, typer.Option(metavar="FILE", help="What came of the customers, by id.", rich_help_panel=BACK)
    ] = None,
    record: Annotated[
        str,
        typer.Option(
            metavar="LIST", help="The list, its record or the campaign's id; the last one.", rich_help_panel=BACK
        ),
    ] = "",
    earlier: Annotated[
        bool,
        typer.Option(
            "--earlier", help="The campaigns planned with MODEL, and what they did together.", rich_help_panel=BACK
        ),
    ] = False,
    target: Annotated[
        str | None, typer.Option(metavar="COL", help="The column of outcomes.", rich_help_panel=BACK)
    ] = None,
    positive: Annotated[
        str | None, typer.Option(metavar="VALUE", help="Its value for those who left.", rich_help_panel=BACK)
    ] = None,
    as_json: AsJson = False,
    *,
    reading: ReadingOptions,
) -> None:
    """Plan whom to contact, under limits, in money; and measure it when outcomes come back (--outcomes)."""
    if outcomes is not None:
        if model is not None or file is not None or out is not None:
            raise typer.BadParameter("with --outcomes, tell the campaign by --record.", param_hint="MODEL, FILE, --out")
        _measure(outcomes, record, id_column, target, positive, reading, as_json)
        return
    if earlier:
        if model is None or file is not None:
            raise typer.BadParameter("with --earlier, give the model alone.", param_hint="MODEL, FILE")
        _tell_earlier(model, as_json)
        return
    if model is None or file is None:
        raise typer.BadParameter("give the model and the file, or --outcomes FILE.", param_hint="MODEL FILE")
    if out is not None:
        check_output_file(out, file, Path(model))
        if out.suffix.lower() in (".xls", ".xlsm", ".ods", ".parquet", ".json"):
            raise InputError(
                f"The list is written as .csv or .xlsx, and {out.name} is named like something else.",
                remedy=f"Give a name such as {out.with_suffix('.csv').name}.",
            )
    told = {
        "capacity": capacity,
        "budget": budget,
        "contact_cost": contact_cost,
        "offer_cost": offer_cost,
        "acceptance": acceptance,
        "stayer_acceptance": stayer_acceptance,
        "value": value,
        "value_column": value_column,
        "value_months": value_months,
        "currency": currency,
        "control_share": control_share,
        "without_gone": without_gone or None,
        "held_back": held_back or None,
        "base_rate": base_rate if base_rate in (None, ESTIMATE) else float(base_rate),
        "seed": seed,
        "plays": dict(pair.split("=", 1) for pair in play) if play else None,
    }
    from tracer_engine.workflow.campaigns import plain_campaign, plan_campaign

    with show_progress() as display:
        planned = plan_campaign(
            model,
            file,
            told,
            out,
            preset=preset,
            reasons=reasons,
            all_columns=all_columns,
            raw=raw,
            locale=locale,
            id_column=id_column,
            options=reading,
            matches=dict(pair.split("=", 1) for pair in match or ()),
            progress=display.part(0, 1),
        )
    if as_json:
        print_json(plain_campaign(planned))
    else:
        _say(planned, locale)


def _say(campaign: Campaign, locale: str) -> None:
    plan = campaign.plan
    if campaign.verdict_level != "go":
        causes = " ".join(map(shown, campaign.verdict_causes))
        print_text(f"{campaign.verdict_level.capitalize()}: {causes}{NEXT[campaign.verdict_level]}")
        print_lines("")
    print_text(f"{plan.headline}.")
    print_text(f"{plan.under} {plan.marginal}")
    gone, others = (plan.notes[:1], plan.notes[1:]) if plan.already_gone else ((), plan.notes)
    for note in gone:  # right below the sum: whoever reads no further must know
        print_text(f"{shown(note)} (--without-gone)")
    print_text(plan.control_text)
    print_lines("")
    from tracer_engine.campaign.money import localized, money_text

    currency = plan.settings.currency
    print_table(
        [
            (
                rule.name,
                localized(f"{rule.customers:,}", locale),
                money_text(rule.expected_gain, currency, locale, digits=None),
            )
            for rule in plan.rules
        ],
        header=("Contacted by", "Contacts", "Expected gain"),
        right=(1, 2),
    )
    print_lines("", *_figures(plan, locale))
    for note in (*campaign.notes, *others):
        print_text(f"- {shown(note)}")
    print_table([(path,) for path in campaign.paths.values()])


def _figures(plan: CampaignPlan, locale: str) -> list[str]:
    from tracer_engine.campaign.money import localized, money_text

    settings = plan.settings
    worth = (
        money_text(settings.value, settings.currency, locale, digits=None)
        if settings.value is not None
        else str(settings.value_column)
    )
    months = f" × {settings.value_months:g}" if settings.value_months != 1 else ""
    costs = f"Contact {settings.contact_cost:g}, offer {settings.offer_cost:g} {settings.currency}"
    assumed = localized(f"{months}. {costs}, acceptance {percent(settings.acceptance, 1)}.", locale)
    lines = [f"A kept one is worth {shown(worth)}{assumed}"]
    if plan.customers and plan.break_even is not None:
        lines.append(
            f"The list pays for itself from an acceptance of {localized(percent(plan.break_even, 1), locale)}."
        )
    if plan.emp is not None:
        each = money_text(plan.emp.value, settings.currency, locale, digits=None)
        lines.append(f"Expected maximum profit: {each} a head, measured on {plan.emp.measured_on}.")
    return lines


def _measure(
    outcomes: Path,
    record: str,
    id_column: str | None,
    target: str | None,
    positive: str | None,
    options: ReadingOptions,
    as_json: bool,
) -> None:
    from tracer_engine.workflow.campaign_outcomes import measure_campaign

    with show_progress() as display:
        found = measure_campaign(
            record,
            outcomes,
            id_column=id_column,
            target=target,
            positive=positive,
            options=options,
            progress=display.part(0, 1),
        )
    if as_json:
        print_json(found)
    else:
        print_outcome(found)


def _tell_earlier(model: str, as_json: bool) -> None:
    from tracer_engine.workflow.campaign_outcomes import campaign_history, plain_history

    history = campaign_history(model)
    if as_json:
        print_json(plain_history(history))
    else:
        print_history(history)
