from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from tracer_desktop.app.last_end import MARK

ROOT = Path(__file__).resolve().parents[3]


def test_the_window_is_photographed_and_says_that_the_one_before_ended_badly(tmp_path: Path) -> None:
    logs = tmp_path / "home" / "logs"
    logs.mkdir(parents=True)
    (logs / MARK).write_text("{", encoding="utf-8")
    environment = os.environ | {"TRACER_HOME": str(tmp_path / "home"), "QT_QPA_PLATFORM": "offscreen"}
    began = time.time()

    done = subprocess.run(
        [sys.executable, "-m", "tracer_desktop", "--photograph", str(tmp_path / "window.png")],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    told = json.loads((tmp_path / "window.json").read_text(encoding="utf-8"))
    assert (tmp_path / "window.png").read_bytes().startswith(b"\x89PNG")
    assert began < told["painted"] < told["whole"]
    assert told["strips"] == ["The last time, Tracer did not end as it should."]
    assert not (logs / MARK).exists()
