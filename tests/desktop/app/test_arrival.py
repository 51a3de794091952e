from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tracer_desktop.app.arrival import IMPORTS

ROOT = Path(__file__).resolve().parents[3]
MOST_AT_ONCE = 20

# After the modules of the first picture: what each step brings in.
STEPS = """
import json, sys
from tracer_desktop.app.binding import import_binding
import_binding()
from tracer_desktop.app import start
from tracer_desktop.app.arrival import IMPORTS, import_one
brought = []
for named in IMPORTS:
    before = set(sys.modules)
    import_one(named)
    brought.append([named, len(set(sys.modules) - before)])
print(json.dumps(brought))
"""


def test_no_step_brings_in_many_modules() -> None:
    done = subprocess.run([sys.executable, "-c", STEPS], cwd=ROOT, capture_output=True, text=True, check=True)
    brought = dict(json.loads(done.stdout))

    assert list(brought) == list(IMPORTS)
    assert {named: number for named, number in brought.items() if number > MOST_AT_ONCE} == {}
