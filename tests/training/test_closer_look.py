"""The closer look at a whole training: in parts of the rows, with fewer rows, with limits to the shares."""

from __future__ import annotations

import json

from tests.small_runs import SmallRun


def test_a_whole_training_tells_where_it_holds_and_how_sure_its_reasons_are(small_run: SmallRun) -> None:
    report = small_run.run.report

    assert {one.column for one in report.segments} <= set(small_run.columns)
    for one in report.segments:
        assert sum(segment.rows for segment in one.segments) == report.rows
        assert sum(segment.positives for segment in one.segments) == report.positives
        assert all((segment.roc_auc is None) == (not segment.judged) for segment in one.segments)
    assert "groups of customers" in report.segments_said
    assert all(entry.low is not None and entry.high is not None for entry in report.importance)
    assert all((entry.low or 0) <= entry.share <= (entry.high or 0) for entry in report.importance)
    assert report.calibration_said.startswith("Of 100 customers scored near ")
    assert report.out_of_time is None


def test_fewer_rows_are_tried_where_there_are_enough(small_run: SmallRun) -> None:
    curve = small_run.run.report.learning_curve

    assert curve is not None
    assert [point.rows for point in curve.points] == sorted(point.rows for point in curve.points)
    assert curve.text


def test_a_training_that_was_finished_early_skips_what_needs_more_fits(hurried_run: SmallRun) -> None:
    report = hurried_run.run.report

    assert report.finished_early
    assert (report.learning_curve, report.out_of_time) == (None, None)
    assert all(entry.low is None and entry.high is None for entry in report.importance)
    assert report.segments


def test_the_closer_look_is_in_the_kept_figures(small_run: SmallRun) -> None:
    stored = json.loads(small_run.run.paths["report_json"].read_text(encoding="utf-8"))

    assert stored["segments"][0]["segments"][0]["rate"]["value"] > 0
    assert stored["learning_curve"]["outlook"] in {"rising", "flat", "unclear"}
    assert stored["importance"][0]["low"] <= stored["importance"][0]["share"] <= stored["importance"][0]["high"]
    assert small_run.run.report.segments_said in small_run.run.paths["report_html"].read_text(encoding="utf-8")
