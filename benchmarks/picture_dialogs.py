"""Every dialog of the window with something real in it, for the pictures."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDialog

    from benchmarks.pictures import Studio
    from tracer_engine import CampaignOutcome, Interval


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
            "together_dialog": self._together_dialog,
            "campaign_choice_dialog": self._campaign_choice_dialog,
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

        return OutcomesDialog(_measured(), "EUR", self._studio.window)

    def _together_dialog(self) -> QDialog:
        from tracer_desktop.dialogs.outcomes_dialog import OutcomesDialog

        dialog = OutcomesDialog(_measured(), "EUR", self._studio.window)
        assert dialog.tabs is not None
        dialog.tabs.tabs.setCurrentIndex(1)
        return dialog

    def _campaign_choice_dialog(self) -> QDialog:
        from tracer_desktop.dialogs.campaign_choice_dialog import CampaignChoiceDialog
        from tracer_engine import CampaignHistory, CampaignSettings, EarlierCampaign

        outcome = _measured()
        campaigns = [
            EarlierCampaign(
                id=f"c{month}", created=f"2026-{month:02d}-18T09:00:00+00:00", source=f"export_2026_{month:02d}.csv",
                model={}, called=259, control=41, expected_gain=_between(21_000, 14_000, 28_000),
                settings=CampaignSettings(capacity=300, budget=5_100, value_column="MonthlyCharges", value_months=12),
                measured=outcome,
            )
            for month in (8, 7, 6)
        ]  # fmt: skip
        return CampaignChoiceDialog(
            CampaignHistory(campaigns=tuple(campaigns), pooled=outcome.pooled), self._studio.window
        )

    def _compare_dialog(self) -> QDialog:
        from tracer_desktop.dialogs.compare_dialog import CompareDialog, ComparedRun

        run = self._studio.session.run
        assert run is not None
        one = ComparedRun(name=run.card.source, created=run.created, report=run.report)
        return CompareDialog(one, one, self._studio.window)


def _between(value: float, low: float, high: float) -> Interval:
    from tracer_engine import Interval

    return Interval(value=value, low=low, high=high)


def _measured() -> CampaignOutcome:
    """A campaign of 300, the third that was measured, in the engine's words."""
    from tracer_engine import CampaignOutcome, GroupOutcome, PooledOutcome

    def group(customers: int, known: int, acted: int, low: float, high: float) -> GroupOutcome:
        return GroupOutcome(customers=customers, known=known, acted=acted, rate=_between(acted / known, low, high))

    pooled = PooledOutcome(
        ids=("c8", "c7", "c6"), called=group(780, 760, 420, 0.517, 0.588), control=group(150, 148, 104, 0.625, 0.77),
        saves=_between(112, 45, 171), gain=_between(49_800, 20_100, 79_500), expected_gain=61_000,
        assumed_acceptance=0.25, acceptance=_between(0.22, 0.12, 0.31), differ=0.4,
        headline="3 campaigns together kept about 112 customers",
        texts=(
            ("Kept: about 112 of the 760 contacted, between 45 and 171. In money, after all costs, €49,800, between "
            "€20,100 and €79,500; €61,000 was expected of them."),
            ("Of those who would have left, about 22 % were kept (between 12 % and 31 %), by these outcomes and the "
            "25 % assumed before."),
            "Each of the 3 campaigns is held against its own control group, and what they kept is added up.",
            "Plan the next campaign with an acceptance of 0.22.",
        ),
    )  # fmt: skip
    return CampaignOutcome(
        id="c8", called=group(259, 252, 141, 0.5, 0.62), control=group(41, 40, 29, 0.57, 0.84),
        saves=_between(41, 2, 79), gain=_between(17_900, 300, 35_200), expected_gain=21_000,
        assumed_acceptance=0.25, acceptance=_between(0.23, 0.08, 0.38), next_acceptance=0.22,
        unmatched=6743, doubled=0, missing=8, blank=0, headline="The contacts kept about 41 customers",
        texts=(
            "141 of 252 contacted left: 56.0 % (between 49.8 % and 62.0 %).",
            "29 of 40 held back left: 72.5 % (between 57.2 % and 83.9 %).",
            ("Kept: about 41 of the 252 contacted, between 2 and 79. In money, after all costs, €17,900, between €300 "
            "and €35,200; €21,000 was expected of them."),
            ("Of those who would have left, about 23 % were kept (between 8 % and 38 %), by these outcomes and the "
            "25 % assumed before."),
            "8 customers of the list are not in the file and do not count.",
            "6,743 ids in the file are not on the list and do not count.",
        ),
        pooled=pooled,
    )  # fmt: skip
