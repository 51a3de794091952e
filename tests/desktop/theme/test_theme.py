from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontInfo, QFontMetricsF, QIcon, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tracer_desktop.theme import theme as looks
from tracer_desktop.theme.theme import Theme, install_theme


def test_dark_and_light_are_changed_while_the_window_runs(themed: Theme, qapp: QApplication, qtbot: QtBot) -> None:
    light = qapp.palette().color(QPalette.ColorRole.Base).name()

    with qtbot.waitSignal(themed.changed):
        themed.set_mode("dark")

    assert themed.dark
    assert light == "#ffffff"
    assert qapp.palette().color(QPalette.ColorRole.Base).name() == "#1a1d23"
    assert "#1A1D23" in qapp.styleSheet()


def test_when_it_says_that_it_changed_everything_is_set(themed: Theme, qapp: QApplication) -> None:
    heard: list[tuple[str, bool]] = []

    def listen() -> None:
        heard.append((qapp.palette().color(QPalette.ColorRole.Base).name(), "#1A1D23" in qapp.styleSheet()))

    themed.changed.connect(listen)
    themed.set_mode("dark")
    themed.changed.disconnect(listen)

    assert heard == [("#1a1d23", True)]


def test_zoom_enlarges_type_and_everything_measured_by_it(themed: Theme, qapp: QApplication) -> None:
    body, row, unit = themed.font("body").pointSizeF(), themed.size("row"), themed.unit

    themed.set_zoom(2.0)

    assert themed.font("body").pointSizeF() == pytest.approx(2 * body)
    assert qapp.font().pointSizeF() == pytest.approx(2 * body)
    assert themed.size("row") == pytest.approx(2 * row, abs=3)
    assert themed.unit == pytest.approx(2 * unit, abs=1)
    themed.set_zoom(9.0)
    assert themed.zoom == 2.0


def test_at_one_hundred_percent_a_unit_is_four_pixels(themed: Theme) -> None:
    assert themed.unit == 4
    assert (themed.u(7), themed.size("control_height"), themed.radius("card")) == (28, 32, 8)
    assert themed.page_margin == (28, 20, 28, 20)


def test_text_is_set_in_inter_by_role_with_figures_of_one_width(themed: Theme) -> None:
    title, strong = themed.font("title"), themed.font("strong")

    assert QFontInfo(title).family() == "Inter"
    assert title.weight() == QFont.Weight.DemiBold
    assert title.letterSpacing() == 98.5
    assert title.pointSizeF() == pytest.approx(1.55 * strong.pointSizeF())
    metrics = QFontMetricsF(strong)
    widths = [metrics.horizontalAdvance(digit * 5) for digit in "0123456789"]
    assert max(widths) - min(widths) < 0.1


def test_the_system_font_can_be_had_instead(themed: Theme, qapp: QApplication) -> None:
    themed.set_system_font(True)

    assert QFontInfo(qapp.font()).family() != "Inter"
    assert themed.plot_parameters()["font.family"] != ["Inter", "DejaVu Sans"]


def test_the_style_sheet_never_sets_the_size_of_type(themed: Theme, qapp: QApplication) -> None:
    assert "font" not in qapp.styleSheet()
    assert "$" not in qapp.styleSheet()


def test_an_icon_is_drawn_for_the_screen_and_anew_in_the_other_theme(themed: Theme) -> None:
    small, sharp = themed.pixmap("target", "ink", 20), themed.pixmap("target", "ink", 20, 2.0)

    assert themed.pixmap("target", "ink", 20) is small
    assert (small.width(), sharp.width()) == (20, 40)
    assert sharp.deviceIndependentSize() == small.deviceIndependentSize()
    before = small.toImage()
    themed.set_mode("dark")
    assert themed.pixmap("target", "ink", 20).toImage() != before


def test_a_disabled_icon_is_fainter(themed: Theme) -> None:
    icon = themed.icon("export", "accent")

    normal = icon.pixmap(18, 18, QIcon.Mode.Normal).toImage()
    assert normal != icon.pixmap(18, 18, QIcon.Mode.Disabled).toImage()


def test_where_the_system_wants_high_contrast_its_own_colours_are_used(
    themed: Theme, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(looks, "_system_wants_contrast", lambda _: True)
        themed.set_mode("light")

        assert themed.high_contrast
        assert qapp.styleSheet() == ""
        assert themed.hex("accent_soft") == qapp.palette().color(QPalette.ColorRole.Base).name()
        assert themed.hex("caution") == qapp.palette().color(QPalette.ColorRole.WindowText).name()

    themed.set_mode("light")
    assert qapp.styleSheet() != ""
    assert themed.hex("caution") == "#855600"


def test_following_the_system_means_its_colour_scheme(themed: Theme, qapp: QApplication) -> None:
    themed.set_mode("system")

    assert themed.dark == (qapp.styleHints().colorScheme() == Qt.ColorScheme.Dark)


def test_plots_speak_with_the_window_s_voice(themed: Theme) -> None:
    light = themed.plot_parameters()
    themed.set_mode("dark")
    dark = themed.plot_parameters()

    assert light["font.family"] == ["Inter", "DejaVu Sans"]
    assert (light["figure.facecolor"], dark["figure.facecolor"]) == ("#FFFFFF", "#1A1D23")
    assert all(path.is_file() for path in themed.font_files())


def test_a_second_theme_is_refused_and_the_first_one_found(themed: Theme, qapp: QApplication) -> None:
    assert looks.theme() is themed
    with pytest.raises(RuntimeError):
        install_theme(qapp)
