"""Every dialog of the window with something real in it, for the pictures."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDialog

    from benchmarks.pictures import Studio


class Dialogs:
    """Makes each dialog anew when it is asked for; None where there is nothing to show."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio

    def makers(self) -> dict[str, Callable[[], QDialog | None]]:
        from tracer_desktop.dialogs.about_dialog import AboutDialog
        from tracer_desktop.dialogs.call_list_dialog import CallListDialog
        from tracer_desktop.dialogs.export_dialog import ExportDialog
        from tracer_desktop.dialogs.go_to_row_dialog import GoToRowDialog
        from tracer_desktop.dialogs.message_dialog import Choice, MessageDialog
        from tracer_desktop.dialogs.preferences_dialog import PreferencesDialog
        from tracer_desktop.dialogs.shortcuts_dialog import ShortcutsDialog
        from tracer_desktop.operations.exports import choices

        window, session = self._studio.window, self._studio.session
        assert session.run is not None
        leave = [Choice("leave", "Stop and keep best", "primary"), Choice("", "Go on training")]
        run = session.run
        return {
            "export_dialog": lambda: ExportDialog("Export", choices(run), "", window),
            "reading_dialog": self._reading_dialog,
            "receipt_dialog": self._receipt_dialog,
            "findings_dialog": self._findings_dialog,
            "match_dialog": self._match_dialog,
            "compare_dialog": self._compare_dialog,
            "preferences_dialog": lambda: PreferencesDialog(session, window),
            "shortcuts_dialog": lambda: ShortcutsDialog(window.menu.menus, window),
            "about_dialog": lambda: AboutDialog(window),
            "row_dialog": lambda: GoToRowDialog(5000, 1, window),
            "call_list_dialog": lambda: CallListDialog(window),
            "outcomes_dialog": self._outcomes_dialog,
            "plays_dialog": self._plays_dialog,
            "message_dialog": lambda: MessageDialog("A training is still going on.", "It can go on.", leave),
        }

    def _reading_dialog(self) -> QDialog:
        from tracer_desktop.dialogs.reading_dialog import ReadingDialog

        session = self._studio.session
        assert session.table is not None
        return ReadingDialog(
            session.engine, self._studio.table, session.reading, session.table.profile.receipt, self._studio.window
        )

    def _receipt_dialog(self) -> QDialog:
        from tracer_desktop.dialogs.receipt_dialog import ReceiptDialog
        from tracer_engine.samples import write_samples

        dirty = self._studio.workspace.path / "samples" / "customers_dirty.csv"
        if not dirty.is_file():
            dirty = self._studio.scratch / "samples" / "customers_dirty.csv"
            if not dirty.is_file():
                write_samples(dirty.parent)
        if self._studio.session.path != dirty:
            self._studio.session.open_file(dirty)
            self._studio.until(lambda: self._studio.session.plan is not None, "the careless table")
        assert self._studio.session.table is not None
        return ReceiptDialog(self._studio.session.table.profile.receipt, self._studio.window)

    def _findings_dialog(self) -> QDialog | None:
        from tracer_desktop.dialogs.findings_dialog import FindingLine, FindingsDialog
        from tracer_desktop.pages.data_page.words import findings_in_words

        profile = self._studio.session.profile
        if profile is None or not profile.findings:
            return None
        lines = [FindingLine(one.kind, one.title, one.whole, one.button) for one in findings_in_words(profile)]
        return FindingsDialog(lines, self._studio.window)

    def _match_dialog(self) -> QDialog | None:
        from tracer_desktop.dialogs.match_dialog import MatchDialog

        page = self._studio.window.pages.built("score")
        outlook = getattr(page, "outlook", None)
        if outlook is None:
            return None
        return MatchDialog(outlook.matches, outlook.columns, {}, parent=self._studio.window)

    def _plays_dialog(self) -> QDialog:
        from tracer_desktop.dialogs.plays_dialog import PlaysDialog
        from tracer_engine import Play

        plays = (
            Play(role="contract", label="Kind of contract", text="Offer a longer contract with something in return."),
            Play(role="payment_method", label="How the customer pays", text="Offer automatic payment."),
        )
        return PlaysDialog(plays, {}, self._studio.window)

    def _outcomes_dialog(self) -> QDialog:
        from tracer_desktop.dialogs.outcomes_dialog import OutcomesDialog
        from tracer_engine import CampaignOutcome, GroupOutcome, Interval

        def between(value: float, low: float, high: float) -> Interval:
            return Interval(value=value, low=low, high=high)

        outcome = CampaignOutcome(
            id="20261201-0900", called=GroupOutcome(customers=259, known=252, acted=141, rate=between(0.56, 0.5, 0.62)),
            control=GroupOutcome(customers=41, known=40, acted=29, rate=between(0.72, 0.57, 0.84)),
            saves=between(41, 2, 79), gain=between(17_900, 300, 35_200), expected_gain=21_000,
            assumed_acceptance=0.25, acceptance=between(0.23, 0.08, 0.38), next_acceptance=0.24,
            unmatched=6743, doubled=0, missing=8, blank=0,
            headline="The calls kept about 41 customers, between 2 and 79",
            texts=("Of those called 56 % left, of those held back 72 %.",),
        )  # fmt: skip
        return OutcomesDialog(outcome, "EUR", "left", self._studio.window)

    def _compare_dialog(self) -> QDialog:
        from tracer_desktop.dialogs.compare_dialog import CompareDialog, ComparedRun

        run = self._studio.session.run
        assert run is not None
        one = ComparedRun(name=run.card.source, created=run.created, report=run.report)
        return CompareDialog(one, one, self._studio.window)
