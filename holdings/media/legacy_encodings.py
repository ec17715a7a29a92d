"""Which encoding of Chinese or Japanese are these bytes in? Told by how common the characters are that come out.

For what is too short to be told otherwise (names of members, headers), and for what declares nothing or the wrong
thing. Every standard of characters has its common ones in front: level 1 of GB 2312, of Big5, of JIS X 0208. Bytes
read in the wrong encoding give characters from all over the table.
"""

from __future__ import annotations

import codecs
from collections.abc import Sequence

from holdings.media.taiwan_encodings import EUC_TW, ISO_2022_CN
from holdings.media.text_encodings import decoded

LEGACY = ("gb18030", "cp950", "cp932")
"""What Windows writes in China, Taiwan and Hong Kong, Japan; of equals the earlier."""

PLAIN = 0.6
"""A text whose characters are as common as this on the average is in that encoding, whatever it declares."""

_RARE = 0.2
_RUNNING = 24  # bytes beyond ASCII from which a text is told by more than how common its characters are
_SAMPLE = 1 << 14
_HIGH = bytes(range(0x80, 0x100))
# What mailers and pages name, and the wider encoding that they write.
_WIDER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "cp950",
    "shift_jis": "cp932",
    "iso8859-1": "cp1252",
    "euc_kr": "cp949",
    "iso2022_jp": "iso2022_jp_ext",
}
_NAMES = {
    "cn-gb": "gb18030",
    "gb-2312": "gb18030",
    "gb_2312": "gb18030",
    "cn-big5": "cp950",
    "euc-cn": "gb18030",
}
# Declared by programs that do not know what they send.
_SAYS_LITTLE = frozenset({"ascii", "cp1252", "latin-1", ""})
# Codecs of Python that are no encodings of text, or take their time.
_NO_TEXT = frozenset(
    {"punycode", "idna", "unicode_escape", "raw-unicode-escape", "unicode-escape", "undefined"}
)
_MOST_DAMAGED = 0.02


def known_encoding(declared: str) -> str:
    """Python's name of the widest encoding that goes by a declared name; empty where there is none."""
    name = declared.strip().strip("\"'").lower()
    for tried in (name, name.removeprefix("x-"), name.replace("windows-", "cp")):
        if tried in _NAMES:
            return _NAMES[tried]
        try:
            found = codecs.lookup(tried).name
        except (LookupError, ValueError, UnicodeError):
            continue
        return "" if found in _NO_TEXT else _WIDER.get(found, found)
    return ""


def says_little(declared: str) -> bool:
    """Is this declared by programs that do not know what they send (nothing, ASCII, Latin)?"""
    return known_encoding(declared) in _SAYS_LITTLE


def in_encoding(octets: bytes, declared: str) -> str:
    """Text in the encoding that is declared, where it can be, else in one that fits; damaged characters are U+FFFD."""
    known = known_encoding(declared)
    if octets.isascii() and known in ("", "ascii"):
        of_seven_bits = decoded(octets)  # HZ and ISO 2022
        return of_seven_bits.text if of_seven_bits is not None else octets.decode("ascii")
    if known in _SAYS_LITTLE and (found := _running(octets)) is not None:
        return found
    wide = None if octets.isascii() else _decoded(octets, "utf-8", 0)
    text = None if known in _SAYS_LITTLE else _decoded(octets, known, 0)
    if text is not None and wide and _rather_utf8(octets, wide, known):
        return wide
    if text is not None:
        encoding, common = likeliest(octets) if known in LEGACY else (known, 1.0)
        wrong = common >= PLAIN and _common(octets[:_SAMPLE], known) < _RARE
        return octets.decode(encoding, "replace") if wrong else text
    if wide is not None:
        return wide
    if known not in _SAYS_LITTLE and (text := _decoded(octets, known, _MOST_DAMAGED)) is not None:
        return text
    encoding, common = likeliest(octets)
    least = PLAIN if known in ("cp1252", "latin-1") else 0.0
    if common > least:
        return octets.decode(encoding, "replace")
    return _latin(octets) if known in _SAYS_LITTLE or known == "utf-8" else octets.decode(known, "replace")


def _running(octets: bytes) -> str | None:
    """A running text by all that tells encodings apart; None where that is too little."""
    if len(octets) - len(octets.translate(None, _HIGH)) < _RUNNING:
        return None
    found = decoded(octets)
    return found.text if found is not None and found.whole == 1 else None


def _rather_utf8(octets: bytes, wide: str, known: str) -> bool:
    """Nearly all bytes are valid GB18030 and its like; hardly any but UTF-8's own are valid UTF-8."""
    return known in LEGACY and max(wide) >= "\u0800" and _common(octets[:_SAMPLE], known) < PLAIN


def likeliest(octets: bytes) -> tuple[str, float]:
    """The encoding that gives the most common characters, and how common they are (1: all are, below 0: few)."""
    sample = octets[:_SAMPLE]
    ranked = ((_common(sample, encoding), -at, encoding) for at, encoding in enumerate(LEGACY))
    common, _, encoding = max(ranked)
    return encoding, common


def names_in_one_encoding(written: Sequence[bytes]) -> list[str]:
    """Names that programs wrote without saying in which encoding; what cannot be decoded is U+FFFD.

    Those that are UTF-8 beyond doubt are that; all others are in one encoding.
    """
    names = [_decoded(name, "utf-8", 0) for name in written]
    others = [octets for octets, name in zip(written, names, strict=True) if name is None]
    if not others:
        return [name or "" for name in names]
    encoding, _ = likeliest(b"/".join(others))
    return [
        name
        if name is not None and (name.isascii() or max(name) >= "\u0800")
        else octets.decode(encoding, "replace")
        for octets, name in zip(written, names, strict=True)
    ]


def _decoded(octets: bytes, encoding: str, damaged: float) -> str | None:
    try:
        text = octets.decode(encoding, "replace" if damaged else "strict")
    except (LookupError, UnicodeError, ValueError):
        return None
    return text if text.count("\ufffd") <= damaged * len(text) else None


def _latin(octets: bytes) -> str:
    try:
        return octets.decode("cp1252")
    except UnicodeDecodeError:
        return octets.decode("latin-1")


def _common(sample: bytes, encoding: str) -> float:
    text = codecs.getincrementaldecoder(encoding)("replace").decode(sample, len(sample) < _SAMPLE)
    beyond = [character for character in text if character >= "\x80"]
    if not beyond:
        return 0.0
    return sum(_weight(character, encoding) for character in beyond) / len(beyond)


def _weight(character: str, encoding: str) -> float:
    if "\u4e00" <= character <= "\u9fff":
        return _of_han(character, encoding)
    if "\u3000" <= character <= "\u3017" or character in "·—‘’“”…×℃" or "\uff01" <= character <= "\uff5e":
        return 0.8
    if "\u3041" <= character <= "\u30fe":
        return 0.9 if encoding == "cp932" else 0.0
    return -2.0 if character == "\ufffd" else -1.0


def _of_han(character: str, encoding: str) -> float:
    if encoding in (EUC_TW, ISO_2022_CN):
        encoding = "cp950"  # in the same order, as far as it goes
    lead = character.encode(encoding, "replace")[0]
    if encoding == "gb18030":
        try:
            character.encode("gb2312")
        except UnicodeEncodeError:
            # Traditional characters, which GBK has beside those of GB 2312.
            return 0.6 if 0xA4 <= character.encode("cp950", "replace")[0] <= 0xC6 else -0.5
        return 1.0 if lead <= 0xD7 else 0.2
    common = lead <= 0xC6 if encoding == "cp950" else lead <= 0x97
    return 1.0 if common else 0.0
