"""What is told to the planner, one choice at a time."""

from __future__ import annotations

from tracer_desktop.wizard.choices import (
    with_group,
    with_id,
    with_positive,
    with_question,
    with_role,
    with_target,
    with_use,
)
from tracer_engine import PlanOptions, blueprint

CHURN, GENERAL = blueprint("churn"), blueprint("general")


def test_another_question_forgets_only_the_roles_it_does_not_know() -> None:
    told = PlanOptions(target="Churn", exclude=("City",), roles={"tenure": ("Months",), "id": ("Number",)})
    changed = with_question(told, GENERAL)

    assert changed.blueprint == "general"
    assert changed.roles == {"id": ("Number",)}
    assert (changed.target, changed.exclude) == ("Churn", ("City",))


def test_another_target_plays_no_other_part() -> None:
    told = PlanOptions(
        target="Churn", positive="Yes", id="Left", exclude=("Left", "City"), keep=("Left",), roles={"plan": ("Left",)}
    )
    changed = with_target(told, "Left")

    assert (changed.target, changed.positive, changed.id) == ("Left", None, None)
    assert (changed.exclude, changed.keep, changed.roles) == (("City",), (), {"plan": ()})


def test_a_value_is_told_with_its_target() -> None:
    changed = with_positive(PlanOptions(), "Churn", "No")
    assert (changed.target, changed.positive) == ("Churn", "No")


def test_leaving_out_and_using_again_says_nothing_more() -> None:
    out = with_use(PlanOptions(), ["City"], False, frozenset())
    assert out.exclude == ("City",)
    assert with_use(out, ["City"], True, frozenset()) == PlanOptions()


def test_what_tracer_leaves_out_is_kept_only_when_told() -> None:
    left_out = frozenset({"ChurnReason"})
    kept = with_use(PlanOptions(), ["ChurnReason"], True, left_out)

    assert (kept.keep, kept.exclude) == (("ChurnReason",), ())
    assert with_use(kept, ["ChurnReason"], False, left_out) == PlanOptions()


def test_a_role_of_one_column_changes_hands() -> None:
    now = {"tenure": ("Months",), "contract": ("Contract",)}
    changed = with_role(PlanOptions(), CHURN, now, "Contract", "tenure")

    assert changed.roles == {"contract": (), "tenure": ("Contract",)}


def test_a_role_of_many_columns_takes_one_more() -> None:
    now = {"services": ("Phone", "TV")}
    changed = with_role(PlanOptions(), CHURN, now, "Backup", "services")

    assert changed.roles == {"services": ("Phone", "TV", "Backup")}


def test_no_role_takes_the_column_out_of_its_role() -> None:
    now = {"services": ("Phone", "TV")}
    assert with_role(PlanOptions(), CHURN, now, "TV", None).roles == {"services": ("Phone",)}


def test_id_and_group_can_be_told_and_untold() -> None:
    told = with_group(with_id(PlanOptions(exclude=("Number",)), "Number"), "Household")

    assert (told.id, told.group, told.exclude) == ("Number", "Household", ())
    assert with_group(with_id(told, None), None) == PlanOptions()
