"""Pages as responses: what may be kept by whom, and what a browser may do with them (design section 6)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

#: Nothing but this site's own; no script or style in the page itself, so no text can become one.
_POLICY: Final = (
    "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'"
)

_PROTECTION: Final = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    # Questions stand in addresses; other sites do not learn them.
    "Referrer-Policy": "same-origin",
}

#: Cookie holds both the token and the language that was chosen.
_VARY: Final = "Authorization, Cookie, Accept-Language"


def page_reply(
    request: Request,
    body: bytes,
    language_tag: str,
    *,
    status: int = 200,
    named: bool,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A page of HTML.

    Args:
        request: what was asked.
        body: UTF-8.
        language_tag: BCP 47.
        status: HTTP status.
        named: whether a token came with the request: then nothing is kept anywhere.
        headers: more headers.
    """
    sent = {**_PROTECTION, "Vary": _VARY, "Content-Language": language_tag, **(headers or {})}
    if named:
        sent["Cache-Control"] = "no-store"
    else:
        sent["Cache-Control"] = "no-cache"
        sent["ETag"] = f'"{hashlib.sha256(body).hexdigest()}"'
        if status == 200 and _same(request.headers.get("if-none-match", ""), sent["ETag"]):
            return Response(status_code=304, headers=sent)
    return Response(body, status, sent, media_type="text/html; charset=utf-8")


def _same(wanted: str, tag: str) -> bool:
    return wanted.strip() == "*" or tag in {part.strip().removeprefix("W/") for part in wanted.split(",")}


def redirect(path: str) -> RedirectResponse:
    """To another page of this site, after something was done; never kept."""
    return RedirectResponse(path, 303, {**_PROTECTION, "Cache-Control": "no-store"})


def piece_reply(request: Request, body: bytes, media_type: str, *, lasting: bool) -> Response:
    """A static piece.

    Args:
        request: what was asked.
        body: its bytes.
        media_type: of the bytes.
        lasting: the address names this very content, so that it may be kept for a year.
    """
    tag = f'"{hashlib.sha256(body).hexdigest()}"'
    sent = {
        **_PROTECTION,
        "ETag": tag,
        "Cache-Control": "public, max-age=31536000, immutable" if lasting else "no-cache",
    }
    if _same(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=sent)
    return Response(body, 200, sent, media_type=media_type)
