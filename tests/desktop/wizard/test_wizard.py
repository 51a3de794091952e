"""The wizard, driven by mouse and keys, on the real engine."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from tests.desktop.clipping import clipped
from tests.desktop.dialog_answers import when_shown
from tests.desktop.trainable import SLOW, change_plan, leaky_customers, open_customers
from tests.guide_blueprint import write_guide
from tests.small_runs import customers
from tracer_desktop.dialogs.message_dialog import MessageDialog
from tracer_desktop.item_models.roles_model import RolesColumn
from tracer_desktop.operations.typed_command import command_words, in_a_shell
from tracer_desktop.session import Session
from tracer_desktop.theme.theme import Theme
from tracer_desktop.widgets.inputs import Choice
from tracer_desktop.wizard.wizard import Wizard
from tracer_engine import PlanOptions


@pytest.fixture
def wizard(qtbot: QtBot, session: Session, tmp_path: Path) -> Wizard:
    """On 300 customers with a column that knows the answer."""
    made = Wizard(session)
    qtbot.addWidget(made)
    made.resize(1032, 640)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    open_customers(qtbot, session, tmp_path, leaky_customers())
    made.focus()
    return made


def press(qtbot: QtBot, wizard: Wizard, key: Qt.Key, times: int = 1) -> None:
    """A key, to whatever has the focus."""
    for _ in range(times):
        qtbot.keyClick(wizard.window().focusWidget(), key)


def test_five_times_enter_is_a_good_plan(qtbot: QtBot, wizard: Wizard, session: Session) -> None:
    before = session.plan
    titles = [wizard.step.title()]
    for _ in range(4):
        press(qtbot, wizard, Qt.Key.Key_Return)
        titles.append(wizard.step.title())

    assert len(set(titles)) == 5
    assert wizard.next.text() == "Train"
    assert session.options == PlanOptions()
    with qtbot.waitSignal(wizard.train_wanted):
        press(qtbot, wizard, Qt.Key.Key_Return)
    assert session.plan == before


def test_the_rail_says_what_was_chosen(qtbot: QtBot, wizard: Wizard) -> None:
    press(qtbot, wizard, Qt.Key.Key_Return, 2)
    steps = wizard.rail.steps

    assert [step.state for step in steps] == ["done", "done", "now", "to come", "to come"]
    assert [step.caption for step in steps[:2]] == ["Which customers will leave?", "Churn = Yes"]
    assert [step.isEnabled() for step in steps] == [True, True, True, False, False]
    assert steps[2].caption.endswith("2 left out")


def test_going_back_loses_nothing(qtbot: QtBot, wizard: Wizard, session: Session) -> None:
    press(qtbot, wizard, Qt.Key.Key_Return, 3)
    change_plan(qtbot, session, lambda: press(qtbot, wizard, Qt.Key.Key_Down))
    press(qtbot, wizard, Qt.Key.Key_Return)
    qtbot.mouseClick(wizard.rail.steps[0], Qt.MouseButton.LeftButton)

    assert wizard.current == 0
    assert session.options.effort == "balanced"
    assert [step.state for step in wizard.rail.steps] == ["now", "done", "done", "done", "done"]
    press(qtbot, wizard, Qt.Key.Key_Return, 4)
    assert session.plan is not None
    assert session.plan.effort == "balanced"


def test_a_later_step_is_doubtful_after_a_change_before_it_and_keeps_its_choices(
    qtbot: QtBot, wizard: Wizard, session: Session
) -> None:
    press(qtbot, wizard, Qt.Key.Key_Return, 2)
    change_plan(qtbot, session, lambda: wizard.columns.use(["Gender"], False))
    qtbot.mouseClick(wizard.back, Qt.MouseButton.LeftButton)
    change_plan(qtbot, session, lambda: press(qtbot, wizard, Qt.Key.Key_Up))

    assert session.plan is not None
    assert session.plan.positive == "No"
    assert wizard.rail.steps[2].state == "doubtful"
    assert session.options.exclude == ("Gender",)
    press(qtbot, wizard, Qt.Key.Key_Return)
    assert wizard.rail.steps[2].state == "now"


def test_another_question_is_chosen_by_pressing_its_card(qtbot: QtBot, wizard: Wizard, session: Session) -> None:
    cards = wizard.steps[0].cards  # type: ignore[attr-defined]
    assert [card.mark.text() for card in cards.cards].count("fits this file") == 1
    general = next(card for card in cards.cards if card.key == "general")
    change_plan(qtbot, session, lambda: qtbot.mouseClick(general, Qt.MouseButton.LeftButton))

    assert session.plan is not None
    assert session.plan.blueprint == "general"
    change_plan(qtbot, session, session.undo.undo)
    assert session.plan.blueprint == "churn"
    assert cards.chosen_card().key == "churn"


def test_the_target_is_shown_with_its_values(qtbot: QtBot, wizard: Wizard) -> None:
    press(qtbot, wizard, Qt.Key.Key_Return)
    target = wizard.steps[1]

    assert {row.value for row in target.rows} == {"Yes", "No"}  # type: ignore[attr-defined]
    assert [row.value for row in target.rows if row.button.isChecked()] == ["Yes"]  # type: ignore[attr-defined]
    assert "customers left" in target.balance.text()  # type: ignore[attr-defined]


def test_a_target_that_cannot_be_learned_says_so_on_its_step(
    qtbot: QtBot, session: Session, tmp_path: Path, themed: Theme
) -> None:
    columns = customers(300)
    columns["Rare"] = ["yes" if i < 3 else "no" for i in range(300)]
    wizard = Wizard(session)
    qtbot.addWidget(wizard)
    wizard.show()
    open_customers(qtbot, session, tmp_path, columns)
    wizard.go_on()
    column: Choice = wizard.steps[1].column  # type: ignore[attr-defined]
    place = column.findData("Rare")
    with qtbot.waitSignal(session.plan_failed, timeout=SLOW):
        column.setCurrentIndex(place)
        column.activated.emit(place)

    assert wizard.trouble.isVisible()
    assert "3 of 300" in wizard.trouble.title.text()
    assert not wizard.next.isEnabled()
    assert wizard.next.toolTip()
    change_plan(qtbot, session, session.undo.undo)
    assert not wizard.trouble.isVisible()
    assert wizard.next.isEnabled()


def test_left_out_columns_come_first_and_the_worst_is_explained(qtbot: QtBot, wizard: Wizard) -> None:
    press(qtbot, wizard, Qt.Key.Key_Return, 2)
    columns = wizard.columns
    qtbot.waitUntil(lambda: columns.about.facts is not None, timeout=SLOW)

    first = columns.model.rows()[:2]
    assert [row.name for row in first] == ["ChurnReason", "CustomerID"]
    assert first[0].what == "Left out: knows the answer"
    about = columns.about
    assert about.title.text() == "ChurnReason knows the answer"
    left, stayed = about.bars
    facts = about.facts
    assert facts is not None
    assert facts.relation is not None
    assert left.label.text() == "Left"
    assert facts.relation.filled_positive[0] == facts.relation.filled_positive[1]
    assert stayed.numbers.text().startswith("0 of ")
    assert about.day.text() == "Would you know this on the day you score new customers?"


def test_a_leak_is_used_only_when_told_and_can_be_left_out_again(
    qtbot: QtBot, wizard: Wizard, session: Session
) -> None:
    press(qtbot, wizard, Qt.Key.Key_Return, 2)
    about = wizard.columns.about
    qtbot.mouseClick(about.leave, Qt.MouseButton.LeftButton)
    assert session.options == PlanOptions()
    change_plan(qtbot, session, lambda: qtbot.mouseClick(about.keep, Qt.MouseButton.LeftButton))

    assert session.options.keep == ("ChurnReason",)
    assert session.plan is not None
    assert "ChurnReason" in session.plan.features
    assert wizard.columns.model.rows()[0].what == "Used · knows the answer"
    assert about.leave.text() == "Leave it out"
    change_plan(qtbot, session, lambda: qtbot.mouseClick(about.leave, Qt.MouseButton.LeftButton))
    assert session.options == PlanOptions()


def test_space_toggles_all_chosen_rows(qtbot: QtBot, wizard: Wizard, session: Session) -> None:
    press(qtbot, wizard, Qt.Key.Key_Return, 2)
    table = wizard.columns.table
    wizard.columns.choose("Gender")
    qtbot.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    chosen = [index.data() for index in table.selectionModel().selectedRows()]
    assert len(chosen) == 2
    change_plan(qtbot, session, lambda: qtbot.keyClick(table, Qt.Key.Key_Space))

    assert set(session.options.exclude) == set(chosen)
    change_plan(qtbot, session, lambda: qtbot.keyClick(table, Qt.Key.Key_Space))
    assert session.options.exclude == ()


def test_a_click_on_a_box_toggles_its_row(qtbot: QtBot, wizard: Wizard, session: Session) -> None:
    press(qtbot, wizard, Qt.Key.Key_Return, 2)
    table = wizard.columns.table
    wizard.columns.choose("Gender")
    place = table.visualRect(table.currentIndex())
    point = QPoint(place.left() + 18, place.center().y())
    change_plan(qtbot, session, lambda: qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=point))

    assert session.options.exclude == ("Gender",)
    row = wizard.columns.model.row_at(wizard.columns.model.row_of("Gender"))
    assert row is not None
    assert row.what == "Left out by you"


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_role_is_changed_in_its_place(qtbot: QtBot, wizard: Wizard, session: Session) -> None:
    press(qtbot, wizard, Qt.Key.Key_Return, 2)
    columns = wizard.columns
    columns.choose("Gender")
    qtbot.keyClick(columns.table, Qt.Key.Key_F2)
    editor = columns.table.findChild(Choice)
    assert editor is not None
    place = editor.findData("region")
    assert place > 0
    editor.setCurrentIndex(place)
    change_plan(qtbot, session, lambda: editor.activated.emit(place))

    assert session.options.roles["region"] == ("Gender",)
    row = columns.model.row_at(columns.model.row_of("Gender"))
    assert row is not None
    assert row.role is not None
    assert row.role.name == "region"


def test_columns_are_found_and_filtered(qtbot: QtBot, wizard: Wizard) -> None:
    press(qtbot, wizard, Qt.Key.Key_Return, 2)
    columns = wizard.columns
    columns.shown.choose("left out")
    columns.shown.picked.emit("left out")
    assert columns.filtered.rowCount() == 2
    columns.shown.choose("all")
    qtbot.keyClicks(columns.search, "gend")
    qtbot.waitUntil(lambda: columns.filtered.rowCount() == 1)
    qtbot.keyClicks(columns.search, "zzz")
    qtbot.waitUntil(columns.nothing.isVisible)


def test_the_id_can_be_told(qtbot: QtBot, wizard: Wizard, session: Session) -> None:
    press(qtbot, wizard, Qt.Key.Key_Return, 2)
    group = wizard.columns.about.group
    place = group.findData("PaymentMethod" if group.findData("PaymentMethod") >= 0 else "Contract")
    group.setCurrentIndex(place)
    change_plan(qtbot, session, lambda: group.activated.emit(place))

    assert session.options.group == group.itemData(place)
    assert session.plan is not None
    assert session.plan.group == session.options.group


def test_efforts_come_with_an_honest_time(qtbot: QtBot, wizard: Wizard) -> None:
    press(qtbot, wizard, Qt.Key.Key_Return, 3)
    qtbot.waitUntil(lambda: len(wizard.estimates) == 3, timeout=SLOW)

    marks = [card.mark.text() for card in wizard.effort.cards.cards]
    assert all(any(letter.isdigit() for letter in mark) for mark in marks)
    assert not wizard.effort.seed_field.isVisible()
    qtbot.mouseClick(wizard.effort.expert, Qt.MouseButton.LeftButton)
    assert wizard.effort.seed_field.isVisible()


def test_the_plan_can_be_copied_as_a_command(qtbot: QtBot, wizard: Wizard) -> None:
    press(qtbot, wizard, Qt.Key.Key_Return, 4)
    qtbot.waitUntil(lambda: bool(wizard.command), timeout=SLOW)
    qtbot.mouseClick(wizard.review.copy, Qt.MouseButton.LeftButton)

    copied = QGuiApplication.clipboard().text()
    assert copied.startswith(f"{in_a_shell(command_words())} train ")
    assert "--target Churn --positive Yes" in copied
    assert "\u2060" not in copied
    assert wizard.copy.text() == "Copied"


def test_the_review_says_the_plan(qtbot: QtBot, wizard: Wizard) -> None:
    press(qtbot, wizard, Qt.Key.Key_Return, 4)
    said = " ".join(label.text() for label in wizard.review.sentences if label.isVisible())

    assert "300 rows of customers.csv" in said
    assert "Churn = Yes means that a customer left" in said
    assert "Left out: CustomerID, ChurnReason." in said or "Left out: ChurnReason, CustomerID." in said


def test_an_id_that_differs_in_every_row_is_said_to(qtbot: QtBot, wizard: Wizard) -> None:
    wizard.show_step(2)
    wizard.columns.choose("CustomerID")
    qtbot.waitUntil(lambda: wizard.columns.about.title.text() == "CustomerID", timeout=SLOW)
    assert wizard.columns.about.text.text().startswith("Different in every row.")


def _shows_all(parts: list[QWidget]) -> bool:
    return not any(clipped(part) for part in parts)


@pytest.mark.parametrize(("zoom", "width"), [(1.0, 1032), (1.0, 832), (2.0, 798), (2.0, 598)])
def test_no_step_clips_its_texts_or_scrolls_sideways(
    qtbot: QtBot, wizard: Wizard, themed: Theme, zoom: float, width: int
) -> None:
    themed.set_zoom(zoom)
    wizard.resize(width, 640)
    for place in range(5):
        wizard.show_step(place)
        if place >= 3:
            qtbot.waitUntil(lambda: len(wizard.estimates) == 3, timeout=SLOW)
        shown: list[QWidget] = [wizard.steps[place], wizard.steps[place].pane, wizard.rail]
        qtbot.waitUntil(partial(_shows_all, shown), timeout=SLOW)
        qtbot.waitUntil(lambda: wizard._whole.horizontalScrollBar().maximum() == 0)


def test_every_control_has_a_name(wizard: Wizard) -> None:
    for place in range(5):
        wizard.show_step(place)
        nameless = [
            child
            for child in wizard.findChildren(QWidget)
            if child.isVisible()
            and child.focusPolicy() & Qt.FocusPolicy.TabFocus
            and not child.accessibleName()
            and not child.objectName().startswith("qt_")
            and child.parent() is not None
            and not isinstance(child.parent(), Choice)
        ]
        assert [type(child).__name__ for child in nameless] == []


def test_a_table_that_is_opened_starts_at_the_first_step(
    qtbot: QtBot, wizard: Wizard, session: Session, tmp_path: Path
) -> None:
    press(qtbot, wizard, Qt.Key.Key_Return, 3)
    open_customers(qtbot, session, tmp_path / "another", customers(250))

    assert wizard.current == 0
    assert [step.state for step in wizard.rail.steps][1:] == ["to come"] * 4
    assert wizard.columns.model.headerData(RolesColumn.ROLE, Qt.Orientation.Horizontal) == "Role"


def test_a_blueprint_added_from_a_file_is_one_of_the_questions_and_chosen(
    qtbot: QtBot, wizard: Wizard, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_guide(tmp_path)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    step = wizard.steps[0]
    change_plan(qtbot, session, lambda: qtbot.mouseClick(step.add, Qt.MouseButton.LeftButton))  # type: ignore[attr-defined]

    assert session.plan is not None
    assert session.plan.blueprint == "late_payment"
    cards = step.cards  # type: ignore[attr-defined]
    assert [card.key for card in cards.cards][-1] == "general"
    assert cards.chosen_card().key == "late_payment"


def test_a_broken_blueprint_is_told_with_its_line(
    qtbot: QtBot, wizard: Wizard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_guide(tmp_path, 'kind = "category"', 'kind = "categories"')
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    titles: list[str] = []

    def read_and_close(dialog: MessageDialog) -> None:
        titles.append(dialog.title.text())
        dialog.buttons["close"].click()

    when_shown(MessageDialog, read_and_close)
    add = wizard.steps[0].add  # type: ignore[attr-defined]
    qtbot.mouseClick(add, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(titles) and add.isEnabled(), timeout=SLOW)

    assert "late_payment.toml, line 62" in titles[0]


def test_enter_on_back_goes_back(qtbot: QtBot, wizard: Wizard) -> None:
    press(qtbot, wizard, Qt.Key.Key_Return, times=2)
    assert wizard.current == 2
    wizard.back.setFocus()
    press(qtbot, wizard, Qt.Key.Key_Return)
    assert wizard.current == 1
