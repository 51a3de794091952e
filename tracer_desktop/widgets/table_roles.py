"""What a model can tell a table beside Qt's own roles. Models know no colours and no fonts: they name tokens."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt

_FIRST: Final = int(Qt.ItemDataRole.UserRole) + 100

IconNameRole: Final = _FIRST
"""Heading or cell: the name of an icon of the tokens, drawn before the text."""
IconColourRole: Final = _FIRST + 1
"""Cell: the colour of that icon, by its name in the tokens; ``ink2`` if not said."""
SecondLineRole: Final = _FIRST + 2
"""Cell: the second line, for `TwoLineDelegate`."""
FractionRole: Final = _FIRST + 3
"""Cell: a number from 0 to 1, the length of the bar of `DataBarDelegate`."""
ColourNameRole: Final = _FIRST + 4
"""Cell: the colour of the text, by its name in the tokens; ``ink`` if not said."""
BackgroundNameRole: Final = _FIRST + 5
"""Cell: the colour behind it, by its name in the tokens (``caution_soft`` for a missing value)."""
TypeRole: Final = _FIRST + 6
"""Cell: the role of its type (``body``, ``strong``, ``caption``); ``body`` if not said."""
StatusRole: Final = _FIRST + 7
"""Cell: ``good``, ``caution``, ``problem`` or ``info``, for `StatusDelegate`."""
SortRole: Final = _FIRST + 8
"""Cell: what to sort by, where the text does not sort as it should."""
