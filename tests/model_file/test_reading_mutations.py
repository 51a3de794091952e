"""Model files changed at random, by somebody who knows the format: refused, or right; never a crash, never huge."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest

from tests.small_runs import SmallRun

MUTATIONS = int(os.environ.get("TRACER_MUTATIONS", "60"))  # more on request
CHILD_MEGABYTES = 600

CHILD = """
import json, re, sys
from pathlib import Path
from tracer_engine.errors import TracerError
from tracer_engine.model_file import load_model

outcomes = {}
for path in sys.argv[1:]:
    try:
        model = load_model(path)
    except TracerError as error:
        outcomes[path] = "refused" if error.message and error.remedy else "refused without a word"
    else:
        outcomes[path] = "taken"
    print(json.dumps([path, outcomes[path]]), flush=True)
# What `resource` tells outlives the exec, so it would count the parent too.
peak = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())
print(json.dumps(["memory", int(peak[1]) // 1024]), flush=True)
"""


def mutated(data: bytes, random: np.random.Generator) -> bytes:
    """`data` with a few bytes changed, a stretch cut out, doubled, or a number replaced by an extreme one."""
    kind = random.integers(0, 5)
    at, length = int(random.integers(0, len(data))), int(random.integers(1, 40))
    if kind == 0:
        changed = bytearray(data)
        for place in random.integers(0, len(data), 5):
            changed[place] = random.integers(0, 256)
        return bytes(changed)
    if kind == 1:
        return data[:at] + data[at + length :]
    if kind == 2:
        return data[: at + length] + data[at:]
    extreme = random.choice([b"-1", b"99999999999", b"1e308", b"nan", b"null", b"[]", b"2147483648", b"-0.5"])
    digits = [i for i in range(at, min(at + 400, len(data))) if data[i : i + 1].isdigit()]
    where = digits[0] if digits else at
    end = where
    while end < len(data) and data[end : end + 1].isdigit():
        end += 1
    return data[:where] + bytes(extreme) + data[end:]


def write(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


@pytest.fixture
def mutants(small_run: SmallRun, tmp_path: Path) -> list[str]:
    """Files with one member mutated; half with a manifest made to fit, by a forger who also rewrites the hashes."""
    with zipfile.ZipFile(small_run.run.paths["model"]) as archive:
        good = {name: archive.read(name) for name in archive.namelist()}
    random = np.random.default_rng(7)
    paths = []
    for number in range(MUTATIONS):
        files = dict(good)
        name = str(random.choice(sorted(files)))
        files[name] = mutated(files[name], random)
        if number % 2 and name != "manifest.json":
            manifest = json.loads(files["manifest.json"])
            manifest["sha256"][name] = hashlib.sha256(files[name]).hexdigest()
            files["manifest.json"] = json.dumps(manifest).encode()
        paths.append(str(write(tmp_path / f"mutant{number}.tracer", files)))
    return paths


@pytest.mark.skipif(sys.platform != "linux", reason="the peak of memory is read from /proc")
def test_mutated_models_are_refused_with_a_word_or_score_as_before(mutants: list[str]) -> None:
    child = subprocess.run([sys.executable, "-c", CHILD, *mutants], capture_output=True, text=True, check=False)
    assert child.returncode == 0, child.stderr[-2000:]
    outcomes = dict(json.loads(line) for line in child.stdout.splitlines())
    memory = outcomes.pop("memory")
    assert set(outcomes) == set(mutants)
    # What is taken has passed its golden rows: a change that no score shows, such as in a count or a label.
    assert set(outcomes.values()) <= {"refused", "taken"}
    assert list(outcomes.values()).count("refused") > 0.6 * len(mutants)
    assert memory < CHILD_MEGABYTES
