"""Checks of where results go, made before any long work begins."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from tracer_engine.durable_files import storage_error
from tracer_engine.errors import InputError, StorageError


def check_output_file(out: Path, *sources: Path) -> None:
    """Raises StorageError where `out` cannot be written, InputError where it is one of the `sources` being read."""
    for source in sources:
        try:
            same = out.exists() and source.exists() and out.samefile(source)
        except OSError:
            same = False
        if same:
            raise InputError(
                f"The result would take the place of {source}, which is being read.",
                remedy="Give --out another name.",
            )
    if out.is_dir():
        raise StorageError(f"Could not write {out}: it is a folder.", remedy="Give a file name.")
    _check_folder(out.parent)


@contextlib.contextmanager
def output_folder(folder: Path) -> Iterator[None]:
    """Makes `folder` (0700) if need be; where the work in the `with` block fails, what was made goes if it is empty.

    Raises StorageError where nothing can be written into it.
    """
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    try:
        _make_folder(folder)
        yield
    except BaseException:
        # Deepest first; a folder that holds something stays.
        with contextlib.suppress(OSError):
            for made in missing:
                made.rmdir()
        raise


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except FileExistsError as error:
        raise StorageError(
            f"Could not make the folder {folder}: a file of that name is in the way.", remedy="Give another folder."
        ) from error
    except OSError as error:
        raise storage_error(error, folder, "make the folder") from error
    _check_folder(folder)


def _check_folder(folder: Path) -> None:
    try:
        folder.stat()
    except OSError as error:
        raise storage_error(error, folder, "use the folder") from error
    if not folder.is_dir():
        raise StorageError(f"{folder} is a file, not a folder.", remedy="Check the path.")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise StorageError(
            f"The folder {folder} cannot be written to: access was denied.",
            remedy="Choose a folder you may write to.",
        )
