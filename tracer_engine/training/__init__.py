"""From a table and a plan to a model and its honest figures."""

from tracer_engine.training.train import Trained, train_model

__all__ = ["Trained", "train_model"]
