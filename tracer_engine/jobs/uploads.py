"""Where uploaded tables lie: one folder a job, for its owner's eyes only, gone as soon as it is of no more use."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

from tracer_engine.durable_files import storage_error, sync_folder
from tracer_engine.errors import InputError

_JOB_ID = re.compile(r"[0-9]{8}-[0-9]{6}-[0-9a-f]{8}")


class Uploads:
    """The folder `uploads` of a workspace. Raises StorageError."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise storage_error(error, folder, "make the folder") from error

    def new(self, job_id: str) -> Path:
        """The file (not there yet, its folder is) into which the upload of a job goes."""
        folder = self.folder / job_id
        try:
            folder.mkdir(mode=0o700)
        except OSError as error:
            raise storage_error(error, folder, "make the folder") from error
        # Its name stands in no message by chance, so that the client's own can take its place there.
        return folder / f"{job_id}.upload"

    def job_of(self, file: Path) -> str | None:
        """The id of the job an upload is for; None when the file is somebody's own."""
        folder = file.parent
        return folder.name if folder.parent == self.folder and _JOB_ID.fullmatch(folder.name) else None

    def make_lasting(self, file: Path) -> None:
        """Have the disk take an upload before its job is acknowledged. Raises InputError when it is not there."""
        try:
            handle = os.open(file, os.O_RDWR)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
            file.chmod(0o600)
        except FileNotFoundError as error:
            raise InputError("No file was received.", remedy="Send it again.") from error
        except OSError as error:
            raise storage_error(error, file) from error
        sync_folder(file.parent)
        sync_folder(self.folder)

    def remove(self, job_id: str) -> None:
        """Remove the upload of a job, if there is one; what cannot be removed now is swept at the next start."""
        if _JOB_ID.fullmatch(job_id):
            shutil.rmtree(self.folder / job_id, ignore_errors=True)

    def sweep(self, wanted: Callable[[str], bool]) -> None:
        """Remove every upload whose job does not want it."""
        for folder in list(self.folder.iterdir()):
            if folder.is_dir() and not wanted(folder.name):
                shutil.rmtree(folder, ignore_errors=True)
