"""What can go wrong, as one tree.

TracerError            anything Tracer refuses or cannot do; carries a message and a remedy
├── InputError         the file, an option or a model file cannot be used as it is (exit code 3)
└── StorageError       the disk, a folder or a lock stands in the way (exit code 4)

A wanted end is not an error: see `tracer_engine.progress.Cancelled`.
"""

from __future__ import annotations


class TracerError(Exception):
    """Base of every error Tracer raises on purpose.

    `message` says what happened and where (file, row, column), `remedy` what to do next; both are
    whole sentences meant to be read by the user as they are, in any front end. `options` are the
    options the remedy is about ("target", "exclude"): a front end adds what they are called there.
    """

    def __init__(self, message: str, *, remedy: str = "", options: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.options = options

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()


class InputError(TracerError):
    """The input cannot be used: a missing file, an unknown column, a refused model file."""


class StorageError(TracerError):
    """Reading or writing failed for a reason outside the input: full disk, no permission, a lock."""


def is_native_fault(error: BaseException) -> bool:
    """Whether a compiled library broke down: ctypes tells of an access violation on Windows as an OSError."""
    return isinstance(error, OSError) and error.errno is None and str(error).startswith("exception: ")
