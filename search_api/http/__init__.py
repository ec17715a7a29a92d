"""The API on the wire: an ASGI application below `ROOT`."""

from search_api.http.routes import ROOT, api_app

__all__ = ["ROOT", "api_app"]
