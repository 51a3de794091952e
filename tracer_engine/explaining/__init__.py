"""Reasons: exact additive contributions, turned into sentences."""
