"""The page of the open table: what is in it, what is worth knowing, and how it was read."""

from tracer_desktop.pages.data_page.page import DataPage

__all__ = ["DataPage"]
