"""What is open in one window: the table, the plan that is being made, the training, the run, the cut-off."""

from tracer_desktop.session.session import Session
from tracer_desktop.session.training import Training

__all__ = ["Session", "Training"]
