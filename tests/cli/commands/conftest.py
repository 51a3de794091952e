from __future__ import annotations

from pathlib import Path

import pytest

from tracer_engine.samples import write_samples


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Small sample files, quick to train on."""
    return write_samples(tmp_path_factory.mktemp("samples"), rows=400)
