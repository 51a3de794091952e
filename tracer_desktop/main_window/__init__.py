"""The window: menus, sidebar, the sheet with the pages, the status bar."""

from tracer_desktop.main_window.window import MainWindow

__all__ = ["MainWindow"]
