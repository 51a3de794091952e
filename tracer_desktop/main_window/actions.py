"""Everything the menus offer, with its keys; what cannot be used now is disabled and says why."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from tracer_desktop.main_window.entries import other_pages, sidebar_entries
from tracer_desktop.operations.sample import samples
from tracer_desktop.pages.registry import why_not
from tracer_desktop.preferences import MODES
from tracer_desktop.session import Session

Keys = QKeySequence.StandardKey | str
PAGES_WITH_KEYS = 9


class WindowActions(QObject):
    """The actions of one window, by name (`actions["open"]`), and the menus they stand in."""

    page_wanted = Signal(str)
    recent_wanted = Signal(object)
    sample_wanted = Signal(str)
    mode_wanted = Signal(str)

    def __init__(self, session: Session, menus: Mapping[str, QMenu], window: QWidget) -> None:
        super().__init__(window)
        self._session, self._window = session, window
        self.actions: dict[str, QAction] = {}
        self.menus = dict(menus)
        """Those of the menu bar (`menu_titles`), empty when they come, and their submenus."""
        for menu in menus.values():
            menu.setToolTipsVisible(True)
        self._fill_file()
        self._fill_edit()
        self._fill_view()
        self._fill_train()
        self._fill_help()
        self.refresh_recent()

    # ------------------------------------------------------------ state

    def disable(self, name: str, why: str) -> None:
        """Disable an action for a reason; "" enables it."""
        action = self.actions[name]
        action.setEnabled(not why)
        action.setToolTip(why)
        action.setStatusTip(why)

    def refresh(self, page: str) -> None:
        """Follow the session."""
        session = self._session
        for entry in sidebar_entries():
            if entry.kind == "page":
                self.disable(f"page {entry.key}", why_not(entry.key, session))
        for name, action in self.actions.items():
            if name.startswith("page "):
                action.setChecked(name == f"page {page}")
        self.disable("close", "" if session.path is not None else self.tr("No file is open."))
        training = session.training
        idle = "" if session.is_training else self.tr("No training is going on.")
        stopping = training is not None and training.state == "stopping"
        self.disable("stop", self.tr("It is stopping already.") if stopping else idle)
        self.disable("cancel", idle)
        if session.is_training:
            self.disable("train", self.tr("A training is going on already."))
        else:
            self.disable("train", why_not("training", session))

    def set_mode(self, mode: str) -> None:
        """Tick the theme that is set."""
        self.actions[f"mode {mode}"].setChecked(True)

    def refresh_recent(self) -> None:
        """Fill File ▸ Open recent anew."""
        menu = self.menus["recent"]
        menu.clear()
        for recent in self._session.state_file.state.recent:
            action = menu.addAction(recent.path.name.replace("&", "&&"))
            action.setData(recent)
            action.setToolTip(str(recent.path))
            if not recent.is_there:
                action.setText(self.tr("{file} (not found)").format(file=action.text()))
            action.triggered.connect(self._on_recent)
        if menu.isEmpty():
            menu.addAction(self.tr("Nothing opened yet")).setEnabled(False)

    # ------------------------------------------------------------ menus

    def _fill_file(self) -> None:
        menu = self.menus["file"]
        self._add(menu, "open", self.tr("&Open…"), QKeySequence.StandardKey.Open)
        self._submenu(menu, "recent", self.tr("Open &recent"))
        self._add(menu, "score", self.tr("&Score a file…"), "Ctrl+Shift+S")
        self._add(menu, "open model", self.tr("Open &model…"), "Ctrl+Shift+O")
        sample_menu = self._submenu(menu, "samples", self.tr("Sample &data"))
        for sample in samples():
            action = self._add(sample_menu, f"sample {sample.stem}", sample.title)
            action.setData(sample.stem)
            action.triggered.connect(self._on_sample)
        menu.addSeparator()
        self._add(menu, "export", self.tr("&Export…"), "Ctrl+E")
        menu.addSeparator()
        self._add(menu, "close", self.tr("&Close the file"), QKeySequence.StandardKey.Close)
        quit_action = self._add(menu, "quit", self.tr("&Quit"), "Ctrl+Q")
        quit_action.setMenuRole(QAction.MenuRole.QuitRole)

    def _fill_edit(self) -> None:
        menu = self.menus["edit"]
        undo = self._session.undo.createUndoAction(self, self.tr("&Undo"))
        redo = self._session.undo.createRedoAction(self, self.tr("&Redo"))
        undo.setShortcuts(QKeySequence.StandardKey.Undo)
        redo.setShortcuts(QKeySequence.StandardKey.Redo)
        for name, action in (("undo", undo), ("redo", redo)):
            self.actions[name] = action
            menu.addAction(action)
            self._window.addAction(action)
        menu.addSeparator()
        self._add(menu, "copy", self.tr("&Copy"), QKeySequence.StandardKey.Copy)
        self._add(menu, "find", self.tr("&Find"), QKeySequence.StandardKey.Find)
        menu.addSeparator()
        preferences = self._add(menu, "preferences", self.tr("&Preferences…"), "Ctrl+,")
        preferences.setMenuRole(QAction.MenuRole.PreferencesRole)

    def _fill_view(self) -> None:
        menu = self.menus["view"]
        group = QActionGroup(self)
        group.setExclusionPolicy(QActionGroup.ExclusionPolicy.ExclusiveOptional)
        entries = [(entry.key, entry.text) for entry in sidebar_entries() if entry.kind == "page"]
        for number, (key, text) in enumerate([*entries, *other_pages()], start=1):
            keys = f"Ctrl+{number}" if number <= PAGES_WITH_KEYS else None
            action = self._add(menu, f"page {key}", text, keys)
            action.setCheckable(True)
            action.setData(key)
            action.triggered.connect(self._on_page)
            group.addAction(action)
        menu.addSeparator()
        zoom_in = self._add(menu, "zoom in", self.tr("Zoom &in"))
        zoom_in.setShortcuts([*QKeySequence.keyBindings(QKeySequence.StandardKey.ZoomIn), QKeySequence("Ctrl+=")])
        self._add(menu, "zoom out", self.tr("Zoom &out"), QKeySequence.StandardKey.ZoomOut)
        self._add(menu, "zoom reset", self.tr("&Normal size"), "Ctrl+0")
        menu.addSeparator()
        self._fill_modes(self._submenu(menu, "theme", self.tr("&Theme")))

    def _fill_modes(self, menu: QMenu) -> None:
        group = QActionGroup(self)
        words = {"system": self.tr("As the &system"), "light": self.tr("&Light"), "dark": self.tr("&Dark")}
        for mode in MODES:
            action = self._add(menu, f"mode {mode}", words[mode])
            action.setCheckable(True)
            action.setData(mode)
            action.triggered.connect(self._on_mode)
            group.addAction(action)
        self.set_mode(self._session.state_file.state.preferences.mode)

    def _fill_train(self) -> None:
        menu = self.menus["train"]
        self._add(menu, "train", self.tr("&Train a model…"), "Ctrl+Return")
        menu.addSeparator()
        self._add(menu, "stop", self.tr("&Stop and keep best"), "Ctrl+.")
        self._add(menu, "cancel", self.tr("&Cancel the training"))

    def _fill_help(self) -> None:
        menu = self.menus["help"]
        self._add(menu, "guide", self.tr("The ten-minute &guide"))
        self._add(menu, "what", self.tr("&What is this?"), QKeySequence.StandardKey.HelpContents)
        self._add(menu, "shortcuts", self.tr("&Keyboard shortcuts"))
        menu.addSeparator()
        about = self._add(menu, "about", self.tr("&About Tracer"))
        about.setMenuRole(QAction.MenuRole.AboutRole)

    # ------------------------------------------------------------ parts

    def connect_to(self, name: str, slot: Callable[[], object]) -> None:
        """What an action does; `slot` is a method of an object of the window's thread."""
        self.actions[name].triggered.connect(lambda *_: slot())

    def _submenu(self, menu: QMenu, name: str, title: str) -> QMenu:
        made = self.menus[name] = menu.addMenu(title)
        made.setToolTipsVisible(True)
        return made

    def _add(self, menu: QMenu, name: str, text: str, keys: Keys | None = None) -> QAction:
        action = self.actions[name] = menu.addAction(text)
        action.setToolTip("")
        if isinstance(keys, str):
            action.setShortcut(QKeySequence(keys))
        elif keys is not None:
            action.setShortcuts(keys)
        # Also where the menu bar is not part of the window (macOS), and for those who ask the window for its actions.
        self._window.addAction(action)
        return action

    def _data(self) -> object:
        sender = self.sender()
        assert isinstance(sender, QAction)
        return sender.data()

    def _on_page(self) -> None:
        self.page_wanted.emit(str(self._data()))

    def _on_mode(self) -> None:
        self.mode_wanted.emit(str(self._data()))

    def _on_sample(self) -> None:
        self.sample_wanted.emit(str(self._data()))

    def _on_recent(self) -> None:
        self.recent_wanted.emit(self._data())
