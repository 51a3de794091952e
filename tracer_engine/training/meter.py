"""Turns the fits of a portfolio into steps: the share that is done, how it stands, and an honest range of time left."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tracer_engine.progress import Progress, Standing, Step

# After the fits there is a model to make and to judge. These are seconds, and seconds a row, of what cannot be told
# from the fits: fits on parts of the rows, intervals, reasons, the written list. Measured; the range is wide enough
# for others.
LEAST_AFTER, AFTER_PER_ROW = 0.8, 1.6e-4
REASONS = 0.5  # what the tables for reasons take beside a fit: large trees as much, small ones little
KNOWN_SHARE = 0.08


@dataclass(frozen=True)
class Fit:
    """One learner on all folds, once: its name, what it costs beside others, and whether it is refitted each time."""

    name: str
    cost: float
    seeded: bool = True


class Meter:
    """Tells of fits as they go. `standing` is what is told; whoever fits adds the scores to it."""

    def __init__(
        self, progress: Progress, fits: Sequence[Fit], folds: int, rows: int = 0, ends_by: float | None = None
    ) -> None:
        self.progress, self.fits, self.folds, self.rows = progress, list(fits), folds, rows
        self.ends_by = ends_by
        self.standing = Standing(
            learners=tuple(dict.fromkeys(fit.name for fit in fits)), folds=folds, fits=len(fits) * folds
        )
        self.may_stop = False
        self._position = -1
        self._total = sum(fit.cost for fit in fits)
        self._done = 0.0
        self._began = self._learner_began = time.monotonic()
        self._seconds: dict[str, list[float]] = {}

    def begin(self, *, may_stop: bool) -> None:
        """The next learner begins; until one is whole there is nothing to keep, so a wish to stop has to wait."""
        self._position += 1
        self.may_stop = may_stop
        self._learner_began = time.monotonic()
        self.standing = replace(
            self.standing,
            running=self.fits[self._position].name,
            folds_done=0,
            fits_done=self._position * self.folds,
        )

    def fold_done(self) -> None:
        """One more fold is done."""
        self._done += self.fits[self._position].cost / self.folds
        standing = self.standing
        folds_done = min(self.folds, standing.folds_done + 1)
        self.standing = replace(standing, folds_done=folds_done, fits_done=min(standing.fits, standing.fits_done + 1))

    def end(self) -> None:
        """The learner is whole: `standing` was told its score already."""
        name = self.fits[self._position].name
        self._seconds.setdefault(name, []).append(time.monotonic() - self._learner_began)
        self.standing = replace(self.standing, running=None)
        score = next((score for score in self.standing.scores if score.name == name), None)
        self._tell(f"{name} done", learner=name, value=score.roc_auc if score else None)

    def watch(self) -> bool:
        """Tell how far it is; False when there is something to keep, and the user wants to finish early or `ends_by`
        (of the monotonic clock) leaves no more time than what follows the fits takes.
        """
        now = self.standing.running
        wanted = self._tell(f"{self.standing.fits_done} of {self.standing.fits} fits done · now: {now}")
        late = self.ends_by is not None and time.monotonic() + self.after() >= self.ends_by
        return (wanted and not late) or not self.may_stop

    @property
    def share(self) -> float:
        """Of the fits, the share that is done."""
        return min(1.0, self._done / self._total) if self._total else 1.0

    def after(self) -> float:
        """Seconds that what follows the fits is likely to take: fits on all rows, and the judging."""
        refits = 0.0
        for fit in {fit.name: fit for fit in self.fits[: self._position + 1]}.values():
            mine = self._seconds.get(fit.name)
            if mine:
                refits += (sum(mine) if fit.seeded else mine[-1]) / self.folds
        return (1 + REASONS) * refits + LEAST_AFTER + AFTER_PER_ROW * self.rows

    def seconds_left(self) -> tuple[float, float] | None:
        """A range, once enough is done to tell; narrower where every learner was seen once."""
        elapsed = time.monotonic() - self._began
        if self.share < KNOWN_SHARE:
            return None
        pace = elapsed / self._done
        running = self.standing.running is not None
        fits = 0.0
        for fit in self.fits[self._position + (0 if running else 1) :]:
            mine = self._seconds.get(fit.name)
            fits += sum(mine) / len(mine) if mine else fit.cost * pace
        if running:
            fits = max(0.0, fits - (time.monotonic() - self._learner_began))
        # Refits of fits that are still to come take their part of them.
        left = fits * (1 + (1 + REASONS) / self.folds) + self.after()
        seen = all(fit.name in self._seconds for fit in self.fits)
        return (0.75 * left, 1.35 * left) if seen else (0.6 * left, 1.6 * left)

    def _tell(self, text: str, learner: str | None = None, value: float | None = None) -> bool:
        return self.progress(
            Step(
                stage="train",
                fraction=self.share,
                text=text,
                seconds_left=self.seconds_left(),
                learner=learner,
                value=value,
                standing=self.standing,
            )
        )


class Countdown:
    """The time left once the fits are done: what was expected, less what has passed, never quite nothing."""

    def __init__(self, seconds: float) -> None:
        self._seconds, self._began = seconds, time.monotonic()

    def left(self) -> tuple[float, float]:
        """A range; it says at least a little while something is still being done."""
        left = max(self._seconds - (time.monotonic() - self._began), 0.1 * self._seconds)
        return 0.6 * left, 1.6 * left
