"""What a request says of who asks and in which language; nothing else of it is trusted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from starlette.requests import Request

from portal.texts import CHINESE, LANGUAGES

TOKEN_COOKIE: Final = "lantai_token"
LANGUAGE_COOKIE: Final = "lantai_language"


@dataclass(frozen=True, slots=True)
class Visit:
    """One request for a page.

    Attributes:
        token: the bearer token that came with it, by header or by cookie; None for none.
        language: of the page.
        path: the address asked for, with its query but without a language, to come back to.
        parameters: of the query, the last of each name, without the language and without empty ones.
    """

    token: str | None
    language: str
    path: str
    parameters: dict[str, str]

    @classmethod
    def of(cls, request: Request) -> Visit:
        """Read a request."""
        asked = dict(request.query_params)
        language = asked.pop("lang", "") or request.cookies.get(LANGUAGE_COOKIE, "")
        # From the scope, where a path is decoded and whole: `request.url` would end it at a code's own "?".
        query = request.scope["query_string"].decode("ascii", "replace")
        parts = [part for part in query.split("&") if part and not part.startswith("lang=")]
        path = quote(request.scope["path"], safe="/:") + (f"?{'&'.join(parts)}" if parts else "")
        return cls(
            token=_token(request),
            language=language if language in LANGUAGES else CHINESE,
            path=path,
            parameters={name: value for name, value in asked.items() if value.strip()},
        )


def _token(request: Request) -> str | None:
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return given.strip()
    # An empty cookie is what a browser keeps of one that was taken away: no token at all.
    return request.cookies.get(TOKEN_COOKIE) or None


def from_elsewhere(request: Request) -> bool:
    """Whether a browser says that another site sent this request (Fetch Metadata, Sec-Fetch-Site)."""
    return request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}
