"""What is worth knowing about a table before a model is trained on it."""

from tracer_engine.findings.leaks import target_findings
from tracer_engine.findings.tables import table_findings

__all__ = ["table_findings", "target_findings"]
