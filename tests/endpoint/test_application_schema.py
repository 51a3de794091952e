"""schemathesis over the whole OpenAPI document, stateful, all checks, against a running server.

With TRACER_SCHEMA_CASES=100 in the environment each operation gets up to that many cases in each phase.
"""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.endpoint_clients import copy_run, served
from tests.small_runs import SmallRun

CASES = int(os.environ.get("TRACER_SCHEMA_CASES", "2"))
LEAST_CASES = 350
# Each exception has its reason; everything else is held to every check.
CONFIGURATION = """
[checks.positive_data_acceptance]
# No schema can say which bytes are a table, or which columns a model reads: 422 tells.
expected-statuses = ["2xx", "401", "403", "404", "409", "413", "422", "429"]

[checks.negative_data_rejection]
expected-statuses = ["400", "401", "403", "404", "405", "409", "413", "415", "422", "429"]

[checks.ensure_resource_availability]
# POST /v1/runs makes a job, and only that, in time, a run.
enabled = false

[[operations]]
include-path-regex = "^/v1/jobs/"
# DELETE cancels a job; the job itself stays in the list.
checks.use_after_free.enabled = false

[[operations]]
include-path = "/v1/runs"
include-method = "POST"
# In a form one value is a list of one: "no list" cannot be told from a list there. The rest is in test_uploads.py.
checks.negative_data_rejection.enabled = false
"""


@pytest.mark.skipif(importlib.util.find_spec("schemathesis") is None, reason="schemathesis is not installed")
def test_no_answer_breaks_the_document_and_none_is_a_server_error(tmp_path: Path, hurried_run: SmallRun) -> None:
    copy_run(hurried_run, tmp_path / "home", *(f"20260101-0000{n:02}-customers-aaaa" for n in range(40)))
    configuration = tmp_path / "schemathesis.toml"
    configuration.write_text(CONFIGURATION, encoding="utf-8")
    # A training takes seconds, and a thousand of them are no test of HTTP.
    with served(tmp_path / "home", most_queued=2 if CASES < 20 else 10) as client:
        command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(configuration), "run"]
        command += [f"http://127.0.0.1:{client.port}/openapi.json", "-H", f"Authorization: Bearer {client.token}"]
        # No --checks: it would overrule the exceptions, and without it all are held to.
        command += ["--max-examples", str(CASES), "--continue-on-failure", "--no-color"]
        command += ["--request-timeout", "60", "--seed", "1", "--generation-database", "none", "--no-shrink"]
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", cwd=tmp_path)

        told = done.stdout[-6000:] + done.stderr[-2000:]
        assert done.returncode == 0, told
        requests = [line for line in client.logged() if line["event"] == "request"]
        assert [line for line in client.logged() if line["event"] == "bug"] == []
        assert [line for line in requests if line["status"] >= 500] == []
        cases = re.search(r"(\d[\d,]*) generated", done.stdout)
        assert cases, told
        assert int(cases[1].replace(",", "")) >= LEAST_CASES, told
