"""The model file: a zip of plain data, checked before anything in it is used. Nothing in it is ever executed."""

from tracer_engine.model_file.reading import inspect_model, load_model
from tracer_engine.model_file.writing import write_model

__all__ = ["inspect_model", "load_model", "write_model"]
