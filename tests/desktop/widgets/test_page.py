from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.desktop.clipping import clipped
from tracer_desktop.theme.theme import Theme
from tracer_desktop.widgets.buttons import primary_button, secondary_button
from tracer_desktop.widgets.labels import Label
from tracer_desktop.widgets.page import Page, built_in_parts
from tracer_desktop.widgets.strips import MessageStrip

SENTENCE = "Everyone in the file, most likely to leave first, with the reasons the model itself used for its order."


def test_the_header_wraps_beside_its_buttons_and_clips_nothing(themed: Theme, qtbot: QtBot) -> None:
    page = Page("Customers", SENTENCE)
    page.add_action(secondary_button("Export scores…", icon="export"))
    page.add_action(primary_button("Plan a campaign"))
    page.body.addStretch(1)
    qtbot.addWidget(page)
    page.set_verdict("good")
    page.show()

    for width, zoom in ((1088, 1.0), (700, 1.0), (1088, 2.0)):
        themed.set_zoom(zoom)
        page.resize(width, 700)
        qtbot.waitUntil(lambda: clipped(page) == [])
    assert page.header.icon.accessibleName() == "Good"


def test_title_and_sentence_are_also_its_name(themed: Theme, qtbot: QtBot) -> None:
    page = Page("Verdict")
    qtbot.addWidget(page)

    page.set_title("This model is worth using")
    page.set_sentence(SENTENCE)

    assert page.accessibleName() == page.header.accessibleName() == "This model is worth using"
    assert page.header.accessibleDescription() == SENTENCE


def test_messages_stand_under_the_header_and_go_with_their_cause(themed: Theme, qtbot: QtBot) -> None:
    page = Page("Data")
    qtbot.addWidget(page)
    page.show()
    strip = MessageStrip("caution", "Caution: tenure has moved", "Drift 0.21.")

    page.add_strip(strip)
    assert strip.isVisible()
    page.remove_strip(strip)
    qtbot.waitUntil(lambda: page.strip_area.count() == 0)
    assert not page.findChildren(MessageStrip) or not strip.isVisible()


def test_a_long_body_scrolls_while_the_header_stays(themed: Theme, qtbot: QtBot) -> None:
    page = Page("Model card", scroll=True)
    for number in range(80):
        page.body.addWidget(Label(f"Line {number}"))
    qtbot.addWidget(page)
    page.resize(800, 500)
    page.show()

    assert page.scroll_area is not None
    assert page.scroll_area.verticalScrollBar().maximum() > 0
    top = page.header.y()
    page.scroll_area.verticalScrollBar().setValue(200)
    assert page.header.y() == top


def test_alone_a_page_brings_its_paper_and_on_the_sheet_it_does_not(themed: Theme, qtbot: QtBot) -> None:
    page, sheet = Page("Data"), QWidget()
    qtbot.addWidget(sheet)

    assert page.autoFillBackground()
    page.setParent(sheet)
    assert not page.autoFillBackground()
    page.use_start_margins()
    layout = page.layout()
    assert layout is not None
    assert layout.contentsMargins().left() == themed.start_margin[0]


def test_buttons_go_below_the_words_where_there_is_no_room_beside_them(themed: Theme, qtbot: QtBot) -> None:
    page = Page("This model is worth using", SENTENCE)
    buttons = [secondary_button("Export…"), primary_button("Plan a campaign")]
    for button in buttons:
        page.add_action(button)
    page.body.addStretch(1)
    qtbot.addWidget(page)
    page.show()

    page.resize(900, 500)
    qtbot.waitUntil(lambda: buttons[0].geometry().top() < page.header.sentence.geometry().top())
    page.resize(420, 500)
    qtbot.waitUntil(lambda: buttons[0].geometry().top() > page.header.sentence.geometry().bottom())
    assert buttons[1].geometry().left() > buttons[0].geometry().right()
    page.resize(240, 500)
    qtbot.waitUntil(lambda: buttons[1].geometry().top() > buttons[0].geometry().bottom())
    assert clipped(page) == []


def test_the_scroll_bar_lies_in_the_margin_and_narrows_nothing(themed: Theme, qtbot: QtBot) -> None:
    page = Page("Model card", scroll=True)
    line = Label("Line")
    page.body.addWidget(line)
    page.body.addStretch(1)
    qtbot.addWidget(page)
    page.resize(800, 300)
    page.show()
    before = line.width()

    for number in range(40):
        page.body.addWidget(Label(f"Line {number}"))

    assert page.scroll_area is not None
    bar = page.scroll_area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    qtbot.waitUntil(lambda: line.width() == before)
    assert bar.mapTo(page, bar.rect().topRight()).x() == page.width() - 1


class PageOfParts(Page):
    """Built in three parts."""

    def __init__(self) -> None:
        super().__init__("Parts")
        self.there: list[str] = []
        self.build(self._build())

    def _build(self) -> Iterator[None]:
        for part in ("one", "two", "three"):
            self.there.append(part)
            yield


def test_a_page_is_built_whole_unless_it_is_built_ahead_a_part_at_a_time(themed: Theme, qtbot: QtBot) -> None:
    whole = PageOfParts()
    with built_in_parts():
        begun, other = PageOfParts(), PageOfParts()
    for page in (whole, begun, other):
        qtbot.addWidget(page)

    assert whole.there == ["one", "two", "three"]
    assert begun.there == []
    assert begun.build_part()
    assert begun.there == ["one"]
    begun.build_rest()
    other.build_rest()
    assert begun.there == other.there == whole.there
    assert not begun.build_part()


def test_in_a_small_window_the_body_gives_way_before_a_word_of_the_header_is_cut(themed: Theme, qtbot: QtBot) -> None:
    page = Page("This model is worth using", " ".join([SENTENCE] * 3), scroll=True)
    page.add_action(secondary_button("Copy as command"))
    page.add_action(secondary_button("Export…"))
    page.add_action(primary_button("See the customers"))
    body = QWidget()
    body.setMinimumHeight(2000)
    page.body.addWidget(body)
    qtbot.addWidget(page)
    page.resize(710, 600)
    page.show()
    themed.set_zoom(2.0)
    qtbot.waitUntil(lambda: page.header.height() > 400 and clipped(page) == [])


def test_a_heading_that_takes_most_of_the_height_scrolls_with_the_body_and_comes_back(
    themed: Theme, qtbot: QtBot
) -> None:
    page = Page("This model is worth using", " ".join([SENTENCE] * 3), scroll=True)
    body = QWidget()
    body.setMinimumHeight(2000)
    page.body.addWidget(body)
    qtbot.addWidget(page)
    page.resize(710, 600)
    page.show()
    assert not page.content.isAncestorOf(page.header)

    themed.set_zoom(2.0)
    page.resize(710, 500)
    qtbot.waitUntil(lambda: page.content.isAncestorOf(page.header))
    assert page.header.sentence.font().pointSizeF() == themed.font("body").pointSizeF()

    page.resize(710, 1400)
    qtbot.waitUntil(lambda: not page.content.isAncestorOf(page.header))
    assert page.header.sentence.font().pointSizeF() == themed.font("body").pointSizeF()
