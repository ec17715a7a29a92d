"""An application served over loopback, for tests that ask it as a browser does."""

from __future__ import annotations

import threading
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
from tests.waiting import HANGS_S, until


@contextmanager
def served(application: ASGIApp) -> Iterator[str]:
    """Serve an application on a free port of loopback; gives its origin, `http://127.0.0.1:PORT`."""
    config = uvicorn.Config(application, host="127.0.0.1", port=0, log_level="warning", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until(lambda: server.started or not thread.is_alive(), "a server that started")
    assert server.started, "the server did not start"
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(HANGS_S)


def beside_an_api(answers: Answers) -> Starlette:
    """The portal mounted as `lantai` mounts it, beside the one route of the API that its script asks."""

    def suggest(request: Request) -> JSONResponse:
        reader = answers.reader(request.cookies.get("lantai_token") or None)
        return JSONResponse(answers.suggest(reader, request.query_params.get("q", "")))

    return Starlette(routes=[Route("/api/v1/suggest", suggest), Mount("/", portal_app(answers))])
