"""The folder that keeps every run. Its run folders are the truth; nothing else is believed."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from tracer_engine.durable_files import storage_error, sweep_temporary_files, write_durably
from tracer_engine.errors import InputError, StorageError
from tracer_engine.places import HOME_VARIABLE, pointer, workspace_place
from tracer_engine.workspace.runs import (
    NewerRunError,
    RunEntry,
    RunFolder,
    delete_run_folder,
    read_entry,
    rename_run_folder,
    sweep_leftovers,
    write_new_run,
)

NEWEST = "newest"
FORMAT, FORMAT_FILE = 1, "workspace.json"


@dataclass(frozen=True, kw_only=True)
class BrokenRun:
    """A folder among the runs that cannot be read as one; `problem` says why, without a full stop."""

    path: Path
    problem: str


@dataclass(frozen=True)
class Workspace:
    """A folder with all runs. Several programs may use it at once."""

    path: Path

    @property
    def runs_folder(self) -> Path:
        """The folder that holds one folder a run."""
        return self.path / "runs"

    def new_run(self, source: str) -> AbstractContextManager[RunFolder]:
        """A new run named after the file `source`: `with workspace.new_run("telco.csv") as folder: …`.

        Files are written to `folder.path`, and `folder.write_summary(…)` is called once. On leaving, the folder
        takes its place as `folder.final_path`; after an error or a cancel nothing is left. Raises StorageError.
        """
        return write_new_run(self.runs_folder, source)

    def runs(self) -> tuple[RunEntry, ...]:
        """Every readable run, newest first."""
        return tuple(entry for entry in self._entries() if isinstance(entry, RunEntry))

    def broken_runs(self) -> tuple[BrokenRun, ...]:
        """Folders among the runs that are none."""
        return tuple(entry for entry in self._entries() if isinstance(entry, BrokenRun))

    def run_folder(self, run_id: str) -> Path:
        """The folder of the run called `run_id`, or of the only one whose id begins so, readable or not.

        "newest" is the latest. Raises InputError where there is none, or more than one.
        """
        folders = self._folders()
        if run_id == NEWEST and folders:
            return folders[0]
        matches = [folder for folder in folders if folder.name == run_id] or [
            folder for folder in folders if run_id and folder.name.startswith(run_id)
        ]
        if not matches:
            newest = ", ".join(folder.name for folder in folders[:3])
            raise InputError(
                f"There is no run {run_id!r} in {self.path}.",
                remedy=f"The newest are {newest}." if newest else "There is none yet; train one first.",
            )
        if len(matches) > 1:
            raise InputError(
                f"{len(matches)} runs begin with {run_id!r}.",
                remedy=f"Give more of the id, for instance {matches[0].name}.",
            )
        return matches[0]

    def run(self, run_id: str) -> RunEntry:
        """The run called `run_id` (as for `run_folder`). Raises InputError where there is none that can be used."""
        folder = self.run_folder(run_id)
        try:
            return read_entry(folder)
        except NewerRunError as error:
            raise InputError(
                f"The run {folder.name} cannot be used: {error}.",
                remedy="Install the newer version; the run is left as it is.",
            ) from error
        except ValueError as error:
            raise InputError(
                f"The run {folder.name} cannot be used: {error}.",
                remedy="Delete it and train again, or restore its folder from a backup.",
            ) from error

    def delete(self, run_id: str) -> str:
        """Deletes the run called `run_id` (as for `run_folder`) and returns its whole id."""
        folder = self.run_folder(run_id)
        delete_run_folder(folder)
        return folder.name

    def rename(self, run_id: str, name: str) -> RunEntry:
        """Gives the run called `run_id` (as for `run_folder`) a readable name; its id stays. Returns its entry."""
        entry = self.run(run_id)
        rename_run_folder(entry.path, name)
        return self.run(entry.id)

    def _folders(self) -> list[Path]:
        """Run folders, newest first: ids begin with their time."""
        try:
            found = [path for path in self.runs_folder.iterdir() if path.is_dir() and not path.name.startswith(".")]
        except OSError as error:
            raise storage_error(error, self.runs_folder, "read") from error
        return sorted(found, key=lambda path: path.name, reverse=True)

    def _entries(self) -> Iterator[RunEntry | BrokenRun]:
        for folder in self._folders():
            try:
                yield read_entry(folder)
            except ValueError as error:
                yield BrokenRun(path=folder, problem=str(error))


def open_workspace(path: Path | None = None) -> Workspace:
    """Opens the workspace at `path`, else at TRACER_HOME, else where `choose_workspace` put it, else in the user's
    data folder; makes it if need be.

    What killed programs left behind is swept away. Raises StorageError where the folder cannot be used.
    """
    chosen = path or workspace_place()
    workspace = Workspace(chosen.expanduser().absolute())
    _refuse_newer(workspace.path)
    try:
        _make_private(workspace.path)
        _make_private(workspace.runs_folder)
    except OSError as error:
        raise StorageError(
            f"The workspace {workspace.path} cannot be used: {error.strerror or error}.",
            remedy=f"Set {HOME_VARIABLE} to a folder you may write to.",
        ) from error
    sweep_leftovers(workspace.runs_folder)
    for folder in (workspace.path, workspace.path / "logs"):
        sweep_temporary_files(folder)
    return workspace


def _refuse_newer(folder: Path) -> None:
    """A version that keeps runs otherwise says so in a file of the folder; this one's needs none."""
    try:
        told = json.loads((folder / FORMAT_FILE).read_text(encoding="utf-8"))
        found = told["format"]
    except (OSError, ValueError, KeyError, TypeError):
        return
    if isinstance(found, int) and found > FORMAT:
        raise StorageError(
            f"The workspace {folder} was made by a newer Tracer (format {found}; this one knows up to {FORMAT}).",
            remedy=f"Install the newer version, or set {HOME_VARIABLE} to another folder; this one is left as it is.",
        )


def _make_private(folder: Path) -> None:
    """Makes `folder`, for its owner's eyes only; one that stands already keeps the rights it has."""
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            folder.mkdir(mode=0o700)
    if not folder.is_dir():
        raise NotADirectoryError(20, "a file of that name is in the way")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise PermissionError(13, "access was denied")


def choose_workspace(path: Path | None) -> None:
    """From the next start on, the workspace is at `path` (None: in the user's data folder again).

    The one of now stays as it is, and TRACER_HOME comes before what is chosen. Raises StorageError.
    """
    place = pointer()
    try:
        if path is None:
            place.unlink(missing_ok=True)
            return
        place.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise storage_error(error, place, "write") from error
    write_durably(place, f"{path.expanduser().absolute()}\n")
