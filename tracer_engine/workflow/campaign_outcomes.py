"""Outcomes come back: a file with what came of the customers, joined to a campaign by their ids."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tracer_engine.campaign.outcomes import Joined, measure
from tracer_engine.campaign.record import SUFFIX, CampaignRecord, read_record
from tracer_engine.durable_files import storage_error
from tracer_engine.errors import InputError
from tracer_engine.planning import positive_mask, target_counts
from tracer_engine.progress import Progress, Step, portion, silent
from tracer_engine.types.campaign import CampaignOutcome
from tracer_engine.types.receipt import ReadingOptions
from tracer_engine.types.table import Table
from tracer_engine.workflow.campaigns import FOLDER, record_path
from tracer_engine.workflow.reading import read_table
from tracer_engine.workspace import Workspace, open_workspace

MOST_BYTES = 1 << 30
_ROW = r"^row\s+([\d,]+)$"


def measure_campaign(
    record: Path | str,
    file: Path,
    *,
    id_column: str | None = None,
    target: str | None = None,
    positive: str | None = None,
    options: ReadingOptions | None = None,
    workspace: Workspace | None = None,
    progress: Progress = silent,
) -> CampaignOutcome:
    """What a campaign did, by the outcomes in `file`.

    `record` is the list that was written, the record beside it, or the id of a campaign (or a beginning of it that fits
    one only); "" is the last one of the workspace. The columns of ids and outcomes are those of the campaign's table,
    unless told. Raises InputError where they cannot be joined, StorageError.
    """
    kept = find_record(record, workspace=workspace)
    table = read_table(file, options=options, progress=portion(progress, 0.0, 0.8))
    progress(Step(stage="evaluate", fraction=0.8, text="Joining by id"))
    outcome, joined = join_outcomes(kept, table, id_column=id_column, target=target, positive=positive)
    if not len(outcome) or joined.missing == len(outcome):
        raise InputError(
            f"No id in {table.source} is one of the {len(kept.keys):,} on the list of campaign {kept.id}.",
            remedy="Check that it is the right campaign, and the right column of ids.",
            options=("record", "id"),
        )
    return measure(kept, outcome, joined)


def find_record(record: Path | str, *, workspace: Workspace | None = None) -> CampaignRecord:
    """The record of a campaign, told as for `measure_campaign`. Raises InputError where there is none."""
    path = Path(record) if str(record) else None
    if path is None or not (path.exists() or path.suffix or len(path.parts) > 1):
        path = _kept_record(str(record), workspace)
    elif not path.name.endswith(".json"):
        path = record_path(path)
        if not path.exists():
            raise InputError(
                f"Beside {record} there is no {path.name}, which says who was called and who was held back.",
                remedy=f"Keep the {SUFFIX} file with the list, or give the id of the campaign.",
                options=("record",),
            )
    try:
        if path.stat().st_size > MOST_BYTES:
            raise InputError(f"{path.name} is too large to be the record of a campaign.", remedy="Check the path.")
        return read_record(path.read_text(encoding="utf-8"), path.name)
    except FileNotFoundError as error:
        raise InputError(f"There is no file {path}.", remedy="Check the path.", options=("record",)) from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path.name} is not the record of a campaign.", remedy="Check the path.") from error
    except OSError as error:
        raise storage_error(error, path, "read") from error


def _kept_record(campaign: str, workspace: Workspace | None) -> Path:
    folder = (workspace or open_workspace()).path / FOLDER
    try:
        found = sorted((path for path in folder.glob("*.json") if path.stem.startswith(campaign)), reverse=True)
    except OSError as error:
        raise storage_error(error, folder, "read") from error
    if not found:
        raise InputError(
            f"There is no campaign {campaign!r} in the workspace." if campaign else "No campaign was planned here yet.",
            remedy="Give the list that was written, or the record beside it.",
            options=("record",),
        )
    if campaign and len(found) > 1 and found[-1].stem != campaign:
        raise InputError(f"{len(found)} campaigns begin with {campaign!r}.", remedy="Give more of the id.")
    return found[0]


def join_outcomes(
    record: CampaignRecord, table: Table, *, id_column: str | None, target: str | None, positive: str | None
) -> tuple[NDArray[np.int8], Joined]:
    """For each line of the list 1, 0 or -1, and how the file fitted. Raises InputError where a column is not there."""
    told = table.column(target or record.target)
    wanted = positive or record.positive
    mask = positive_mask(table, told.name, wanted)
    values = target_counts(table, told.name)
    if not mask.any() and len(values) > 1:
        raise InputError(
            f"No cell of {told.name} in {table.source} is {wanted!r}; there are "
            f"{', '.join(repr(value) for value, _ in values[:5])}.",
            remedy=f"Say which of them means {record.wording.acted}.",
            options=("positive",),
        )
    keys = _ids(record, table, id_column)
    outcomes: dict[str, set[int]] = {}
    rows: dict[str, int] = {}
    for text, acted in zip(keys, mask.cast(pl.Int8).to_list(), strict=True):
        key = record.key_of(text)
        rows[key] = rows.get(key, 0) + 1
        seen = outcomes.setdefault(key, set())
        if acted is not None:
            seen.add(int(acted))
    listed = set(record.keys)
    found = [outcomes.get(key) for key in record.keys]
    outcome = np.array([next(iter(seen)) if seen and len(seen) == 1 else -1 for seen in found], dtype=np.int8)
    return outcome, Joined(
        unmatched=sum(key not in listed for key in rows),
        doubled=sum(count > 1 for key, count in rows.items() if key in listed),
        missing=sum(seen is None for seen in found),
        blank=sum(seen is not None and len(seen) != 1 for seen in found),
    )


def _ids(record: CampaignRecord, table: Table, id_column: str | None) -> list[str]:
    """The ids of the file's rows, as the campaign knows them."""
    names = [id_column] if id_column else [name for name in (record.id_column, "id") if name]
    for name in names:
        try:
            column = table.column(name)
        except InputError:
            if name == names[-1] and (id_column or record.id_column):
                raise
            continue
        cells = table.frame[column.name].str.strip_chars()
        if record.id_column is None:
            # The list says "row 17".
            cells = cells.str.replace(_ROW, "$1").str.replace_all(",", "")
        return cells.to_list()
    return [str(row + 1) for row in range(table.rows)]
