from __future__ import annotations

import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.desktop.dialog_answers import when_shown
from tracer_desktop.app.crash_report import CrashReporter, LastEndTold, report_of
from tracer_desktop.app.last_end import BadEnd
from tracer_desktop.dialogs.message_dialog import MessageDialog
from tracer_desktop.main_window import MainWindow

SECRET = "customer 7590-VHVEG pays 29.85"


def raised() -> tuple[type[BaseException], BaseException, object]:
    try:
        raise KeyError(SECRET)
    except KeyError:
        kind, error, trace = sys.exc_info()
        assert kind is not None
        assert error is not None
        return kind, error, trace


@pytest.fixture
def reporter(tmp_path: Path) -> CrashReporter:
    reporter = CrashReporter(tmp_path)
    sys.excepthook, hook = reporter._before, sys.excepthook
    reporter._hook = hook  # type: ignore[attr-defined]
    return reporter


def test_what_was_not_foreseen_is_logged_without_a_word_of_the_data(reporter: CrashReporter, tmp_path: Path) -> None:
    told: list[str] = []
    reporter.happened.connect(told.append)

    reporter._take(*raised())  # type: ignore[arg-type]
    reporter.close()

    log = (tmp_path / "window.log").read_text(encoding="utf-8")
    assert "KeyError" in log
    assert "test_crash_report.py" in log
    assert SECRET not in log
    assert told[0] in log
    assert SECRET not in told[0]


def test_ctrl_c_ends_the_program_as_ever(reporter: CrashReporter, tmp_path: Path) -> None:
    passed: list[object] = []
    reporter._before = lambda *told: passed.append(told[0])
    reporter._take(KeyboardInterrupt, KeyboardInterrupt(), None)
    reporter._before = sys.excepthook
    reporter.close()

    assert passed == [KeyboardInterrupt]
    assert not (tmp_path / "window.log").exists()


def test_the_window_tells_it_with_details_to_copy_and_lives_on(window: MainWindow, qtbot: QtBot) -> None:
    seen = when_shown(MessageDialog, lambda dialog: dialog.buttons["close"].click())

    window.show_bug("Tracer 1\nKeyError\n  somewhere, line 3")

    assert seen[0].details is not None
    assert "KeyError" in seen[0].details.toPlainText()
    assert window.isVisible()


FAULT = """Fatal Python error: Segmentation fault

Current thread 0x1 (most recent call first):
  File "/srv/somebody/tracer_desktop/app/start.py", line 90 in show_window
Extension modules: numpy, scipy (total: 2)"""


def test_a_fault_of_the_last_window_is_told_with_a_report_to_copy(window: MainWindow, qtbot: QtBot) -> None:
    told = LastEndTold(window, BadEnd("2026-11-23T08:00:00Z", "0.1.0", FAULT))
    seen = when_shown(MessageDialog, lambda dialog: dialog.buttons["close"].click())

    assert told.strip is not None
    assert told.strip.title.text() == "The last time, Tracer did not end as it should."
    assert "broke down" in told.strip.text.text()
    told.show_report()
    assert seen[0].details is not None
    report = seen[0].details.toPlainText()
    assert "Segmentation fault" in report
    assert 'File "tracer_desktop/app/start.py", line 90' in report
    assert "somebody" not in report
    assert "Extension modules" not in report

    told.close()
    assert told.strip is None


def test_an_end_from_outside_is_told_as_one(window: MainWindow) -> None:
    told = LastEndTold(window, BadEnd("2026-11-23T08:00:00Z", "0.1.0", ""))

    assert told.strip is not None
    assert told.strip.kind == "info"
    assert "from outside" in told.strip.text.text()
    assert "left nothing in the log" in report_of(BadEnd("2026-11-23T08:00:00Z", "0.1.0", ""))
