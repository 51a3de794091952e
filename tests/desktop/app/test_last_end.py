from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tracer_desktop.app.last_end import CRASHES, LOG, MARK, MOST_BYTES, BadEnd, OpenMark, rotate
from tracer_engine import __version__

ROOT = Path(__file__).resolve().parents[3]
BREAKS = """
import ctypes, sys
from pathlib import Path
from tracer_desktop.app.last_end import OpenMark
mark = OpenMark(Path(sys.argv[1]))
ctypes.string_at(0)
"""


def break_down(logs: Path) -> None:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", BREAKS, str(logs)], env=environment, capture_output=True)
    assert done.returncode != 0


def test_a_window_that_ended_well_leaves_no_word(tmp_path: Path) -> None:
    mark = OpenMark(tmp_path / "logs")
    assert (tmp_path / "logs" / MARK).is_file()
    mark.close()

    assert not (tmp_path / "logs" / MARK).exists()
    assert mark.before is None


def test_a_program_that_broke_down_leaves_where(tmp_path: Path) -> None:
    (tmp_path / CRASHES).write_text("an older one\n", encoding="utf-8")
    break_down(tmp_path)

    mark = OpenMark(tmp_path)
    mark.close()

    assert mark.before is not None
    assert mark.before.version == __version__
    assert mark.before.is_fault
    assert "ctypes" in mark.before.written
    assert "an older one" not in mark.before.written


def test_a_program_ended_from_outside_leaves_only_that_it_was_open(tmp_path: Path) -> None:
    sizes = {LOG: 0, CRASHES: 0}
    told = {"opened": "2026-11-23T08:00:00Z", "version": "0.1.0", "sizes": sizes}
    (tmp_path / MARK).write_text(json.dumps(told), encoding="utf-8")

    mark = OpenMark(tmp_path)
    mark.close()

    assert mark.before == BadEnd("2026-11-23T08:00:00Z", "0.1.0", "")
    assert not mark.before.is_fault


def test_a_mark_cut_short_is_a_bad_end_of_which_no_more_is_known(tmp_path: Path) -> None:
    (tmp_path / MARK).write_text("{", encoding="utf-8")

    mark = OpenMark(tmp_path)
    mark.close()

    assert mark.before == BadEnd("", "", "")


def test_a_folder_that_cannot_be_written_to_keeps_no_window_from_opening(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("a file in the way", encoding="utf-8")

    mark = OpenMark(tmp_path / "logs")
    mark.close()

    assert mark.before is None


def test_a_log_that_has_grown_too_long_is_begun_anew_and_the_one_before_kept(tmp_path: Path) -> None:
    log = tmp_path / LOG
    log.write_bytes(b"x" * (MOST_BYTES + 1))
    rotate(log)
    assert not log.exists()
    assert (tmp_path / "window.1.log").stat().st_size == MOST_BYTES + 1

    log.write_text("short", encoding="utf-8")
    rotate(log)
    assert log.read_text(encoding="utf-8") == "short"
