from __future__ import annotations

from dataclasses import replace
from typing import cast

import pytest
from pytestqt.qtbot import QtBot

from tests.desktop.session.test_training import Job, tell
from tracer_desktop.pages.best_so_far import BestSoFar
from tracer_desktop.session import Training
from tracer_desktop.theme.theme import Theme
from tracer_desktop.work.child_job import ChildJob
from tracer_engine import Plan, Standing, TrainRequest


@pytest.mark.parametrize(("better", "said"), [(0.8312, ""), (0.84, "improved 1 s ago, from 0.831")])
def test_it_is_said_to_have_improved_where_that_can_be_seen(
    qtbot: QtBot, themed: Theme, better: float, said: str
) -> None:
    training = Training(cast("ChildJob", Job()), cast("TrainRequest", None), cast("Plan", None))
    shown = BestSoFar()
    qtbot.addWidget(shown)
    standing = Standing(learners=("a", "b"), folds=5, fits=10, best_roc_auc=0.831)
    tell(training, None, standing=standing)
    tell(training, None, standing=replace(standing, best_roc_auc=better))

    shown.show_training(training)

    assert shown.improved.text() == said
