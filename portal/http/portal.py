"""The routes of the portal. Each asks `Answers` as the reader who came, and shows what it says."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Route

from portal.archive import Archive
from portal.facet_page import facet_page, values_on_page
from portal.http.forms import FormRefused, read_form
from portal.http.replies import page_reply, piece_reply, redirect
from portal.http.visits import FORM_COOKIE, LANGUAGE_COOKIE, Visit, from_elsewhere
from portal.links import FACET_PARAMETERS, carried, own_path, page_url, unit_url
from portal.page_view import page_view
from portal.rendering import STATIC_TYPES, render, static_piece, static_version
from portal.search_page import FACETS, known_parameters, plain_dates, search_page
from portal.texts import CHINESE, LANGUAGES, Texts
from search_api.answers import Answers
from search_api.credentials import NO_BEARER_TOKEN, TOKEN_COOKIE
from search_api.problems import ProblemError
from search_api.profile import UNNAMED, ArchiveProfile

_LOG: Final = logging.getLogger("lantai.portal")

#: Children of a unit on one page.
CHILDREN: Final = 50

_YEAR: Final = 365 * 24 * 60 * 60

_ROBOTS: Final = (
    "User-agent: *\nDisallow: /api/\nDisallow: /signin\nDisallow: /language\nDisallow: /facets/\nDisallow: /*?\n"
    "Allow: /\n"
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A page that is ready to be written: its template, what it names, and whose page it is."""

    template: str
    name: str = ""
    status: int = 200
    context: dict[str, object] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def signs_in(self) -> bool:
        """Whether the form for signing in stands on it."""
        return self.template == "signin.html" or self.status == 401


def portal_app(answers: Answers, profile: ArchiveProfile = UNNAMED) -> Starlette:
    """The portal as an ASGI application, to be mounted at `/` after the API.

    Args:
        answers: what readers may ask; its calls block, so every page is made in a thread.
        profile: whose archive it is.
    """
    return Portal(answers, profile).app()


class Portal:
    """The pages, each a method from a visit to what is shown."""

    def __init__(self, answers: Answers, profile: ArchiveProfile) -> None:
        self._answers = answers
        self._archive = Archive(profile)

    def app(self) -> Starlette:
        """The application with its routes; a longer route stands before the one that would swallow it."""
        pages: dict[str, Callable[..., Shown]] = {
            "/": self.search,
            "/units/{code:path}/pages/{number}": self.page,
            "/units/{code:path}": self.unit,
            "/themes": self.themes,
            "/themes/{theme:path}": self.theme,
            "/facets/{name}": self.facet,
            "/about": self.about,
        }
        return Starlette(
            routes=[
                Route("/units/{code:path}/pages", _jump),
                *(Route(path, self._endpoint(page)) for path, page in pages.items()),
                Route("/signin", self._sign_in_form, methods=["GET"]),
                Route("/signin", self._sign_in, methods=["POST"]),
                Route("/signout", self._sign_out, methods=["POST"]),
                Route("/language", self._language),
                Route("/static/{name}", self._static),
                Route("/logo", self._logo),
                Route("/favicon.ico", lambda request: _piece(request, "favicon.svg")),
                Route("/robots.txt", _robots),
            ],
            exception_handlers={404: self._http_problem, 405: self._http_problem},
        )

    # ------------------------------------------------------------------------------------------- pages

    def search(self, visit: Visit) -> Shown:
        """The front page: a question and what it finds; an empty question browses."""
        reader = self._answers.reader(visit.token)
        # Links that are shared carry names of those who count clicks (utm_source, from=timeline): these ask nothing.
        asked = plain_dates(known_parameters(visit.parameters))
        answer = self._answers.search(reader, asked)
        shown = search_page(answer, asked, Texts(visit.language))
        return Shown("search.html", reader.name, context={"page": shown})

    def facet(self, visit: Visit, name: str) -> Shown:
        """All values of one facet of a search."""
        reader = self._answers.reader(visit.token)
        if name not in FACETS:
            return _problem(404, Texts(visit.language), reader.name)
        asked = plain_dates(known_parameters(visit.parameters, FACET_PARAMETERS))
        answer = self._answers.search(reader, {**asked, "facet": name, "size": str(values_on_page(asked))})
        shown = facet_page(answer, name, asked, Texts(visit.language))
        return Shown("facet.html", reader.name, context={"page": shown})

    def unit(self, visit: Visit, code: str) -> Shown:
        """A unit with its place, its description, and what lies below it."""
        reader = self._answers.reader(visit.token)
        answer = self._answers.unit(reader, code)
        cursor = visit.parameters.get("children", "")
        below = self._answers.children(reader, code, CHILDREN, cursor) if answer["children"] else None
        context: dict[str, object] = {
            "answer": answer,
            "unit": answer["unit"],
            "below": below,
            "cursor": cursor,
            "question": carried(visit.parameters.get("q", "")),
            "pages_from": visit.parameters.get("pages", ""),
        }
        return Shown("unit.html", reader.name, context=context)

    def page(self, visit: Visit, code: str, number: str) -> Shown:
        """A page of a unit: its image and its text, hits marked on both."""
        reader = self._answers.reader(visit.token)
        # A number that no unit reaches is not worth a question, and may not fit where it is asked.
        if not re.fullmatch("[0-9]{1,9}", number, re.ASCII):
            return _problem(404, Texts(visit.language), reader.name)
        question = visit.parameters.get("q", "")
        tolerant = visit.parameters.get("tolerant") != "0"
        answer = self._answers.page(reader, code, int(number), question, tolerant=tolerant)
        view = page_view(answer, visit.parameters)
        return Shown("page.html", reader.name, context={"answer": answer, "question": question, "view": view})

    def themes(self, visit: Visit) -> Shown:
        """The themes that this reader may see."""
        reader = self._answers.reader(visit.token)
        return Shown("themes.html", reader.name, context={"themes": self._answers.themes(reader)["themes"]})

    def theme(self, visit: Visit, theme: str) -> Shown:
        """A theme with its sections, units and notes."""
        reader = self._answers.reader(visit.token)
        return Shown("theme.html", reader.name, context={"theme": self._answers.theme(reader, theme)})

    def about(self, visit: Visit) -> Shown:
        """What is shared, with whom, and how to apply."""
        return Shown("about.html", self._answers.reader(visit.token).name)

    # ----------------------------------------------------------------------------------------- signing in

    def _sign_in_form(self, request: Request) -> Response:
        visit = Visit.of(request)
        back = own_path(visit.parameters.get("next", "/"))
        return self._write(request, visit, Shown("signin.html", self._name(visit), context={"back": back}))

    async def _sign_in(self, request: Request) -> Response:
        visit = Visit.of(request)
        try:
            form = await read_form(request)
        except FormRefused as refused:
            # What was not read is not waited for: the connection ends with the answer.
            texts = Texts(visit.language)
            shown = _problem(refused.status, texts)
            if refused.status == 400:
                shown.context.update(title=texts("problem.form"), letter=texts("problem.form.letter"))
            shown.headers["Connection"] = "close"
            return self._write(request, visit, shown)
        return await run_in_threadpool(self._signed_in, request, form)

    def _signed_in(self, request: Request, form: dict[str, str]) -> Response:
        visit = Visit.of(request)
        if from_elsewhere(request, FORM_COOKIE):
            return self._write(request, visit, _problem(403, Texts(visit.language)))
        token, back = form.get("token", "").strip(), own_path(form.get("next", "/"))
        try:
            known = bool(token) and not self._answers.reader(token).anonymous
        except ProblemError as problem:
            if problem.status != 401:
                return self._write(request, visit, _letter(problem, visit, ""))
            known = False
        if not known:
            return self._write(request, visit, _problem(401, Texts(visit.language), back=back))
        reply = redirect(back)
        reply.set_cookie(
            TOKEN_COOKIE,
            token,
            httponly=True,
            samesite="strict",
            path="/",
            secure=request.url.scheme == "https",
        )
        return reply

    def _sign_out(self, request: Request) -> Response:
        visit = Visit.of(request)
        if from_elsewhere(request, TOKEN_COOKIE):
            return self._write(request, visit, _problem(403, Texts(visit.language)))
        reply = redirect("/")
        reply.set_cookie(TOKEN_COOKIE, "", max_age=0, httponly=True, samesite="strict", path="/")
        return reply

    def _language(self, request: Request) -> Response:
        chosen = request.query_params.get("lang", "")
        reply = redirect(own_path(request.query_params.get("next", "/")))
        reply.set_cookie(
            LANGUAGE_COOKIE,
            chosen if chosen in LANGUAGES else CHINESE,
            max_age=_YEAR,
            httponly=True,
            samesite="lax",
            path="/",
        )
        return reply

    def _static(self, request: Request) -> Response:
        name = request.path_params["name"]
        if name not in STATIC_TYPES:
            visit = Visit.of(request)
            return self._write(request, visit, _problem(404, Texts(visit.language), self._name(visit)))
        return _piece(request, name)

    def _logo(self, request: Request) -> Response:
        archive = self._archive
        if not archive.logo:
            visit = Visit.of(request)
            return self._write(request, visit, _problem(404, Texts(visit.language), self._name(visit)))
        lasting = request.query_params.get("v", "") == archive.logo_version
        return piece_reply(request, archive.logo, archive.logo_type, lasting=lasting)

    # ------------------------------------------------------------------------------------------- writing

    def _endpoint(self, page: Callable[..., Shown]) -> Callable[[Request], Response]:
        def endpoint(request: Request) -> Response:
            visit = Visit.of(request)
            try:
                shown = page(visit, **request.path_params)
            except ProblemError as problem:
                shown = _letter(problem, visit, self._name(visit))
            except Exception:
                # The path is not logged: it may hold a question or a code.
                _LOG.exception("a page could not be made")
                shown = _problem(500, Texts(visit.language), self._name(visit))
            return self._write(request, visit, shown)

        return endpoint

    def _http_problem(self, request: Request, error: Exception) -> Response:
        visit = Visit.of(request)
        status = getattr(error, "status_code", 500)
        if status == 405 and request.method == "OPTIONS":
            allowed = ", ".join(_methods_at(request))
            return Response(status_code=204, headers={"Allow": allowed, "Cache-Control": "no-store"})
        shown = _problem(status, Texts(visit.language), self._name(visit))
        shown.headers.update(getattr(error, "headers", None) or {})
        if status == 405:
            shown.headers["Allow"] = ", ".join(_methods_at(request))
        return self._write(request, visit, shown)

    def _name(self, visit: Visit) -> str:
        """Who is signed in, for pages that show nothing else of it; empty where that cannot be said now."""
        if visit.token is None:
            return ""
        try:
            return self._answers.reader(visit.token).name
        except Exception:  # a letter is being written: a second failure must not hide it
            return ""

    def _write(self, request: Request, visit: Visit, shown: Shown) -> Response:
        context = {
            "archive": self._archive,
            "name": shown.name,
            "path": visit.path,
            "asked": visit.parameters,
            **shown.context,
        }
        reply = page_reply(
            request,
            render(shown.template, visit.language, **context),
            Texts(visit.language).tag,
            status=shown.status,
            named=visit.token is not None or request.method == "POST" or shown.signs_in,
            headers=shown.headers,
        )
        if shown.signs_in:
            reply.set_cookie(
                FORM_COOKIE,
                "1",
                httponly=True,
                samesite="strict",
                path="/signin",
                secure=request.url.scheme == "https",
            )
        return reply


def _methods_at(request: Request) -> list[str]:
    """The methods of all routes at the address of a request, in one order: a set has another in every process."""
    routes = (route for route in request.app.routes if isinstance(route, Route))
    return sorted(
        {
            method
            for route in routes
            if route.matches(request.scope)[0] is not Match.NONE
            for method in (*(route.methods or ()), "OPTIONS")
        }
    )


def _jump(request: Request) -> Response:
    """To the page whose number was typed; whether it is there is that page's to say."""
    visit = Visit.of(request)
    code, number = request.path_params["code"], visit.parameters.get("number", "")
    if not re.fullmatch("[0-9]{1,9}", number, re.ASCII):
        return redirect(unit_url(code, carried(visit.parameters.get("q", ""))))
    shown = {name: visit.parameters.get(name, "") for name in ("zoom", "turn", "tolerant")}
    return redirect(page_url(code, int(number), visit.parameters.get("q", ""), shown))


def _piece(request: Request, name: str) -> Response:
    lasting = request.query_params.get("v", "") == static_version(name)
    return piece_reply(request, static_piece(name), STATIC_TYPES[name], lasting=lasting)


def _robots(request: Request) -> Response:
    return piece_reply(request, _ROBOTS.encode("ascii"), "text/plain; charset=utf-8", lasting=False)


def _letter(problem: ProblemError, visit: Visit, name: str) -> Shown:
    """A problem of the API as a page; its own letter says what to do."""
    texts = Texts(visit.language)
    shown = _problem(problem.status, texts, name, back=own_path(visit.path))
    # A 401 of a token and a 404 say the same whatever is behind them: those letters are the portal's own. A header
    # that holds no token is nothing that a reader can mend at the sign-in page.
    if problem.status not in {401, 404} or problem.kind == NO_BEARER_TOKEN:
        shown.context["letter"] = texts.either(problem.problem["zh"], problem.problem["en"])
    if problem.retry_after:
        shown.headers["Retry-After"] = str(problem.retry_after)
    return shown


def _problem(status: int, texts: Texts, name: str = "", back: str = "/") -> Shown:
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else {}
    context: dict[str, object] = {
        "status": status,
        "title": texts.word("problem", str(status), texts("problem.other")),
        "letter": texts.word("problem", f"{status}.letter", ""),
        "back": back,
    }
    return Shown("problem.html", name, status, context, headers)
