"""The portal on the wire: an ASGI application to stand beside the API, at `/`."""

from portal.http.portal import portal_app

__all__ = ["portal_app"]
