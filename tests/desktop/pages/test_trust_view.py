"""How far to trust a model, group by group: what the view says is what the report says."""

from __future__ import annotations

import copy

from pytestqt.qtbot import QtBot

from tests.export.sample_reports import good_report
from tests.small_runs import SmallRun
from tracer_desktop.pages.trust_view import TrustView
from tracer_desktop.plots.drivers import ImportancePlot
from tracer_desktop.plots.evidence import Evidence
from tracer_desktop.theme.theme import Theme
from tracer_engine import CutOffs
from tracer_engine.browsing.runs import OpenRunView


def cut_offs(small_run: SmallRun) -> CutOffs:
    return OpenRunView(small_run.run.id, workspace=small_run.workspace).cut_offs()


def test_every_group_stands_in_the_table_with_what_is_odd(qtbot: QtBot, themed: Theme, small_run: SmallRun) -> None:
    view = TrustView()
    qtbot.addWidget(view)
    report = good_report()
    view.set_evidence(Evidence(report.to_dict(), cut_offs(small_run)))

    texts = [[view.model.index(row, column).data() for column in (1, 2, 6, 7)] for row in range(view.model.rowCount())]
    assert [row[0] for row in texts] == ["Month-to-month", "One year", "missing"]
    assert texts[0][3] == "Percentages about 4 points too low"
    assert texts[2][2:] == ["–", "Too few to judge"]
    assert view.said.text() == report.segments_said
    assert report.learning_curve is not None
    assert report.out_of_time is not None
    assert view.more_rows.text() == report.learning_curve.text
    assert view.later.text() == report.out_of_time.text


def test_a_report_of_an_early_version_says_that_it_has_none_of_it(
    qtbot: QtBot, themed: Theme, small_run: SmallRun
) -> None:
    view = TrustView()
    qtbot.addWidget(view)
    told = copy.deepcopy(small_run.run.report.to_dict())
    for key in ("segments", "segments_said", "learning_curve", "out_of_time", "interactions", "calibration_said"):
        told.pop(key)
    for one in told["importance"]:
        del one["low"], one["high"]
    evidence = Evidence(told, cut_offs(small_run))

    view.set_evidence(evidence)

    assert view.model.rowCount() == 0
    assert "train it again" in view.said.text()
    assert not view.more_rows.isVisibleTo(view)
    plot = ImportancePlot(evidence)
    assert plot.limits(0) is None
    assert "interval" not in plot.sentence


def test_shares_stand_with_their_limits(small_run: SmallRun) -> None:
    plot = ImportancePlot(Evidence(small_run.run.report.to_dict(), cut_offs(small_run)))
    first = max(small_run.run.report.importance, key=lambda one: one.share)

    assert plot.limits(0) == (first.low, first.high)
    assert "lines are 95" in plot.sentence
    assert " to " in plot.table().rows[0][3]
