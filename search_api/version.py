"""Which version of Lantai answers: one number, in the API's description and in what is written for others (ALTO)."""

from __future__ import annotations

from importlib import metadata


def software_version() -> str:
    """The version of the installed package; empty where it runs without being installed."""
    try:
        return metadata.version("lantai")
    except metadata.PackageNotFoundError:
        return ""
