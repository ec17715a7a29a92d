"""Where a request says who asks; the API and the portal read it alike."""

from typing import Final

#: The cookie that a browser keeps after signing in.
TOKEN_COOKIE: Final = "lantai_token"


def read_token(authorization: str | None, cookie: str | None) -> str | None:
    """The bearer token of a request (RFC 6750, 2.1); the header comes before the cookie.

    Args:
        authorization: the header Authorization; None where there is none.
        cookie: the cookie `TOKEN_COOKIE`; None or empty where there is none.

    Returns:
        None for an anonymous request. A header that holds no bearer token is given back as it is: no reader has such
        a token, so that whoever sends it learns it, and is not answered as somebody else.
    """
    if authorization is None:
        return cookie or None
    scheme, _, token = authorization.partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else authorization
