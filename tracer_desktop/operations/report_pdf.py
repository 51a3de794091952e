"""The report as a PDF, printed by Qt itself: text as text, charts as drawings, page numbers. No window is needed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QObject, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QPyTextObject,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)
from PySide6.QtSvg import QSvgRenderer

from tracer_desktop.operations.report_pages import PLACE, report_pages, with_breaks
from tracer_desktop.operations.report_pictures import Picture, report_pictures
from tracer_desktop.plots.saving import save_bytes
from tracer_engine import JobError

DOTS = 300
CSS_DOTS = 96.0
TITLE = 24.0
"""Room for the title above a chart, in CSS pixels."""
MARGINS_MM = QMarginsF(16, 15, 16, 14)
FOOT_POINTS = 20.0
HEADING_AT_FOOT = 0.75
MOST_PASSES = 6
_OBJECT = int(QTextFormat.ObjectTypes.UserObject) + 1
_NAME, _WIDTH = int(QTextFormat.Property.UserProperty) + 1, int(QTextFormat.Property.UserProperty) + 2


class _Charts(QPyTextObject):
    """Draws a chart where the text has a place for it."""

    def __init__(self, pictures: Mapping[str, Picture], scale: float, font: QFont, ink: QColor) -> None:
        super().__init__()
        self._pictures, self._scale, self._font, self._ink = pictures, scale, font, ink

    def intrinsicSize(self, document: QTextDocument, position: int, form: QTextFormat) -> QSizeF:
        picture, width = self._pictures[str(form.property(_NAME))], float(form.property(_WIDTH))
        return QSizeF(width, TITLE + width * picture.height / picture.width) * self._scale

    def drawObject(
        self, painter: QPainter, place: QRectF | QRect, document: QTextDocument, position: int, form: QTextFormat
    ) -> None:
        rect = QRectF(place)
        picture = self._pictures[str(form.property(_NAME))]
        title = QFont(self._font)
        title.setWeight(QFont.Weight.DemiBold)
        painter.setFont(title)
        painter.setPen(self._ink)
        room = QRectF(rect.topLeft(), QSizeF(rect.width(), TITLE * self._scale))
        words = painter.fontMetrics().elidedText(picture.title, Qt.TextElideMode.ElideRight, int(room.width()))
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, words)
        # A drawing starts from the painter's font, of which it changes family, size and weight.
        painter.setFont(self._font)
        QSvgRenderer(QByteArray(picture.svg)).render(painter, rect.adjusted(0, room.height(), 0, 0))


def report_pdf(html: str, report: Mapping[str, Any], font: QFont, colours: Mapping[str, str]) -> bytes:
    """The report as a PDF: `html` is report.html (its charts and its list are taken), `report` is report.json."""
    pictures = report_pictures(html, font.family())
    text = report_pages(html, report, pictures, colours)
    title = f"{report['verdict']['headline']} – {report['question']}"
    foot = f"Tracer {report['version']} · {report['source']}"
    return pages_as_pdf(text, pictures, title, foot, font, colours)[0]


def pages_as_pdf(
    text: str, pictures: Mapping[str, Picture], title: str, foot: str, font: QFont, colours: Mapping[str, str]
) -> tuple[bytes, int]:
    """Text in the little HTML that Qt knows as a PDF, and how many pages it has.

    `{{name:width}}` in it is the place of a picture; `foot` stands at the foot of every page.
    """
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(title)
    writer.setCreator("Tracer")
    writer.setResolution(DOTS)
    pages = _draw_pages(writer, text, pictures, foot, font, colours)
    return bytes(buffer.data().data()), pages


def _draw_pages(
    device: QPagedPaintDevice,
    text: str,
    pictures: Mapping[str, Picture],
    said: str,
    font: QFont,
    colours: Mapping[str, str],
) -> int:
    """Draw on A4 pages of a PDF or a printer; returns how many they are."""
    device.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4),
            QPageLayout.Orientation.Portrait,
            MARGINS_MM,
            QPageLayout.Unit.Millimeter,
        )
    )
    font = _readable(font)
    charts = _Charts(pictures, device.logicalDpiX() / CSS_DOTS, font, QColor(colours["ink"]))
    foot = FOOT_POINTS * device.logicalDpiY() / 72
    page = QSizeF(device.width(), device.height() - foot)
    document = _laid_out(text, device, font, charts, page)
    for _ in range(MOST_PASSES):
        stranded = _stranded(document, page.height())
        if not stranded:
            break
        # Laid out anew from the start: a document that is on pages already loses blocks when breaks come into it.
        text = with_breaks(text, stranded)
        document = _laid_out(text, device, font, charts, page)
    painter = QPainter(device)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pages = document.pageCount()
    for number in range(pages):
        if number:
            device.newPage()
        painter.save()
        painter.translate(0, -number * page.height())
        document.drawContents(painter, QRectF(0, number * page.height(), page.width(), page.height()))
        painter.restore()
        _draw_foot(painter, QRectF(0, page.height(), page.width(), foot), (number + 1, pages), said, font, colours)
    painter.end()
    return pages


def _laid_out(text: str, device: QPagedPaintDevice, font: QFont, charts: _Charts, page: QSizeF) -> QTextDocument:
    document = QTextDocument()
    document.setDefaultFont(font)
    document.documentLayout().setPaintDevice(device)
    document.documentLayout().registerHandler(_OBJECT, charts)
    document.setDocumentMargin(0)
    document.setHtml(text)
    _place_charts(document)
    document.setPageSize(page)
    return document


def _stranded(document: QTextDocument, height: float) -> set[int]:
    """The headings (by their number) that stand at the foot of a page while what they head is on the next."""
    layout = document.documentLayout()
    block, number, found = document.begin(), 0, set()
    while block.isValid():
        if block.blockFormat().headingLevel():
            top = layout.blockBoundingRect(block).top()
            after = block.next().next()
            goes_over = after.isValid() and layout.blockBoundingRect(after).bottom() // height > top // height
            if goes_over and top % height > height * HEADING_AT_FOOT:
                found.add(number)
            number += 1
        block = block.next()
    return found


def _readable(font: QFont) -> QFont:
    """The font without its features: digits of one width have no letters of their own, so nobody could search them."""
    plain = QFont(font)
    for tag in plain.featureTags():
        # Said, not unset: what is unset, a painter takes from the program's font.
        plain.setFeature(tag, 0)
    return plain


def _place_charts(document: QTextDocument) -> None:
    """Put a chart in each place that the text names for one."""
    cursor = QTextCursor(document)
    while True:
        cursor = document.find(PLACE, cursor)
        if cursor.isNull():
            return
        name, width = cursor.selectedText()[2:-2].split(":")
        form = QTextCharFormat()
        form.setObjectType(_OBJECT)
        form.setProperty(_NAME, name)
        form.setProperty(_WIDTH, float(width))
        cursor.insertText("\N{OBJECT REPLACEMENT CHARACTER}", form)


def _draw_foot(
    painter: QPainter, place: QRectF, pages: tuple[int, int], said: str, font: QFont, colours: Mapping[str, str]
) -> None:
    small = QFont(font)
    small.setPointSizeF(font.pointSizeF() * 0.85)
    painter.setFont(small)
    painter.setPen(QColor(colours["ink3"]))
    bottom = Qt.AlignmentFlag.AlignBottom
    painter.drawText(place, bottom | Qt.AlignmentFlag.AlignLeft, said)
    painter.drawText(place, bottom | Qt.AlignmentFlag.AlignRight, f"{pages[0]} / {pages[1]}")


def save_whole(path: Path, data: bytes) -> None:
    """Write a file to a temporary name, have the disk take it, and give it its name last. Raises OSError."""
    if trouble := save_bytes(path, data):
        raise OSError(trouble)


def pdf_error(path: Path, error: OSError, parent: QObject) -> JobError:
    """What to say of a PDF that could not be written."""
    return JobError(
        message=parent.tr("Could not write {file}: {why}.").format(file=path.name, why=str(error).rstrip(".")),
        remedy=parent.tr("The old file, if there was one, is untouched. Free some space or choose another folder."),
        kind="storage",
    )
