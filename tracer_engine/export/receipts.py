"""How a table was read, as a file that a later reading can be told to follow."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from tracer_engine.durable_files import write_durably
from tracer_engine.types.receipt import Receipt


def save_receipt(receipt: Receipt, path: Path) -> None:
    """Write a receipt as JSON, for `read_receipt`. Raises StorageError."""
    write_durably(path, json.dumps(asdict(receipt), indent=2, ensure_ascii=False) + "\n")
