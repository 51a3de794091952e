"""Models by name: the path of a file, or a run of the workspace."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tracer_engine import model_file
from tracer_engine.errors import InputError
from tracer_engine.scoring.model import Model
from tracer_engine.workspace import Workspace, open_workspace


def load_model(model: Path | str, *, workspace: Workspace | None = None) -> Model:
    """The model in a .tracer file, or of a run in the workspace. Raises InputError when it is refused."""
    return model_file.load_model(model_path(model, workspace=workspace))


def model_path(model: Path | str, *, workspace: Workspace | None = None) -> Path:
    """The path of a model told as a file or as a run id."""
    path = Path(model)
    if path.exists() or path.suffix == ".tracer" or len(path.parts) > 1:
        return path
    workspace = workspace or open_workspace()
    try:
        folder = workspace.run_folder(str(model))
    except InputError as error:
        raise InputError(
            f"{str(model)!r} is neither a file nor a run.",
            remedy="Give the path of a .tracer file, or a run id from `tracer runs`.",
        ) from error
    # A run that is there and cannot be used says why itself: kept by a newer Tracer, or damaged.
    return workspace.run(folder.name).path / "model.tracer"


def inspect_model(model: Path | str, *, workspace: Workspace | None = None) -> dict[str, Any]:
    """What a model file says of itself; nothing in it is executed."""
    return model_file.inspect_model(model_path(model, workspace=workspace))
