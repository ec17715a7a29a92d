"""What a request says of who asks, in which language, and from where; nothing else of it is trusted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlsplit

from starlette.requests import Request

from portal.links import BETWEEN_VALUES, SEVERAL
from portal.texts import CHINESE, LANGUAGES
from search_api.credentials import TOKEN_COOKIE, read_token

LANGUAGE_COOKIE: Final = "lantai_language"
#: Characters of a question that pages say again; more are searched in no home (`lantai.limits`), and links repeat them.
MOST_SAID_AGAIN: Final = 2_001
#: Characters of an address that pages lead back to; of a longer one the query is left out, or all of it.
LONGEST_BACK: Final = 8_000
#: Comes with the form for signing in. It says nothing but that the form was a page of this site: browsers send it with
#: no request that another site begins (SameSite=Strict), over plain HTTP too.
FORM_COOKIE: Final = "lantai_form"
_MOST_LANGUAGES: Final = 30
_WEIGHT: Final = re.compile(r"q=([01](?:\.[0-9]{0,3})?)")


@dataclass(frozen=True, slots=True)
class Visit:
    """One request for a page.

    Attributes:
        token: the bearer token that came with it, by header or by cookie; None for none.
        language: of the page.
        path: the address asked for, with its query but without a language, to come back to.
        parameters: of the query, the last of each name (of a filter all values, with `BETWEEN_VALUES` between them),
            without the language and without empty ones; of a question the first `MOST_SAID_AGAIN` characters.
    """

    token: str | None
    language: str
    path: str
    parameters: dict[str, str]

    @classmethod
    def of(cls, request: Request) -> Visit:
        """Read a request."""
        asked: dict[str, str] = {}
        for name, value in request.query_params.multi_items():
            if name == "from" and value.isascii() and value.isalpha():
                # WeChat adds from=timeline, singlemessage or groupmessage to an address that is shared: no date.
                continue
            several = name in SEVERAL and asked.get(name) and value
            asked[name] = f"{asked[name]}{BETWEEN_VALUES}{value}" if several else value
        language = asked.pop("lang", "") or request.cookies.get(LANGUAGE_COOKIE, "")
        if language not in LANGUAGES:
            language = preferred(request.headers.get("accept-language", ""))
        # From the scope, where a path is decoded and whole: `request.url` would end it at a code's own "?".
        query = request.scope["query_string"].decode("ascii", "replace")
        parts = [part for part in query.split("&") if part and not part.startswith("lang=")]
        path = quote(request.scope["path"], safe="/:")
        if len(path) > LONGEST_BACK:
            path = "/"
        elif parts and len(path) + len(query) < LONGEST_BACK:
            path += f"?{'&'.join(parts)}"
        if "q" in asked:
            asked["q"] = asked["q"][:MOST_SAID_AGAIN]
        return cls(
            # An empty cookie is what a browser keeps of one that was taken away: no token at all.
            token=read_token(request.headers.get("authorization"), request.cookies.get(TOKEN_COOKIE)),
            language=language,
            path=path,
            parameters={name: value for name, value in asked.items() if value.strip()},
        )


def preferred(accepted: str) -> str:
    """The language of this site that a browser likes best, by its Accept-Language (RFC 9110, 12.5.4); Chinese for none.

    Of languages liked alike the one that is named first.
    """
    liked: list[tuple[float, int, str]] = []
    for at, each in enumerate(accepted.lower().split(",")[:_MOST_LANGUAGES]):
        tag, _, rest = each.strip().partition(";")
        weight = _WEIGHT.fullmatch(rest.strip())
        language = tag.strip().partition("-")[0]
        if language in LANGUAGES and (weight or not rest):
            liked.append((-float(weight[1]) if weight else -1.0, at, language))
    best = min(liked, default=(0.0, 0, CHINESE))
    return best[2] if best[0] < 0 else CHINESE


def from_elsewhere(request: Request, proof: str) -> bool:
    """Whether another site may have sent this form.

    A browser says so itself: by Sec-Fetch-Site (which it sends to addresses with https and to loopback alone), else by
    Origin (with every form that is posted). One that sends neither has to bring a cookie that it sends with no request
    of another site.

    Args:
        request: that posts a form.
        proof: name of a cookie that is SameSite=Strict.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = request.headers.get("origin")
    if origin is not None:
        return _authority(origin) not in _own_authorities(request)
    return not request.cookies.get(proof)


def _authority(origin: str) -> str:
    """Name and port of an origin; empty for one that is none, as `null`."""
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""


def _own_authorities(request: Request) -> set[str]:
    """Names and ports by which a browser knows this site; a proxy may have put its own in the place of Host."""
    forwarded = request.headers.get("x-forwarded-host", "").partition(",")[0]
    named = {request.headers.get("host", "").strip().lower(), forwarded.strip().lower()}
    return named - {""}
