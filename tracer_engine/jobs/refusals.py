"""What the jobs of a workspace refuse; each can be told apart by those who turn it into an answer."""

from __future__ import annotations

from tracer_engine.errors import InputError, StorageError


class UnknownJob(InputError):
    """There is no job of that id."""

    def __init__(self, job_id: str) -> None:
        super().__init__(
            f"There is no job {job_id!r}.", remedy="Look at the list of all jobs; those that ended long ago are gone."
        )


class KeyConflict(InputError):
    """The idempotency key was used before, for something else."""

    def __init__(self) -> None:
        super().__init__(
            "This idempotency key was used before, for another file or other options.",
            remedy="Send a new key with every new piece of work, and the same one only when sending it again.",
        )


class QueueFull(StorageError):
    """Too many jobs are waiting."""

    def __init__(self, queued: int) -> None:
        super().__init__(
            f"{queued:,} jobs are waiting already, and no more are taken.",
            remedy="Wait until some are done, or cancel those that are not needed.",
        )
