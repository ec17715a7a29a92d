"""An application served over loopback, for tests that ask it as a browser does."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Mount, Route
from starlette.types import ASGIApp

from portal.http import portal_app
from search_api.answers import Answers

START_SECONDS = 20


@contextmanager
def served(application: ASGIApp) -> Iterator[str]:
    """Serve an application on a free port of loopback; gives its origin, `http://127.0.0.1:PORT`."""
    config = uvicorn.Config(application, host="127.0.0.1", port=0, log_level="warning", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    patience = time.monotonic() + START_SECONDS
    while not server.started:
        assert thread.is_alive() and time.monotonic() < patience, "the server did not start"
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(START_SECONDS)


def beside_an_api(answers: Answers) -> Starlette:
    """The portal mounted as `lantai` mounts it, beside the one route of the API that its script asks."""

    def suggest(request: Request) -> JSONResponse:
        reader = answers.reader(request.cookies.get("lantai_token") or None)
        return JSONResponse(answers.suggest(reader, request.query_params.get("q", "")))

    return Starlette(routes=[Route("/api/v1/suggest", suggest), Mount("/", portal_app(answers))])
