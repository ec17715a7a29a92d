"""Forms as browsers post them: small ones, with few fields, or none at all."""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qs

from starlette.requests import ClientDisconnect, Request

#: Bytes of a form that are read; a token and a path fit many times over.
FORM_LIMIT: Final = 8192
#: Fields that a form may have; the largest of this site has two.
MOST_FIELDS: Final = 20
_KIND: Final = "application/x-www-form-urlencoded"


class FormRefused(Exception):
    """A form that is not read.

    Attributes:
        status: HTTP status that says why: 413 for too long, 415 for another kind, 400 for not to be understood.
    """

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


async def read_form(request: Request) -> dict[str, str]:
    """The fields of a form, the last of each name.

    Raises:
        FormRefused: it is longer than `FORM_LIMIT`, has more than `MOST_FIELDS`, or is no form of this site's kind.
    """
    kind = request.headers.get("content-type", _KIND).partition(";")[0].strip().lower()
    if kind != _KIND:
        raise FormRefused(415)
    body = b""
    try:
        async for piece in request.stream():
            body += piece
            if len(body) > FORM_LIMIT:
                raise FormRefused(413)
    except ClientDisconnect:
        raise FormRefused(400) from None
    try:
        fields = parse_qs(body.decode("utf-8", "replace"), max_num_fields=MOST_FIELDS)
    except ValueError:
        raise FormRefused(400) from None
    return {name: values[-1] for name, values in fields.items()}
