from __future__ import annotations

import signal
import threading
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from tracer_engine.cli.printing import shown
from tracer_engine.cli.reading_options import AsJson


def serve(
    port: Annotated[
        int | None, typer.Option(metavar="N", min=0, max=65535, help="The port; a free one unless told.")
    ] = None,
    token_file: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where the token goes; `token` in the workspace unless told.")
    ] = None,
    log_file: Annotated[
        Path | None, typer.Option(metavar="FILE", help="One JSON line for each request; - is standard error.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Answer programs on this computer over HTTP, until Ctrl-C. The first line tells the address."""
    import json

    from tracer_engine.endpoint import Endpoint, read_settings
    from tracer_engine.workspace import open_workspace

    workspace = open_workspace()
    settings = read_settings(workspace.path, port=port, token_file=token_file, log_file=log_file)
    endpoint = Endpoint(workspace=workspace, settings=settings)
    wanted_gone = threading.Event()

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        if wanted_gone.is_set():
            # Asked twice: jobs end with their parent, and the next start puts the rest right.
            import os

            os._exit(130)
        wanted_gone.set()

    numbers = [signal.SIGINT, signal.SIGTERM, *([signal.SIGBREAK] if hasattr(signal, "SIGBREAK") else [])]
    before = {number: signal.signal(number, on_signal) for number in numbers}
    try:
        with endpoint:
            line = endpoint.address
            if as_json:
                line = json.dumps({"address": endpoint.address, "token_file": str(endpoint.token_file)})
            print(line, flush=True)
            typer.echo(f"The token is in {shown(endpoint.token_file)}. Ctrl-C ends it.", err=True)
            # In short waits: on Windows a long one would not let Ctrl-C through.
            while not wanted_gone.wait(0.5):
                if endpoint.wait(0):
                    break
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
