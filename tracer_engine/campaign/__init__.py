"""Decisions in money: whom to contact under which limits, what it is expected to bring, and what it did.

Settings and probabilities in, numbers and sentences out; files and models are the workflow's business.
"""
