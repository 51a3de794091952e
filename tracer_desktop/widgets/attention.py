"""A page nobody looks at hears of changes later: when it is shown again, or when there is a moment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget


class Attention:
    """One page's. While `away`, what its parts would do about a change is kept for `catch_up`."""

    def __init__(self) -> None:
        self.away = False
        self._kept: dict[Callable[..., None], tuple[Any, ...]] = {}

    def keep(self, slot: Callable[..., None], told: tuple[Any, ...]) -> None:
        """Call `slot` later; only once, with what it was told last."""
        self._kept.pop(slot, None)
        self._kept[slot] = told

    def hear_next(self) -> bool:
        """Do what was kept first; False when nothing was."""
        if not self._kept:
            return False
        slot = next(iter(self._kept))
        was_away, self.away = self.away, False
        slot(*self._kept.pop(slot))
        self.away = was_away
        return True

    def catch_up(self) -> None:
        """Do all that was kept, in its order."""
        while self.hear_next():
            pass


def put_off(widget: QWidget, slot: Callable[..., None], *told: Any) -> bool:
    """Whether the page `widget` is on is away: then `slot` is called later, and is not to go on now."""
    above: QWidget | None = widget
    while above is not None:
        attention = getattr(above, "attention", None)
        if isinstance(attention, Attention):
            if attention.away:
                attention.keep(slot, told)
            return attention.away
        above = above.parentWidget()
    return False
