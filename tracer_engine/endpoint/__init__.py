"""The endpoint: Tracer over HTTP for programs on this computer.

Nothing listens unless `Endpoint.start()` is called, and nothing listens after `stop()` or the end of the process.
"""

from __future__ import annotations

from tracer_engine.endpoint.server import Endpoint
from tracer_engine.endpoint.settings import EndpointSettings, read_settings

__all__ = ["Endpoint", "EndpointSettings", "read_settings"]
