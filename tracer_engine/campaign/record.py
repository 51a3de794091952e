"""The record of a campaign: enough to know, when outcomes come back, what each customer's group was.

Customers stand in it by a keyed hash of their id, so that the record can lie about without telling who they are.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tracer_engine.errors import InputError
from tracer_engine.types.blueprint import Wording
from tracer_engine.types.campaign import CampaignSettings
from tracer_engine.types.outcomes import EarlierCampaign
from tracer_engine.types.report import Interval

FORMAT = 1
SUFFIX = ".campaign.json"
_BYTES = 12
_HEAD = 1 << 18
_CUSTOMERS = '\n "customers": ['


@dataclass(frozen=True, kw_only=True, eq=False)
class CampaignRecord:
    """A campaign as it was planned. Arrays of one length, in the order of the list: `keys` (hashes of ids),
    `probability`, `value` in money, and `control`: who was held back. `id_column` names the column of ids (None: the
    file had none, and rows were numbered). `model` tells of the model file: created, source, rows, seed. `table` is a
    digest of the scores of the whole table, the same for every list of one table ("": not known).
    """

    id: str
    created: str
    source: str
    model: Mapping[str, Any]
    outcome: str
    wording: Wording
    target: str
    positive: str
    id_column: str | None
    settings: CampaignSettings
    expected_gain: tuple[float, float, float]
    keys: tuple[str, ...]
    probability: NDArray[np.float64]
    value: NDArray[np.float64]
    control: NDArray[np.bool_]
    table: str = ""

    def key_of(self, text: str) -> str:
        """The hash an id has in this record; padding aside."""
        return id_key(self.id, text)

    def to_json(self) -> str:
        """The content of the record's file."""
        data = {
            "format": FORMAT,
            **{name: getattr(self, name) for name in _PLAIN},
            "wording": asdict(self.wording),
            "settings": asdict(self.settings),
            "expected_gain": dict(zip(("value", "low", "high"), self.expected_gain, strict=True)),
            "table": self.table,
            "called": int(np.count_nonzero(~self.control)),
            "control": int(np.count_nonzero(self.control)),
            "customers": [
                {"key": key, "probability": p, "value": v, "group": "control" if held else "call"}
                for key, p, v, held in zip(
                    self.keys, self.probability.tolist(), self.value.tolist(), self.control.tolist(), strict=True
                )
            ],
        }
        return json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


_PLAIN = ("id", "created", "source", "model", "outcome", "target", "positive", "id_column")


def id_key(campaign: str, text: str) -> str:
    """The keyed hash of a customer's id in a campaign."""
    return hashlib.blake2b(text.strip().encode("utf-8"), digest_size=_BYTES, key=campaign.encode()[:64]).hexdigest()


def table_digest(log_odds: NDArray[np.float64]) -> str:
    """The same for two tables only where all rows of both have the same scores, in the same order."""
    return hashlib.blake2b(log_odds.astype("<f4").tobytes(), digest_size=_BYTES).hexdigest()


def read_heading(file: Path) -> EarlierCampaign:
    """What a record's file tells without its customers, of whom there may be very many: they come last in it.

    Raises InputError where it is no record, OSError where it cannot be read.
    """
    with file.open(encoding="utf-8") as opened:
        try:
            text = opened.read(_HEAD)
            head, marker, _ = text.partition(_CUSTOMERS)
            text = f"{head.rstrip().removesuffix(',')}}}" if marker else text + opened.read()
            data = json.loads(text)
            gain = data["expected_gain"]
            groups = [one["group"] for one in data.get("customers", ())]
            return EarlierCampaign(
                id=str(data["id"]),
                created=str(data["created"]),
                source=str(data["source"]),
                model=dict(data["model"]),
                called=int(data.get("called", groups.count("call"))),
                control=int(data.get("control", groups.count("control"))),
                settings=CampaignSettings(**data["settings"]),
                expected_gain=Interval(value=float(gain["value"]), low=float(gain["low"]), high=float(gain["high"])),
                table=str(data.get("table", "")),
            )
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise _no_record(file.name) from error


def _no_record(name: str) -> InputError:
    return InputError(
        f"{name} is not the record of a campaign.",
        remedy="Give the list that tracer campaign wrote, or the .campaign.json file beside it.",
    )


def read_record(text: str, name: str) -> CampaignRecord:
    """The record in the text of a file called `name`. Raises InputError where it is none."""
    try:
        data = json.loads(text)
        if data["format"] > FORMAT:
            raise InputError(
                f"{name} was written by a newer Tracer (format {data['format']}; this one reads up to {FORMAT}).",
                remedy="Install the newer version.",
            )
        told = data["customers"]
        gain = data["expected_gain"]
        record = CampaignRecord(
            **{part: data[part] for part in _PLAIN},
            wording=Wording(**data["wording"]),
            settings=CampaignSettings(**data["settings"]),
            expected_gain=(float(gain["value"]), float(gain["low"]), float(gain["high"])),
            keys=tuple(str(one["key"]) for one in told),
            probability=np.array([float(one["probability"]) for one in told]),
            value=np.array([float(one["value"]) for one in told]),
            control=np.array([one["group"] == "control" for one in told], dtype=np.bool_),
            table=str(data.get("table", "")),
        )
        numbers = (*record.expected_gain, *record.probability.tolist(), *record.value.tolist())
        if not all(map(math.isfinite, numbers)) or not isinstance(record.id, str):
            raise ValueError("numbers that are none")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _no_record(name) from error
    return record
