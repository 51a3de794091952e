"""Honest figures: every one from scores that were made without the row they judge, each with an interval."""
