from __future__ import annotations

from pathlib import Path

import pytest

from tracer_engine.endpoint.settings import EndpointSettings, read_settings
from tracer_engine.errors import InputError


def test_without_a_file_every_setting_has_its_default(tmp_path: Path) -> None:
    assert read_settings(tmp_path, environment={}) == EndpointSettings()


def test_a_flag_comes_before_a_variable_and_that_before_the_file(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text(
        "[endpoint]\nport = 8001\njobs_at_once = 2\nmost_queued = 7\nheader_seconds = 3\n", encoding="utf-8"
    )
    environment = {"TRACER_ENDPOINT_PORT": "8002", "TRACER_ENDPOINT_JOBS_AT_ONCE": "3", "TRACER_HOME": "elsewhere"}

    found = read_settings(tmp_path, environment=environment, port=8003, token_file=None, log_file=Path("-"))

    assert (found.port, found.jobs_at_once, found.most_queued, found.header_seconds) == (8003, 3, 7, 3.0)
    assert (found.token_file, found.log_file) == (None, Path("-"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[endpoint]\nprot = 1\n", "port"),
        ("[endpoint]\nport = 65536\n", "from 0 to 65,535"),
        ("[endpoint]\nport = 1.5\n", "whole number"),
        ("[endpoint]\nport = true\n", "whole number"),
        ('[endpoint]\nport = "many"\n', "whole number"),
        ("[endpoint]\nheader_seconds = nan\n", "a number"),
        ("[endpoint]\ntoken_file = 3\n", "path"),
        ("endpoint = 3\n", "[endpoint]"),
        ("[endpoint\n", "Correct"),
    ],
)
def test_a_setting_that_does_not_fit_is_told_with_its_place(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "settings.toml").write_text(text, encoding="utf-8")

    with pytest.raises(InputError) as caught:
        read_settings(tmp_path, environment={})

    assert "settings.toml" in caught.value.message
    assert told in f"{caught.value.message} {caught.value.remedy}"


def test_a_variable_that_does_not_fit_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="TRACER_ENDPOINT_MOST_QUEUED"):
        read_settings(tmp_path, environment={"TRACER_ENDPOINT_MOST_QUEUED": "-1"})
    with pytest.raises(InputError, match="There is no setting"):
        read_settings(tmp_path, environment={"TRACER_ENDPOINT_MOST_QUEUE": "1"})


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_bytes(b"\xff\xfe\x00")

    with pytest.raises(InputError, match="UTF-8"):
        read_settings(tmp_path, environment={})
