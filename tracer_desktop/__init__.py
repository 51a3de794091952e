"""The window of Tracer."""
