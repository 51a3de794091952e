"""Scoring for requests: models kept open by run, so many at once and no more, ended when nobody waits any longer."""

from __future__ import annotations

import asyncio
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from tracer_engine.endpoint.problems import ClientGone, refuse
from tracer_engine.endpoint.security import Receive
from tracer_engine.progress import Cancelled, Step
from tracer_engine.types.receipt import ReadingOptions
from tracer_engine.types.scores import Scored, ScoredBefore, ScoredRows
from tracer_engine.workspace import RunEntry, Workspace

if TYPE_CHECKING:
    from tracer_engine.scoring.model import Model
    from tracer_engine.types.campaign import Campaign
    from tracer_engine.types.outcomes import CampaignHistory, CampaignOutcome
    from tracer_engine.types.what_if import SegmentWhatIf

T = TypeVar("T")
MOST_MODELS = 4


class _Halted(Exception):
    """The work was ended because nobody waits for it."""


class Bench:
    """A few threads for heavy work of one kind, and a waiting room of limited size. Used from one event loop."""

    def __init__(self, name: str, at_once: int, most_waiting: int) -> None:
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix=name)
        self._at_once, self._most_waiting = at_once, most_waiting
        self._taken = 0
        self._closing = threading.Event()

    async def run(self, work: Callable[[Callable[[Step], bool]], T], receive: Receive | None = None) -> T:
        """Does `work` in a thread with a `Progress` that ends it when the client has gone or the endpoint closes.

        Raises Refusal when too many wait already, ClientGone when nobody waits for the answer any more.
        """
        if self._taken >= self._at_once + self._most_waiting:
            raise refuse(
                429, "Too many requests of this kind are waiting.", "Try again later.", headers=(("retry-after", "1"),)
            )
        gone = threading.Event()

        def progress(_step: Step, /) -> bool:
            if gone.is_set() or self._closing.is_set():
                raise Cancelled
            return True

        def call() -> T:
            try:
                progress(Step(stage="score", fraction=0.0))
                return work(progress)
            except Cancelled:
                raise _Halted from None

        self._taken += 1
        watcher = asyncio.ensure_future(_until_gone(receive)) if receive else None
        doing = asyncio.get_running_loop().run_in_executor(self._threads, call)
        doing.add_done_callback(self._one_less)
        try:
            ends: list[asyncio.Future[Any]] = [doing, watcher] if watcher else [doing]
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            if not doing.done():
                gone.set()
            return await asyncio.shield(doing)
        except _Halted:
            if self._closing.is_set() and not gone.is_set():
                raise refuse(503, "The endpoint is being shut down.", "Start it again, then try once more.") from None
            raise ClientGone from None
        finally:
            gone.set()
            if watcher:
                watcher.cancel()

    def _one_less(self, doing: asyncio.Future[Any]) -> None:
        self._taken -= 1
        if not doing.cancelled():
            doing.exception()  # taken note of, also where nobody waits for it any more

    def close(self) -> None:
        """Ends all work at its next step, and waits for that."""
        self._closing.set()
        self._threads.shutdown(wait=True, cancel_futures=True)


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


class Models:
    """The models of the runs used last, opened once. Any thread may ask."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._opening: dict[Any, threading.Lock] = {}
        self._models: OrderedDict[Any, Model] = OrderedDict()

    def model(self, entry: RunEntry) -> Model:
        """The model of a run. Raises InputError where it is refused."""
        from tracer_engine.workflow import load_model

        path = entry.path / "model.tracer"
        key = (entry.id, path.stat().st_mtime_ns) if path.exists() else (entry.id, 0)
        with self._lock:
            opening = self._opening.setdefault(key, threading.Lock())
        with opening:
            with self._lock:
                if key in self._models:
                    self._models.move_to_end(key)
                    return self._models[key]
            model = load_model(path)
            with self._lock:
                self._models[key] = model
                while len(self._models) > MOST_MODELS:
                    oldest, _ = self._models.popitem(last=False)
                    self._opening.pop(oldest, None)
        return model


class Scorer:
    """Scores files and rows with the models of runs."""

    def __init__(self, *, at_once: int, most_waiting: int) -> None:
        self._models = Models()
        # Files take minutes; single customers must not wait for them.
        self._files = Bench("score file", at_once, most_waiting)
        self._rows = Bench("score rows", at_once, most_waiting)

    async def score_file(
        self,
        entry: RunEntry,
        path: Path,
        out: Path,
        *,
        reasons: int,
        raw: bool,
        options: ReadingOptions,
        receive: Receive,
        **told: Any,
    ) -> Scored:
        """Scores a stored file into `out`; what else is `told` goes to the verb of that name."""

        def work(progress: Any) -> Scored:
            from tracer_engine.workflow import score_file

            model = self._models.model(entry)
            return score_file(model, path, out, reasons=reasons, raw=raw, options=options, progress=progress, **told)

        return await self._files.run(work, receive)

    async def scored_before(self, entry: RunEntry, workspace: Workspace) -> ScoredBefore:
        """What is remembered of the files scored with a run's model."""

        def work(_progress: Any) -> ScoredBefore:
            from tracer_engine.workflow import scored_before

            return scored_before(self._models.model(entry), workspace=workspace)

        return await self._rows.run(work)

    async def forget_scored(self, entry: RunEntry, workspace: Workspace) -> int:
        """Forgets them; tells how many files it was."""

        def work(_progress: Any) -> int:
            from tracer_engine.workflow import forget_scored

            return forget_scored(self._models.model(entry), workspace=workspace)

        return await self._rows.run(work)

    async def score_rows(self, entry: RunEntry, rows: Sequence[Mapping[str, object]], reasons: int) -> ScoredRows:
        """Scores a few rows."""

        def work(_progress: Any) -> ScoredRows:
            from tracer_engine.workflow import score_rows

            return score_rows(self._models.model(entry), rows, reasons=reasons)

        return await self._rows.run(work)

    async def plan_campaign(
        self,
        entry: RunEntry,
        path: Path,
        told: Mapping[str, object],
        out: Path | None,
        *,
        receive: Receive,
        **options: Any,
    ) -> Campaign:
        """Plans a campaign on a stored file; `options` are those of `workflow.campaigns.plan_campaign`."""

        def work(progress: Any) -> Campaign:
            from tracer_engine.workflow import RUN_FILES
            from tracer_engine.workflow.campaigns import plan_campaign

            return plan_campaign(
                self._models.model(entry),
                path,
                told,
                out,
                scores=entry.path / RUN_FILES["scores"],
                keep=True,
                progress=progress,
                **options,
            )

        return await self._files.run(work, receive)

    async def campaign_history(self, entry: RunEntry, workspace: Workspace) -> CampaignHistory:
        """The campaigns that were planned with a run's model, and what they did together."""

        def work(_progress: Any) -> CampaignHistory:
            from tracer_engine.workflow.campaign_outcomes import campaign_history

            return campaign_history(self._models.model(entry).card, workspace=workspace)

        return await self._rows.run(work)

    async def has_campaign(self, entry: RunEntry, campaign_id: str, workspace: Workspace) -> bool:
        """Whether a campaign of exactly this id was planned with a run's model."""

        def work(_progress: Any) -> bool:
            from tracer_engine.workflow.campaign_records import was_planned_with

            return was_planned_with(self._models.model(entry).card, campaign_id, workspace)

        return await self._rows.run(work)

    async def measure_campaign(
        self, campaign_id: str, path: Path, *, receive: Receive, **options: Any
    ) -> CampaignOutcome:
        """What a campaign of the workspace did, by a stored file; `options` are those of the verb of that name."""

        def work(progress: Any) -> CampaignOutcome:
            from tracer_engine.workflow.campaign_outcomes import measure_campaign

            return measure_campaign(campaign_id, path, progress=progress, **options)

        return await self._files.run(work, receive)

    async def what_if(
        self, entry: RunEntry, rows: Sequence[Mapping[str, object]], changes: Mapping[str, object]
    ) -> SegmentWhatIf:
        """A few rows as they are and as they would be; the run's list tells how many rows are like them."""

        def work(_progress: Any) -> SegmentWhatIf:
            from tracer_engine.workflow import RUN_FILES, what_if_rows

            return what_if_rows(self._models.model(entry), rows, changes, training=entry.path / RUN_FILES["scores"])

        return await self._rows.run(work)

    def close(self) -> None:
        """Ends whatever is being scored."""
        self._files.close()
        self._rows.close()
