"""Which version this is: the one that is installed, said alike by API, metrics, layers of pages and commands."""

from importlib import metadata


def installed_version() -> str:
    """The version of the installed package; "0" where it runs without being installed."""
    try:
        return metadata.version("lantai")
    except metadata.PackageNotFoundError:
        return "0"
