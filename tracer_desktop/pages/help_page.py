"""The help, in the window: pages of Markdown with links among themselves, and a list of what there is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QFont, QResizeEvent, QTextBlock, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QTextBrowser, QWidget

from tracer_desktop.resource_files import resource
from tracer_desktop.session import Session
from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.page import Page
from tracer_desktop.widgets.search_field import SearchField

FIRST = ("guide.md", "window.md")
FOLDER = "help"
LINE = 100


@dataclass(frozen=True)
class HelpPart:
    """One line of the contents: a page, or a part of it."""

    file: str
    title: str
    anchor: str
    level: int


class HelpPage(Page):
    """`show_part` shows a page of the help, or a part of one."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("", "", parent=parent)
        del session
        self.set_title(self.tr("Help"))
        self.file = ""
        self._part = ""
        self.search = SearchField(self.tr("Find in the help"))
        self.search.searched.connect(self._find_text)
        self.search.returnPressed.connect(self._find_next)
        self.header.add_action(self.search)
        self.contents = QListWidget()
        self.contents.setAccessibleName(self.tr("Contents"))
        self.contents.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.contents.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.contents.currentItemChanged.connect(self._on_chosen)
        self.text = QTextBrowser()
        self.text.setProperty("plain", "true")
        self.text.setAccessibleName(self.tr("Text of the help"))
        self.text.setOpenLinks(False)
        self.text.anchorClicked.connect(self._on_link)
        across = QHBoxLayout()
        across.addWidget(self.contents)
        across.addWidget(self.text, 1)
        across.addStretch(0)
        across.setSpacing(theme().u(8))
        self.body.addLayout(across, 1)
        self._filling = False
        self._fill_contents()
        theme().changed.connect(self._restyle_text)
        self.show_part(FIRST[0])
        self._restyle_text()

    def opened(self) -> None:
        """The text has the focus: arrow keys scroll it."""
        self.text.setFocus()

    def find(self) -> None:  # type: ignore[override]
        """Ctrl+F."""
        self.search.setFocus()
        self.search.selectAll()

    def show_part(self, file: str, part: str = "") -> None:
        """Show a page of the help, from one of its parts on."""
        if file != self.file:
            self.file = file
            self._fill_contents()
            self._render()
        self._part = part
        self._scroll_to(part)
        self._mark_contents()

    # ------------------------------------------------------------ the text

    def _render(self) -> None:
        look = theme()
        document = self.text.document()
        document.setDefaultFont(look.font("body"))
        markdown = resource(f"{FOLDER}/{self.file}").read_text(encoding="utf-8")
        self.text.setMarkdown(markdown)
        _style(self.text)

    def _restyle_text(self) -> None:
        self._share_width()
        self.text.setMaximumWidth(self.text.fontMetrics().averageCharWidth() * LINE)
        self._fill_contents()
        if self.file:
            self._render()
            self._scroll_to(self._part)
            self._mark_contents()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow, the text has the larger part."""
        super().resizeEvent(event)
        self._share_width()

    def _share_width(self) -> None:
        self.contents.setFixedWidth(min(theme().scaled(270), self.width() * 34 // 100))

    def _scroll_to(self, part: str) -> None:
        bar = self.text.verticalScrollBar()
        block = next((one for one in _headings(self.text) if anchor_of(one.text()) == part), None) if part else None
        if block is None:
            self.text.moveCursor(QTextCursor.MoveOperation.Start)
            bar.setValue(0)
            return
        cursor = QTextCursor(block)
        self.text.setTextCursor(cursor)
        layout = self.text.document().documentLayout()
        bar.setValue(round(layout.blockBoundingRect(block).top()))

    def _on_link(self, url: QUrl) -> None:
        """Links lead from page to page of the help; what is outside is not opened, for nothing leaves this computer."""
        file = Path(url.path()).name or self.file
        if not url.scheme() and (file == self.file or file in {one.name for one in help_files()}):
            self.show_part(file, url.fragment())
        elif url.scheme() in ("http", "https"):
            self.set_sentence(self.tr("Tracer opens no web pages. The address is {url}").format(url=url.toString()))

    def _find_text(self, text: str) -> None:
        self.text.moveCursor(QTextCursor.MoveOperation.Start)
        if text and not self.text.find(text):
            self._find_elsewhere(text)

    def _find_next(self) -> None:
        text = self.search.text()
        if text and not self.text.find(text):
            self.text.moveCursor(QTextCursor.MoveOperation.Start)
            self.text.find(text)

    def _find_elsewhere(self, text: str) -> None:
        for file in help_files():
            if file.name != self.file and text.lower() in file.read_text(encoding="utf-8").lower():
                self.show_part(file.name)
                self.text.find(text)
                return
        self.set_sentence(self.tr("“{text}” is nowhere in the help.").format(text=text))

    # ------------------------------------------------------------ the contents

    def _fill_contents(self) -> None:
        """Every page, and the parts of the one that is shown."""
        self._filling = True
        self.contents.clear()
        look = theme()
        for part in contents():
            if part.level > 1 and part.file != self.file:
                continue
            item = QListWidgetItem(part.title)
            item.setData(Qt.ItemDataRole.UserRole, part)
            item.setSizeHint(QSize(0, look.size("row")))
            item.setToolTip(part.title)
            item.setFont(look.font("strong" if part.level == 1 else "body"))
            item.setForeground(look.colour("ink" if part.level == 1 else "ink2"))
            if part.level > 1:
                item.setText(f"   {part.title}")
                item.setData(Qt.ItemDataRole.AccessibleTextRole, part.title)
            self.contents.addItem(item)
        self._filling = False

    def _mark_contents(self) -> None:
        self._filling = True
        for row in range(self.contents.count()):
            part: HelpPart = self.contents.item(row).data(Qt.ItemDataRole.UserRole)
            if part.file == self.file and part.anchor == self._part:
                self.contents.setCurrentRow(row)
        self._filling = False

    def _on_chosen(self, now: QListWidgetItem | None) -> None:
        if now is not None and not self._filling:
            part: HelpPart = now.data(Qt.ItemDataRole.UserRole)
            self.show_part(part.file, part.anchor)


def help_files() -> list[Path]:
    """The pages of the help, the guide first."""
    found = sorted(resource(FOLDER).glob("*.md"))
    return sorted(found, key=lambda path: (FIRST.index(path.name) if path.name in FIRST else len(FIRST), path.name))


def contents() -> list[HelpPart]:
    """Every page and its parts, in order."""
    parts = []
    for file in help_files():
        for level, title in _titles(file.read_text(encoding="utf-8")):
            parts.append(HelpPart(file.name, title, "" if level == 1 else anchor_of(title), level))
    return parts


def anchor_of(title: str) -> str:
    """The name of a part in links: lower case, words joined by hyphens."""
    return re.sub(r"[^\w]+", "-", title.lower()).strip("-")


def _titles(markdown: str) -> list[tuple[int, str]]:
    outside = re.sub(r"^```.*?^```", "", markdown, flags=re.MULTILINE | re.DOTALL)
    return [(len(marks), text.strip()) for marks, text in re.findall(r"^(#{1,2}) (.+)$", outside, flags=re.MULTILINE)]


def _headings(text: QTextBrowser) -> list[QTextBlock]:
    found = []
    block = text.document().begin()
    while block.isValid():
        if block.blockFormat().headingLevel():
            found.append(block)
        block = block.next()
    return found


def _style(text: QTextBrowser) -> None:
    """Fonts by role, colours of the tokens: Qt's own Markdown look knows neither."""
    look = theme()
    roles = {1: "title", 2: "section", 3: "strong"}
    block = text.document().begin()
    while block.isValid():
        level = block.blockFormat().headingLevel()
        cursor = QTextCursor(block)
        form = QTextBlockFormat()
        form.setLineHeight(128, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        form.setBottomMargin(look.u(2))
        if level:
            form.setTopMargin(look.u(5 if level > 1 else 0))
        cursor.mergeBlockFormat(form)
        _style_words(block, look.font(roles.get(level, "strong")) if level else None)
        block = block.next()


def _style_words(block: QTextBlock, heading: QFont | None) -> None:
    look = theme()
    pieces: list[tuple[int, int, QTextCharFormat]] = []
    piece = block.begin()
    while not piece.atEnd():
        fragment = piece.fragment()
        piece += 1
        was, form = fragment.charFormat(), QTextCharFormat()
        if heading is not None:
            form.setFont(heading)
            form.setForeground(look.colour("ink"))
        elif was.isAnchor():
            form.setForeground(look.colour("accent"))
            form.setFontUnderline(False)
        elif was.fontFixedPitch():
            form.setBackground(look.colour("sunken"))
            form.setForeground(look.colour("ink"))
            form.setFontPointSize(look.font("caption").pointSizeF())
        else:
            form.setForeground(look.colour("ink"))
            if was.fontItalic():
                form.setFontItalic(False)
                form.setFontWeight(QFont.Weight.Medium)
        pieces.append((fragment.position(), fragment.length(), form))
    for position, length, form in pieces:
        cursor = QTextCursor(block)
        cursor.setPosition(position)
        cursor.setPosition(position + length, QTextCursor.MoveMode.KeepAnchor)
        if heading is not None:
            # Not merged: Markdown's own ratio of headings would come on top.
            cursor.setCharFormat(form)
        else:
            cursor.mergeCharFormat(form)
