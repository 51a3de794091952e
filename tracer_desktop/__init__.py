"""The window of Tracer. It is not part of this version: see `tracer_desktop.app`."""
