"""What is suggested beside the target: roles, findings about its values, telling words."""

from __future__ import annotations

from collections.abc import Callable

from tracer_engine.blueprints import blueprint
from tracer_engine.planning import suggest
from tracer_engine.planning.suggestion import telling_words
from tracer_engine.profiling import profile_columns
from tracer_engine.types.plan import PlanOptions
from tracer_engine.types.table import Table

TableOf = Callable[..., Table]
N = 200


def test_what_is_made_from_the_answer_plays_no_role(table_of: TableOf) -> None:
    left = [i % 3 == 0 for i in range(N)]
    table = table_of(
        {
            "tenure": [str(i * 37 % 61) for i in range(N)],
            "satisfaction_score": ["1" if gone else "5" for gone in left],
            "churn": ["yes" if gone else "no" for gone in left],
        }
    )
    suggestion, findings = suggest(table, profile_columns(table), ())
    assert suggestion.roles == {"tenure": ("tenure",)}
    assert [finding.column for finding in findings if finding.code == "leak"] == ["satisfaction_score"]


def test_a_second_way_to_say_yes_is_pointed_out(table_of: TableOf) -> None:
    table = table_of(
        {"x": [str(i * 37 % 61) for i in range(N)], "churn": [("Yes", "No", "No", "No", "Y")[i % 5] for i in range(N)]}
    )
    _, findings = suggest(table, profile_columns(table), ())
    assert "Y (40), which reads like Yes" in next(f for f in findings if f.code == "target-spellings").message


def test_a_positive_value_that_was_told_is_not_called_taken(table_of: TableOf) -> None:
    table = table_of({"x": [str(i * 37 % 61) for i in range(N)], "churn": [("Yes", "No")[i % 2] for i in range(N)]})
    taken, _ = suggest(table, profile_columns(table), ())
    told, _ = suggest(table, profile_columns(table), (), PlanOptions(positive="No"))
    begin = "churn was taken as the target because its name says so."
    assert taken.target_reason == f"{begin} Yes was taken as the positive value."
    assert told.target_reason == f"{begin} No is the positive value because you said so."


def test_words_that_name_the_outcome_tell_and_words_of_the_business_do_not() -> None:
    churn = blueprint("churn")
    assert "churn" in telling_words(churn, "Customer Status")
    assert {"customer", "status"}.isdisjoint(telling_words(churn, "Customer Status"))
    assert "exited" in telling_words(churn, "Exited")
    assert "left" not in telling_words(churn, "left")
