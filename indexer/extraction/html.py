"""HTML: the text that a reader sees, in the encoding that the page declares or that its bytes show."""

from __future__ import annotations

import codecs
import re
from html.parser import HTMLParser
from pathlib import Path

from holdings.media import letters as media_letters
from holdings.media.letters import MediaError
from holdings.media.limits import USUAL, MediaLimits
from holdings.media.text_encodings import decoded
from holdings.plausibility import fault_of
from indexer.extraction import letters
from indexer.extraction.port import Unreadable

_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_:.-]+)""", re.IGNORECASE)
# What pages call themselves, and what browsers take it for (WHATWG Encoding, clause 4.2).
_WIDER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "cp950",
    "shift_jis": "cp932",
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
}
#: Damaged characters, as a share of those beyond ASCII, with which a page is still in the encoding that it declares.
_MOST_DAMAGED = 0.1
_SILENT = frozenset("script style template noscript svg head select datalist".split())
# Elements without an end of their own (HTML Living Standard, 13.1.2).
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_SHOWN_VALUES = frozenset(
    {"", "text", "button", "submit", "reset", "search", "email", "tel", "url", "number", "date"}
)
_BLOCKS = frozenset(
    "address article aside blockquote body center dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 "
    "h5 h6 header hr html li main nav ol p pre section table tbody tfoot thead title tr ul caption".split()
)
_BLANKS = re.compile(r"[ \t]+")
_ENDS = re.compile(r"[ \t]?[\n\f][ \t\n\f]*")
_HAN = "[\u2e80-\u9fff\uff00-\uffef]"
_WITHIN_HAN = re.compile(rf"(?<={_HAN})\s+(?={_HAN})")
_BREAK = re.compile(r"page-break-before\s*:\s*always|break-before\s*:\s*page", re.IGNORECASE)


def html_texts(path: Path, name: str, limits: MediaLimits = USUAL) -> list[str]:
    """The text of a page, its title first.

    Raises:
        MediaError: too large.
        Unreadable: in none of the encodings.
    """
    if path.stat().st_size > limits.text_bytes:
        raise MediaError(media_letters.part_too_large(path.name, path.name, limits.text_bytes))
    text = html_text(path.read_bytes())
    if text is None:
        raise Unreadable(letters.not_text(name))
    return [text]


def html_text(octets: bytes, encoding: str = "") -> str | None:
    r"""The text of a page; `\f` where it asks for a new one. None for bytes in none of the encodings.

    Args:
        octets: of the page.
        encoding: as declared outside of it, by the header of a mail.
    """
    markup = _decoded(octets, encoding)
    return None if markup is None else markup_text(markup)


def markup_text(markup: str) -> str:
    """The text of a page that is decoded already."""
    # No tag begins after the last that ends; the parser would look for its end from each of its beginnings.
    end = markup.rfind(">") + 1
    reader = _Reader()
    reader.feed(markup[:end] + markup[end:].replace("<", " "))
    reader.close()
    return reader.text()


def _decoded(octets: bytes, encoding: str) -> str | None:
    found = _DECLARED.search(octets[:4096])
    declared = found[1].decode("ascii") if found else ""
    if not octets.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        for name in (encoding, declared):
            text = _as_declared(octets, name)
            if text is not None and fault_of(text) is None:
                return text
    guessed = decoded(octets)  # the page is not what it declares: its bytes tell
    return _as_declared(octets, declared) if guessed is None else guessed.text


def _as_declared(octets: bytes, name: str) -> str | None:
    """The page in this encoding, but for a few damaged characters; None where it is in another."""
    try:
        known = codecs.lookup(name).name
        text = octets.decode(_WIDER.get(known, known), "replace")
    except (LookupError, UnicodeError, ValueError):
        return None
    beyond = len(text) - len(text.encode("ascii", "ignore"))
    return text if text.count("\ufffd") <= beyond * _MOST_DAMAGED else None


class _Reader(HTMLParser):
    """Collects text; lines end at blocks, cells are parted by tabs."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._pieces: list[str] = []
        self._silent: list[str] = []
        self._held: list[str] = []  # what is silent, for an element that never ends
        self._title = False
        self._pre = 0
        self._ruby = False
        self._readings: list[str] = []  # set small above characters; they come last

    def text(self) -> str:
        joined = "".join(
            (*self._pieces, *self._held, *(f"\n{reading}" for reading in self._readings))
        ).replace("\xa0", " ")
        # Runs of blanks first: a pattern that begins with one would look through each run from each of its places.
        joined = _BLANKS.sub(lambda found: "\t" if "\t" in found[0] else " ", joined)
        joined = _ENDS.sub(lambda found: "\f" if "\f" in found[0] else "\n", joined)
        return joined.strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        style = given.get("style") or ""
        if _BREAK.search(style):
            self._say("\f")
        unseen = tag in self._silent if self._silent else _UNSEEN.search(style) or "hidden" in given
        if unseen and tag not in _VOID:
            self._silent.append(tag)
        if tag == "title":
            self._title = True
        elif tag in _SILENT:
            if tag != "head" and not self._silent:
                self._silent.append(tag)
        elif tag in _BLOCKS or tag == "br":
            self._say("\n")
            self._pre += tag == "pre"
        elif tag in ("td", "th"):
            self._say("\t")
        elif tag == "img":
            self._say(given.get("alt") or "")
        elif tag == "input" and (given.get("type") or "").lower() in _SHOWN_VALUES:
            self._say(f" {given.get('value') or given.get('placeholder') or ''} ")
        elif tag == "rp":
            self._silent.append(tag)
        elif tag == "rt":
            self._ruby = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._title = False
            self._pieces.append("\n")
        elif tag in self._silent:
            while self._silent.pop() != tag:
                pass
            if not self._silent:
                self._held.clear()
        elif tag in ("rt", "ruby"):
            self._ruby = False
        elif tag in _BLOCKS:
            self._say("\n")
            self._pre -= tag == "pre" and self._pre > 0

    def handle_data(self, data: str) -> None:
        text = data if self._pre else re.sub(r"[ \t\r\n\f]+", " ", _joined(data))
        if self._ruby and not self._silent:
            self._readings.append(text)
        elif self._title:
            self._pieces.append(text)
        elif not self._silent or self._silent[-1] not in ("script", "style"):
            self._say(text)

    def _say(self, text: str) -> None:
        (self._held if self._silent else self._pieces).append(text)


def _joined(data: str) -> str:
    """Lines of Chinese are broken in the markup without a blank between words."""
    return _WITHIN_HAN.sub(lambda found: "" if "\n" in found[0] else found[0], data)
