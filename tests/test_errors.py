from __future__ import annotations

import pytest

from tracer_engine.errors import InputError, StorageError, TracerError


@pytest.mark.parametrize("kind", [InputError, StorageError])
def test_an_error_reads_as_what_happened_and_what_to_do(kind: type[TracerError]) -> None:
    error = kind("The file is empty.", remedy="Export it again.")

    assert (error.message, error.remedy) == ("The file is empty.", "Export it again.")
    assert str(error) == "The file is empty. Export it again."
    assert str(kind("The file is empty.")) == "The file is empty."
    assert isinstance(error, TracerError)
