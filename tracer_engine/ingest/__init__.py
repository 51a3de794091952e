"""Reading: a file becomes a table of text cells, with a receipt of how, and what each column is."""

from tracer_engine.ingest.flags import NO, YES
from tracer_engine.ingest.tables import open_blocks, peek_table, read_table
from tracer_engine.ingest.values import missing_mask, to_days, to_numbers

__all__ = ["NO", "YES", "missing_mask", "open_blocks", "peek_table", "read_table", "to_days", "to_numbers"]
