from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QUrl
from pytestqt.qtbot import QtBot

from tracer_desktop.operations.guides import help_for
from tracer_desktop.pages.help_page import HelpPage, anchor_of, contents, help_files
from tracer_desktop.pages.registry import PAGES
from tracer_desktop.session import Session


@pytest.fixture
def page(qtbot: QtBot, session: Session) -> HelpPage:
    made = HelpPage(session)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    return made


def test_every_link_leads_to_a_page_and_a_part_that_are_there() -> None:
    parts = {(part.file, part.anchor) for part in contents()}
    broken = []
    for file in help_files():
        for link in re.findall(r"\]\(([^)]+)\)", file.read_text(encoding="utf-8")):
            target, _, anchor = link.partition("#")
            if (target or file.name, anchor) not in parts:
                broken.append((file.name, link))

    assert broken == []


def test_every_page_of_the_window_has_its_part() -> None:
    parts = {(part.file, part.anchor) for part in contents()}

    assert [key for key in PAGES if help_for(key) not in parts] == []


def test_a_link_is_followed_within_the_help(page: HelpPage) -> None:
    page.text.anchorClicked.emit(QUrl("window.md#verdict"))

    assert page.file == "window.md"
    assert page.text.textCursor().block().text() == "Verdict"
    assert page.contents.currentItem().text().strip() == "Verdict"


def test_a_page_outside_is_named_and_not_opened(page: HelpPage) -> None:
    page.text.anchorClicked.emit(QUrl("https://example.org/page"))

    assert page.file == "guide.md"
    assert "https://example.org/page" in page.header.sentence.text()


def test_a_line_of_the_contents_shows_its_part(page: HelpPage) -> None:
    row = next(row for row in range(page.contents.count()) if "Read the verdict" in page.contents.item(row).text())
    page.contents.setCurrentRow(row)

    assert page.text.textCursor().block().text() == "3. Read the verdict"


def test_a_word_is_found_in_the_other_pages_too(page: HelpPage, qtbot: QtBot) -> None:
    page.find()
    assert page.search.hasFocus() or page.focusWidget() is page.search
    qtbot.keyClicks(page.search, "PowerShell")
    qtbot.waitUntil(lambda: page.file == "endpoint.md")

    assert page.text.textCursor().selectedText() == "PowerShell"


def test_a_word_that_is_nowhere_is_said_to_be_so(page: HelpPage, qtbot: QtBot) -> None:
    qtbot.keyClicks(page.search, "xylophone")

    qtbot.waitUntil(lambda: "nowhere" in page.header.sentence.text())


def test_names_of_parts_are_plain_words_with_hyphens() -> None:
    assert anchor_of("Score a file") == "score-a-file"
    assert anchor_of("3. Read the verdict") == "3-read-the-verdict"
