"""Asking a home as a browser would, without a network: every byte of an answer is kept for comparing."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, unquote, urlencode

from analyzers.chains import make_analyzer
from engines.port import Pinner
from holdings.identity import UnitIdentity
from holdings.store import homes, themes, units
from holdings.themes import Theme
from holdings.units import Unit
from indexer.plant import Plant
from indexer.writing import drain
from lantai.serving import Front
from portal.http import portal_app
from search_api.answering import Answering
from search_api.answers import Answers
from search_api.http import api_app
from search_api.originals import KeptOriginals
from search_api.page_images import NoPictures, PagePictures
from sharing.access import Role, SharingState
from sharing.changes import change_class, change_face, correct, withdraw
from sharing.classes import SharingClass
from sharing.grants import NamedReader
from sharing.store import add_grant, add_reader, end_grant, end_reader, protect
from sharing.themes import put_theme
from tests.homes import CLOCK, TODAY, StandingClock

NOW = "2026-01-01T00:00:00+00:00"
#: Headers that may differ between two homes.
_FREE = {"x-request-id", "date"}


@dataclass(frozen=True)
class Answer:
    """An answer with all that could tell something."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def told(self) -> dict[str, Any]:
        """The body read as JSON."""
        return json.loads(self.body)

    def header(self, name: str) -> str:
        """A header's value; empty where there is none."""
        return dict(self.headers).get(name, "")


class Home:
    """A home that answers."""

    def __init__(
        self,
        plant: Plant,
        watched: Callable[[Answering], Answers] = lambda answering: answering,
        pinned_by: Callable[[Pinner], Pinner] = lambda pinner: pinner,
        pictures: PagePictures | None = None,
    ) -> None:
        self.plant = plant
        self.today = TODAY
        analyzer = make_analyzer(plant.segmenter)
        with plant.store.reading() as connection:
            home = homes.fact(connection, "id")
        pinner = pinned_by(plant.generations.pinner(home, analyzer.fingerprint))
        clock = StandingClock(CLOCK.zone, lambda: self.today)
        answering = Answering(
            plant.store,
            pinner,
            analyzer,
            clock,
            pictures or NoPictures(),
            originals=KeptOriginals(plant.objects),
        )
        answers = watched(answering)
        self.api, self.portal = api_app(answers), portal_app(answers)
        self._app = Front(self.api, self.portal)
        self._runner = asyncio.Runner()

    def close(self) -> None:
        """Give the store and the loop back."""
        self._runner.close()
        self.plant.store.close()

    # ------------------------------------------------------------------------------------------- asking

    def ask(
        self,
        path: str,
        token: str = "",
        headers: Mapping[str, str] | None = None,
        method: str = "GET",
        body: bytes = b"",
    ) -> Answer:
        """One answer; the path may have a query."""
        return self._runner.run(self._asked(path, token, headers or {}, method, body))

    def search(self, token: str = "", **parameters: object) -> dict[str, Any]:
        """What GET /search answers; `from_` and `class_` stand for the words that Python keeps for itself."""
        answer = self.ask(search_path(**parameters), token)
        assert answer.status == 200, answer.body.decode()
        return answer.told

    def codes(self, token: str = "", **parameters: object) -> list[str]:
        """The codes that a search lists, all its pages."""
        found: list[str] = []
        cursor = ""
        while True:
            told = self.search(token, **{"size": 100, **parameters}, **({"cursor": cursor} if cursor else {}))
            found += [hit["unit"]["code"] for hit in told["hits"] if hit["unit"]]
            cursor = told["next"]
            if not cursor:
                return found

    async def _asked(
        self, path: str, token: str, headers: Mapping[str, str], method: str, body: bytes
    ) -> Answer:
        where, _, query = path.partition("?")
        sent = {"host": "archive.test", **headers, **({"authorization": f"Bearer {token}"} if token else {})}
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": unquote(where),
            "raw_path": where.encode("ascii", "replace"),
            "query_string": query.encode("ascii", "replace"),
            "root_path": "",
            "headers": [(name.encode("latin-1"), value.encode("latin-1")) for name, value in sent.items()],
            "client": ("127.0.0.1", 40000),
            "server": ("archive.test", 80),
        }
        got: list[dict[str, Any]] = []
        waiting = True

        async def receive() -> dict[str, Any]:
            nonlocal waiting
            if waiting:
                waiting = False
                return {"type": "http.request", "body": body, "more_body": False}
            await asyncio.Event().wait()
            raise AssertionError

        async def send(message: Any) -> None:
            got.append(message)

        await self._app(scope, receive, send)
        start = next(message for message in got if message["type"] == "http.response.start")
        told = tuple(
            sorted(
                (name.decode("latin-1").lower(), value.decode("latin-1"))
                for name, value in start["headers"]
                if name.decode("latin-1").lower() not in _FREE
            )
        )
        sent_back = b"".join(
            message.get("body", b"") for message in got if message["type"] == "http.response.body"
        )
        return Answer(start["status"], told, sent_back)

    # ------------------------------------------------------------------------------------------ changing

    def unit(self, code: str) -> Unit:
        """A held unit."""
        with self.plant.store.reading() as connection:
            found = units.find(connection, UnitIdentity("", code))
        assert found is not None, code
        return found

    def classify(self, code: str, to: SharingClass) -> None:
        """Change a unit's class."""
        unit = self.unit(code)
        with self.plant.store.writing() as connection:
            change_class(connection, unit, to, "复审", NOW)

    def correct(self, code: str, **elements: Any) -> None:
        """Correct elements of a description, by their names in `holdings.units.Description`."""
        unit = self.unit(code)
        told = {name: (str(getattr(unit.description, name)), str(value)) for name, value in elements.items()}
        corrected = replace(unit, description=replace(unit.description, **elements))
        with self.plant.store.writing() as connection:
            correct(connection, unit, corrected, told, "勘误", NOW)

    def face(self, code: str, hidden: bool, *published: str) -> None:
        """Hide or show a unit's face, with the elements published on it."""
        unit = self.unit(code)
        with self.plant.store.writing() as connection:
            before = protect(connection, [unit])[unit.row].state
            state = SharingState(before.sharing_class, hidden, frozenset(published))
            change_face(connection, unit, state, "复审", NOW)

    def theme(self, slug: str, change: Callable[[Theme], Theme]) -> None:
        """Write a theme again, changed."""
        with self.plant.store.writing() as connection:
            found = themes.find(connection, slug)
            assert found is not None
            put_theme(connection, change(found[1]))

    def theme_of(self, slug: str) -> Theme:
        """A theme as the store has it."""
        with self.plant.store.reading() as connection:
            found = themes.find(connection, slug)
        assert found is not None
        return found[1]

    def new_theme(self, theme: Theme) -> None:
        """Write a new theme."""
        with self.plant.store.writing() as connection:
            put_theme(connection, theme)

    def withdraw(self, code: str) -> None:
        """Withdraw a unit."""
        unit = self.unit(code)
        with self.plant.store.writing() as connection:
            withdraw(connection, unit, "撤回", NOW)

    def add_reader(self, name: str, role: Role = Role.READER, scope: str = "") -> str:
        """Add a reader; its token is made of the name, so that it is the same in every home."""
        token = f"lt_token_of_{name}"
        with self.plant.store.writing() as connection:
            add_reader(connection, NamedReader(name, role, scope, False), token, NOW)
        return token

    def end_reader(self, name: str) -> None:
        """End a reader."""
        with self.plant.store.writing() as connection:
            assert end_reader(connection, name, NOW)

    def grant(self, name: str, scope: str, until: dt.date = dt.date(2026, 12, 31)) -> int:
        """Give a grant."""
        with self.plant.store.writing() as connection:
            return add_grant(connection, name, scope, until, "编史", NOW)

    def end_grant(self, grant: int) -> None:
        """Take a grant back."""
        with self.plant.store.writing() as connection:
            assert end_grant(connection, grant, NOW)

    def follow(self) -> None:
        """Let the index writer run until it has nothing left to do."""
        drain(self.plant)


def search_path(**parameters: object) -> str:
    """The address of a search; a list of values is one parameter several times."""
    told = {
        name.removesuffix("_"): [str(each) for each in value] if isinstance(value, list) else str(value)
        for name, value in parameters.items()
    }
    return f"/api/v1/search?{urlencode(told, doseq=True)}"


def unit_path(code: str, rest: str = "") -> str:
    """The address of a unit."""
    return f"/api/v1/units/{quote(code)}{rest}"


def differing(homes: tuple[Home, Home], paths: Iterable[str], token: str = "", **more: Any) -> list[str]:
    """The addresses at which two homes answer differently, with what differs; empty if they are alike."""
    one, other = homes
    wrong = []
    for path in paths:
        here, there = one.ask(path, token, **more), other.ask(path, token, **more)
        if here != there:
            wrong.append(f"{unquote(path)}\n{_first_difference(here, there)}")
        elif here.status >= 500:
            wrong.append(f"{unquote(path)}: {here.status}")
    return wrong


def _first_difference(here: Answer, there: Answer) -> str:
    if here.status != there.status:
        return f"  {here.status} is not {there.status}"
    if here.body == there.body:
        return f"  {set(here.headers) ^ set(there.headers)}"
    one, other = here.body.decode("utf-8", "replace"), there.body.decode("utf-8", "replace")
    at = next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    return f"  …{one[max(0, at - 60) : at + 120]}…\n  …{other[max(0, at - 60) : at + 120]}…"
