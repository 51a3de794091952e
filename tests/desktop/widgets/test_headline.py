from __future__ import annotations

from pytestqt.qtbot import QtBot

from tracer_desktop.theme.theme import Theme
from tracer_desktop.widgets.headline import HeadlineNumber, fitting_scale


def test_the_number_its_interval_and_its_rival_are_said_in_words(themed: Theme, qtbot: QtBot) -> None:
    number = HeadlineNumber("Ranking, ROC AUC")
    qtbot.addWidget(number)

    number.set_value("0.850", "0.842 to 0.860 · rule 0.780", value=0.85, low=0.842, high=0.86, rival=0.78)

    said = "0.850, between 0.842 and 0.860, better than the rule at 0.780"
    assert number.accessibleName() == "Ranking, ROC AUC"
    assert number.accessibleDescription() == number.whisker.accessibleDescription() == said


def test_where_less_is_better_a_smaller_number_is_the_better_one(themed: Theme, qtbot: QtBot) -> None:
    number = HeadlineNumber("Log loss, less is better")
    qtbot.addWidget(number)

    number.set_value("0.410", "", value=0.41, low=0.398, high=0.421, rival=0.482, better="low")
    assert "better than the rule at 0.482" in number.accessibleDescription()
    number.set_value("0.410", "", value=0.41, low=0.398, high=0.421, rival=0.38, better="low")
    assert "worse than the rule at 0.380" in number.accessibleDescription()
    number.set_value("0.410", "", value=0.41, low=0.398, high=0.421)
    assert number.accessibleDescription() == "0.410, between 0.398 and 0.421"


def test_the_whisker_shows_value_and_rival_where_they_are_on_the_scale(themed: Theme, qtbot: QtBot) -> None:
    number = HeadlineNumber("Ranking, ROC AUC")
    qtbot.addWidget(number)
    number.resize(300, 100)
    number.show()
    number.set_value("0.75", "", value=0.75, low=0.7, high=0.8, rival=0.25, scale=(0.0, 1.0))

    picture = number.whisker.grab().toImage()

    middle, width = picture.height() // 2, picture.width()
    assert picture.pixelColor(round(5 + 0.75 * (width - 10)), middle) == themed.colour("accent")
    assert picture.pixelColor(round(5 + 0.25 * (width - 10)), middle) == themed.colour("rival")


def test_a_count_has_no_whisker(themed: Theme, qtbot: QtBot) -> None:
    number = HeadlineNumber("High risk")
    qtbot.addWidget(number)
    number.show()

    number.set_plain("842", "was 704 when trained")

    assert number.whisker.isHidden()
    assert number.accessibleDescription() == "842, was 704 when trained"


def test_a_scale_holds_every_mark_with_room_at_its_ends() -> None:
    low, high = fitting_scale(0.85, 0.842, 0.86, 0.78)

    assert low < 0.78
    assert high > 0.86
    assert fitting_scale(1.0, 1.0, 1.0, None)[0] < 1.0
