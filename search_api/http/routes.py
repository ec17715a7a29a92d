"""The API over HTTP: routes, headers, problems. What is answered is decided elsewhere.

Anonymous answers are `no-cache` with an ETag made of the body after the access check; named readers' are
`no-store`. No body holds a clock, a random value or an internal number; request ids travel in a header.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from holdings import errands
from search_api import openapi
from search_api.answers import Answers
from search_api.correcting import check_corrector, read_correction, read_seen
from search_api.credentials import TOKEN_COOKIE, read_token
from search_api.health import HealthLook
from search_api.http.object_replies import HEAD_ONLY, names, object_response
from search_api.letters import bad_parameter, not_found, unexpected, wrong_method
from search_api.offsets import in_utf16
from search_api.page_images import read_width
from search_api.problems import ProblemError, problem_body
from search_api.profile import UNNAMED, ArchiveProfile
from search_api.request import BETWEEN_VALUES, FILTERS, Offsets, read_offsets, read_tolerant
from search_api.version import installed_version
from sharing.access import ANONYMOUS, Reader

#: Where the routes are.
ROOT = "/api/v1"
#: The cookie that signing in on the portal sets.

_VARY = "Authorization, Cookie"


def api_app(answers: Answers, profile: ArchiveProfile = UNNAMED) -> FastAPI:
    """The API as an application.

    Args:
        answers: what answers the questions; its calls block, so routes run in threads.
        profile: whose archive it is.
    """
    app = FastAPI(
        title=openapi.TITLE,
        version=installed_version(),
        description=openapi.DESCRIPTION,
        openapi_url=None,  # a route of ours gives it, with what every answer has
        docs_url=None,
        redoc_url=None,
        separate_input_output_schemas=False,
        # An address with a slash too many is not there, as any other that is not.
        redirect_slashes=False,
    )
    description: dict[str, Any] = {}

    def described() -> dict[str, Any]:
        if not description:
            description.update(openapi.named(openapi.completed(_described(app)), profile))
        return description

    # As FastAPI's documentation has it for a description of one's own.
    app.openapi = described  # type: ignore[method-assign]

    @app.exception_handler(ProblemError)
    def _problem(request: Request, error: ProblemError) -> Response:
        return problem_response(error)

    @app.exception_handler(RequestValidationError)
    def _invalid(request: Request, error: RequestValidationError) -> Response:
        return problem_response(_invalid_problem(error))

    @app.exception_handler(HTTPException)
    def _http(request: Request, error: HTTPException) -> Response:
        if error.status_code != 405:
            return problem_response(not_found())
        known = sorted(
            {
                method
                for route in app.routes
                if isinstance(route, APIRoute) and route.path_regex.match(request.url.path)
                for method in route.methods or ()
            }
        ) or ["GET"]
        allowed = ", ".join(sorted({*known, "OPTIONS", *({"HEAD"} if "GET" in known else ())}))
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"Allow": allowed, "Cache-Control": "no-store"})
        response = problem_response(wrong_method(known))
        response.headers["Allow"] = allowed
        return response

    @app.exception_handler(Exception)
    def _unexpected(request: Request, error: Exception) -> Response:
        response = problem_response(unexpected())
        _name_answer(response.headers)
        return response

    app.add_middleware(_Named)

    @app.get(f"{ROOT}/openapi.json", include_in_schema=False)
    def described_answer(request: Request) -> Response:
        return answer_response(request, ANONYMOUS, app.openapi())

    _add_routes(app, answers)
    return app


def _add_routes(app: FastAPI, answers: Answers) -> None:
    # Longer routes first: a code is a path and takes all that is left of one.
    @app.get(f"{ROOT}/search", **openapi.SEARCH)
    def search(request: Request) -> Response:
        reader = _reader(request, answers)
        return answer_response(request, reader, answers.search(reader, search_parameters(request)))

    @app.get(f"{ROOT}/units/{{code:path}}/children", **openapi.CHILDREN)
    def children(request: Request, code: str) -> Response:
        reader = _reader(request, answers)
        parameters = _known(request, ("size", "cursor"))
        size = _number("size", parameters.get("size", "50"))
        return answer_response(
            request, reader, answers.children(reader, code, size, parameters.get("cursor", ""))
        )

    @app.get(f"{ROOT}/units/{{code:path}}/pages/{{number}}/image", response_class=Response, **openapi.IMAGE)
    def image(request: Request, code: str, number: str) -> Response:
        reader = _reader(request, answers)
        page = _page_number(number)
        width = read_width(_known(request, ("width",)).get("width", ""))
        return body_response(request, reader, answers.image(reader, code, page, width), "image/jpeg")

    @app.get(f"{ROOT}/units/{{code:path}}/pages/{{number}}/alto", response_class=Response, **openapi.ALTO)
    def alto(request: Request, code: str, number: str) -> Response:
        reader = _reader(request, answers)
        page = _page_number(number)
        _known(request, ())
        return text_response(request, reader, answers.alto(reader, code, page), "application/xml")

    @app.get(f"{ROOT}/units/{{code:path}}/pages/{{number}}/text", response_class=Response, **openapi.TEXT)
    def text(request: Request, code: str, number: str) -> Response:
        reader = _reader(request, answers)
        page = _page_number(number)
        _known(request, ())
        return text_response(request, reader, answers.text(reader, code, page), "text/plain")

    @app.get(f"{ROOT}/units/{{code:path}}/objects/{{number}}", response_class=Response, **openapi.OBJECT)
    def original(request: Request, code: str, number: str) -> Response:
        reader = _reader(request, answers)
        wanted = _page_number(number)
        _known(request, ())
        return object_response(request, reader, answers.original(reader, code, wanted), _VARY)

    _add_corrections(app, answers)

    @app.get(f"{ROOT}/units/{{code:path}}/pages/{{number}}", **openapi.PAGE)
    def page(request: Request, code: str, number: str) -> Response:
        reader = _reader(request, answers)
        wanted = _page_number(number)
        known = _known(request, ("q", "tolerant", "offsets"))
        tolerant, offsets = read_tolerant(known), read_offsets(known)
        told = answers.page(reader, code, wanted, known.get("q", ""), tolerant=tolerant)
        return answer_response(request, reader, in_utf16(told) if offsets is Offsets.UTF_16 else told)

    @app.get(f"{ROOT}/units/{{code:path}}", **openapi.UNIT)
    def unit(request: Request, code: str) -> Response:
        reader = _reader(request, answers)
        return answer_response(request, reader, answers.unit(reader, code))

    @app.get(f"{ROOT}/suggest", **openapi.SUGGEST)
    def suggest(request: Request) -> Response:
        reader = _reader(request, answers)
        return answer_response(request, reader, answers.suggest(reader, _known(request, ("q",)).get("q", "")))

    @app.get(f"{ROOT}/themes", **openapi.THEMES)
    def themes(request: Request) -> Response:
        reader = _reader(request, answers)
        return answer_response(request, reader, answers.themes(reader))

    @app.get(f"{ROOT}/themes/{{theme:path}}", **openapi.THEME)
    def theme(request: Request, theme: str) -> Response:
        reader = _reader(request, answers)
        return answer_response(request, reader, answers.theme(reader, theme))

    looked = HealthLook(lambda: answers.healthy())

    @app.get(f"{ROOT}/health", **openapi.HEALTH)
    async def health(request: Request) -> Response:
        # On the loop: the threads in which questions are answered may all be taken.
        up = await looked.up()
        body = json.dumps({"status": "up" if up else "down"}).encode("ascii")
        return Response(
            body, 200 if up else 503, {"Cache-Control": "no-store"}, media_type="application/json"
        )


def _add_corrections(app: FastAPI, answers: Answers) -> None:
    @app.put(f"{ROOT}/units/{{code:path}}/pages/{{number}}/text", **openapi.CORRECT)
    async def correct(request: Request, code: str, number: str) -> Response:
        # Who may correct nothing at all is told so before his body is read.
        reader = await run_in_threadpool(_corrector, request, answers)
        page, seen = _page_number(number), read_seen(request.headers.get("if-match"))
        _known(request, ())
        told = read_correction(await request.body())
        answer = await run_in_threadpool(answers.correct, reader, code, page, told, seen)
        return answer_response(request, reader, answer)

    @app.delete(f"{ROOT}/units/{{code:path}}/pages/{{number}}/text", **openapi.UNCORRECT)
    def uncorrect(request: Request, code: str, number: str) -> Response:
        reader = _corrector(request, answers)
        page, seen = _page_number(number), read_seen(request.headers.get("if-match"))
        _known(request, ())
        return answer_response(request, reader, answers.uncorrect(reader, code, page, seen))


def _corrector(request: Request, answers: Answers) -> Reader:
    reader = _reader(request, answers)
    check_corrector(reader)
    return reader


def _described(app: FastAPI) -> dict[str, Any]:
    return get_openapi(
        title=app.title,
        version=app.version,
        description=app.description,
        routes=app.routes,
        separate_input_output_schemas=False,
    )


class _Named:
    """Puts the headers that every answer has on it.

    HEAD is answered as GET, without the body (RFC 9110, 9.3.2).

    An ASGI application around another: a function for `app.middleware` passes every body through a task and a queue of
    its own, which took 0.8 ms of each answer.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See the ASGI specification."""
        only_head = scope["type"] == "http" and scope["method"] == "HEAD"
        if only_head:
            scope = {**scope, "method": "GET", HEAD_ONLY: True}

        async def naming(message: Message) -> None:
            if message["type"] == "http.response.start":
                _name_answer(MutableHeaders(scope=message))
            elif only_head and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self._app(scope, receive, naming if scope["type"] == "http" else send)


def _name_answer(headers: MutableHeaders) -> None:
    headers["X-Request-ID"] = errands.current() or errands.made()
    headers["X-Content-Type-Options"] = "nosniff"


def answer_response(request: Request, reader: Reader, answer: Mapping[str, Any]) -> Response:
    """An answer with the headers that its reader's copy may have; 304 where the reader has it already."""
    body = json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    return body_response(request, reader, body, "application/json")


def text_response(request: Request, reader: Reader, text: str, media_type: str) -> Response:
    """An answer that is text of its own kind; as `answer_response`."""
    return body_response(request, reader, text.encode("utf-8", "replace"), f"{media_type}; charset=utf-8")


def body_response(request: Request, reader: Reader, body: bytes, media_type: str) -> Response:
    """An answer of any kind; as `answer_response`."""
    headers = {"Vary": _VARY}
    if not reader.anonymous:
        return Response(body, headers={**headers, "Cache-Control": "no-store"}, media_type=media_type)
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers |= {"Cache-Control": "no-cache", "ETag": etag}
    if names(request.headers.get("if-none-match", ""), etag):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=media_type)


def problem_response(error: ProblemError) -> Response:
    """A problem, as RFC 9457 says."""
    headers = {"Vary": _VARY, "Cache-Control": "no-store"}
    if error.retry_after:
        headers["Retry-After"] = str(error.retry_after)
    if error.status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="lantai"'
    return Response(problem_body(error), error.status, headers, media_type="application/problem+json")


def token_of(request: Request) -> str | None:
    """The bearer token of a request, from its header, else from the portal's cookie; None for neither."""
    return read_token(request.headers.get("authorization"), request.cookies.get(TOKEN_COOKIE))


def _reader(request: Request, answers: Answers) -> Reader:
    return answers.reader(token_of(request))


def search_parameters(request: Request) -> dict[str, str]:
    """The parameters of a search; several values of a filter as one text, with `BETWEEN_VALUES` between them.

    Raises:
        ProblemError: 400, another parameter is there twice.
    """
    return _single(request, FILTERS)


def _single(request: Request, several: tuple[str, ...] = ()) -> dict[str, str]:
    parameters: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        if name in parameters and name in several:
            parameters[name] += BETWEEN_VALUES + value
            continue
        if name in parameters:
            raise bad_parameter(name[:40], "它出现了两次。请只写一次。", "it is there twice. Write it once.")
        parameters[name] = value
    return parameters


def _known(request: Request, names: tuple[str, ...]) -> dict[str, str]:
    parameters = _single(request)
    for name in parameters:
        if name not in names:
            raise bad_parameter(
                name[:40],
                f"没有这个参数。可用的是 {'、'.join(names)}。" if names else "这个地址不用参数。请去掉它。",
                f"there is none of this name. Known are {', '.join(names)}."
                if names
                else "this address takes none. Leave it out.",
            )
    return parameters


def _number(name: str, text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) <= 9:
        return int(text)
    raise bad_parameter(name, "请写整数。", "write a whole number.")


def _page_number(text: str) -> int:
    """The number of a page or an object; one that no unit reaches is not there."""
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise not_found()
    return int(text)


def _invalid_problem(error: RequestValidationError) -> ProblemError:
    places = ", ".join(".".join(str(part) for part in each["loc"]) for each in error.errors())
    return bad_parameter(places[:80], "值不合要求。", "its value is not allowed.")
