"""Where a request says who asks; the API and the portal read it alike."""

from typing import Final

#: The cookie that a browser keeps after signing in.
TOKEN_COOKIE: Final = "lantai_token"

#: Stands for the token of a header that holds none: no token has a blank in it.
NO_BEARER: Final = " "

#: The kind of the problem that answers it.
NO_BEARER_TOKEN: Final = "no-bearer-token"


def read_token(authorization: str | None, cookie: str | None) -> str | None:
    """The bearer token of a request (RFC 6750, 2.1); the header comes before the cookie.

    Args:
        authorization: the header Authorization; None where there is none.
        cookie: the cookie `TOKEN_COOKIE`; None or empty where there is none.

    Returns:
        None for an anonymous request. `NO_BEARER` for a header that holds no bearer token, as of a reverse proxy with
        Basic authentication: whoever sends it learns that, and is not answered as somebody else.
    """
    if authorization is None:
        return cookie or None
    scheme, _, token = authorization.partition(" ")
    return token.strip() or NO_BEARER if scheme.lower() == "bearer" else NO_BEARER
