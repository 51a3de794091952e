"""What every column is like, and how good the table is as a whole."""

from tracer_engine.profiling.columns import profile_columns, values_of
from tracer_engine.profiling.names import name_words
from tracer_engine.profiling.quality import quality

__all__ = ["name_words", "profile_columns", "quality", "values_of"]
