from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from tests.small_runs import SmallRun
from tracer_desktop.plots.confusion import confusion_at
from tracer_desktop.plots.evidence import MOST_POINTS, Evidence, interval


def test_the_arrays_agree_with_the_report(evidence: Evidence, small_run: SmallRun) -> None:
    report = small_run.run.report
    assert evidence.rows == report.rows
    assert evidence.base_rate == pytest.approx(report.base_rate)
    tenth = round(evidence.rows / 10)
    assert evidence.lift[tenth - 1] == pytest.approx(report.metrics["top_decile_lift"].value)
    wrong = np.concatenate([[0.0], evidence.taken_along])
    found = np.concatenate([[0.0], evidence.found])
    assert np.trapezoid(found, wrong) == pytest.approx(report.metrics["roc_auc"].value, abs=2e-3)


def test_the_four_cells_add_up_at_every_cut_off(evidence: Evidence) -> None:
    for rows in (1, 50, 250, evidence.rows):
        seen = confusion_at(evidence, rows)
        assert seen.contacted == rows
        assert seen.right + seen.missed == evidence.positives
        assert seen.right + seen.wrong + seen.missed + seen.spared == evidence.rows


def test_rows_whose_outcome_is_not_known_count_neither_as_right_nor_as_wrong(evidence: Evidence) -> None:
    known = np.minimum(np.arange(1, evidence.rows + 1), evidence.rows - 20)
    # The last twenty rows of the list are those not known.
    reached = np.minimum(evidence.reached, evidence.reached[-21])
    positives = int(reached[-1])
    cut_offs = dataclasses.replace(evidence.cut_offs, known=known, reached=reached, positives=positives)
    partly = Evidence(evidence.report, cut_offs)
    assert partly.negatives == evidence.rows - 20 - positives
    assert confusion_at(partly, partly.rows).contacted == evidence.rows - 20


def test_what_is_drawn_is_thin_and_keeps_both_ends(evidence: Evidence) -> None:
    assert len(evidence.thin) <= MOST_POINTS
    assert evidence.thin[0] == 0
    assert evidence.thin[-1] == evidence.rows - 1
    assert evidence.thin_steady[0] >= evidence.first_steady - 1


def test_an_unknown_figure_has_no_interval() -> None:
    assert interval(None) is None
    assert interval({"value": None, "low": None, "high": None}) is None
    assert interval({"value": 0.5, "low": None, "high": 0.6}) == (0.5, 0.5, 0.6)
