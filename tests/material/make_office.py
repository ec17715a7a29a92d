"""Writes tests/material/office/ anew from its .fodt files: what LibreOffice's Writer makes of them, in each format.

    python3 -m tests.material.make_office

Wants Debian's libreoffice-writer and python3-uno, and the Python that they belong to. The files are kept in the
repository: what an office suite writes, a document of 1997 above all, no test can write by itself.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "office"
SOURCES = {"ferry.fodt": ("doc",), "渡口.fodt": ("docx", "odt", "rtf", "html")}
FILTERS = {
    "doc": "MS Word 97",
    "docx": "MS Word 2007 XML",
    "odt": "writer8",
    "rtf": "Rich Text Format",
    "html": "HTML (StarWriter)",
}
_PORT = 20_917
_PATIENCE_S = 60


def main() -> int:
    """See the module."""
    import uno  # type: ignore[import-not-found]
    from com.sun.star.beans import PropertyValue  # type: ignore[import-not-found]
    from com.sun.star.connection import NoConnectException  # type: ignore[import-not-found]

    accept = f"socket,host=127.0.0.1,port={_PORT};urp;"
    with tempfile.TemporaryDirectory() as home:
        office = subprocess.Popen(
            ["soffice", "--headless", f"-env:UserInstallation=file://{home}", f"--accept={accept}"]
        )
        try:
            context = uno.getComponentContext()
            resolver = context.ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
            until = time.monotonic() + _PATIENCE_S
            while True:
                try:
                    remote = resolver.resolve(f"uno:{accept}StarOffice.ComponentContext")
                    break
                except NoConnectException:
                    if time.monotonic() > until:
                        raise
                    time.sleep(0.5)
            desktop = remote.ServiceManager.createInstance("com.sun.star.frame.Desktop")
            for source, endings in SOURCES.items():
                shown = (PropertyValue(Name="Hidden", Value=True),)
                document = desktop.loadComponentFromURL((FOLDER / source).as_uri(), "_blank", 0, shown)
                for ending in endings:
                    written_as = PropertyValue(Name="FilterName", Value=FILTERS[ending])
                    target = (FOLDER / source).with_suffix(f".{ending}")
                    document.storeToURL(target.as_uri(), (written_as,))
                document.close(True)
            desktop.terminate()
        finally:
            office.wait(_PATIENCE_S)
    return 0


if __name__ == "__main__":
    sys.exit(main())
