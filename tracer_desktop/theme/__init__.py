"""Colours, type, spacing and icons: everything the window looks like, drawn from ``resources/window/tokens.json``."""
