"""Readers that do what the object says: read, loop, crash, eat memory, print or write without end."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from holdings.pages import Reading
from indexer.extraction.port import ExtractedPage

TEXT = "福建省档案馆"


class ReaderByContent:
    reads: frozenset = frozenset()
    cheap = False

    def __init__(self, how):
        self._how = how
        self._held = []

    def page_count(self, path):
        if self._how.startswith("opening-"):
            self._misbehave(self._how.removeprefix("opening-"))
        return 1 << 50 if self._how == "pages" else 2

    def page(self, path, index0):
        if index0 == 1:
            self._misbehave(self._how)
        return ExtractedPage(index0, TEXT, Reading.BORN)

    def _misbehave(self, how):
        if how == "loops":
            while True:
                pass
        if how == "segfaults":
            ctypes.string_at(0)
        if how == "allocates":
            while True:
                self._held.append(bytearray(8 << 20))
        if how == "recurses":
            self._misbehave(how)
        if how == "prints":
            while True:
                print("永不停止" * 1000)
        if how == "complains":  # as a library in C does, on the error output
            while True:
                os.write(2, b"warning: " * 1000)
        if how == "writes":
            with tempfile.TemporaryFile() as file:
                while True:
                    file.write(bytes(1 << 20))
        if how == "leaves":  # a program of its own that outlives a reader which is ended
            child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
            Path(os.fsdecode(self._note)).write_text(str(child.pid))
            time.sleep(600)

    _note = b""


def by_content(ocr, limits):
    def choose(path, name):
        reader = ReaderByContent(path.read_text())
        reader._note = os.fsencode(path)  # an object that nobody else reads
        return reader, "broken"

    return choose
