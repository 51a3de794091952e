from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tracer_desktop.pages.registry import PAGES, RESULTS, page_class, why_not
from tracer_desktop.session import Session
from tracer_desktop.widgets.page import Page

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("key", sorted(PAGES))
def test_every_page_is_where_the_registry_says(key: str) -> None:
    assert issubclass(page_class(key), Page)


def test_the_registry_imports_no_page_by_itself() -> None:
    code = (
        "import sys, tracer_desktop.pages.registry\n"
        "print([name for name in sys.modules if name.startswith('tracer_desktop.pages.') and 'registry' not in name])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)

    assert done.stdout.strip() == "[]", done.stderr


def test_before_a_file_is_open_only_these_pages_can_be_shown(session: Session) -> None:
    possible = {key for key in PAGES if not why_not(key, session)}

    assert possible == {"start", "score", "runs", "endpoint", "help"}


def test_results_say_what_is_missing(session: Session) -> None:
    assert {why_not(key, session) for key in RESULTS} == {"Train a model first, or open a run."}
