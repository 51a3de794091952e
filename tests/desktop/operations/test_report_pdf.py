from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QFont

from tests.small_runs import SmallRun
from tracer_desktop.operations.report_pages import with_breaks
from tracer_desktop.operations.report_pdf import pdf_error, report_pdf, save_whole
from tracer_desktop.operations.report_pictures import report_pictures
from tracer_desktop.theme.theme import Theme


def pdf_of(small_run: SmallRun, themed: Theme) -> bytes:
    html = small_run.run.paths["report_html"].read_text(encoding="utf-8")
    report = json.loads(small_run.run.paths["report_json"].read_text(encoding="utf-8"))
    return report_pdf(html, report, themed.font("body"), themed.tokens.light)


def pages_in(data: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", data))


def characters(data: bytes) -> set[str]:
    """Every character that some font of the PDF can be searched for."""
    found: set[str] = set()
    for part in re.findall(rb"beginbfrange(.*?)endbfrange", data, re.DOTALL):
        found.update(chr(int(code, 16)) for code in re.findall(rb"<([0-9a-fA-F]{4})>", part))
    return found


def test_the_report_has_pages_a_title_and_text_that_can_be_searched(small_run: SmallRun, themed: Theme) -> None:
    data = pdf_of(small_run, themed)
    assert data.startswith(b"%PDF")
    assert 3 <= pages_in(data) <= 12
    assert "Which customers will leave?".encode("utf-16-be") in data
    # Digits of one width would have no letters of their own.
    assert set("0123456789%") <= characters(data)


def test_every_chart_of_the_report_is_drawn_in_the_light_colours(small_run: SmallRun, themed: Theme) -> None:
    html = small_run.run.paths["report_html"].read_text(encoding="utf-8")
    pictures = report_pictures(html, "Inter")
    assert {"gains", "calibration", "histogram", "drivers", "roc", "precision-recall", "effect-0"} <= pictures.keys()
    gains = pictures["gains"].svg.decode()
    assert "var(" not in gains
    assert themed.tokens.light["accent"] in gains
    assert 'font-family="Inter"' in gains
    assert pictures["gains"].title.startswith("Gains")


def test_a_heading_is_sent_to_the_next_page_by_its_number() -> None:
    text = with_breaks("<h1>a</h1><h2>b</h2><h3>c</h3>", {1})
    assert text == '<h1>a</h1><h2 style="page-break-before:always">b</h2><h3>c</h3>'


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(b"old")
    save_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert [one.name for one in tmp_path.iterdir()] == ["report.pdf"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_a_new_file_is_its_owners_alone(tmp_path: Path) -> None:
    save_whole(tmp_path / "report.pdf", b"new")
    assert (tmp_path / "report.pdf").stat().st_mode & 0o777 == 0o600


def test_where_it_cannot_be_written_the_old_file_stays_and_words_say_so(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        save_whole(tmp_path / "nowhere" / "report.pdf", b"new")
    error = pdf_error(tmp_path / "report.pdf", OSError("No space left on device"), QObject())
    assert error.message == "Could not write report.pdf: No space left on device."
    assert "untouched" in error.remedy
    assert error.kind == "storage"


def test_another_font_serves_as_well(small_run: SmallRun, themed: Theme) -> None:
    html = small_run.run.paths["report_html"].read_text(encoding="utf-8")
    report = json.loads(small_run.run.paths["report_json"].read_text(encoding="utf-8"))
    font = QFont("DejaVu Sans")
    font.setPointSizeF(9.5)
    assert pages_in(report_pdf(html, report, font, themed.tokens.light)) >= 3
