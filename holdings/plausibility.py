"""Is this what somebody wrote, or bytes that were read in the wrong way? Told by the characters alone.

Readers of every format, and text layers of scans, may give characters that nobody wrote: Chinese in the clothes of
another encoding, codes of a font's own, bytes of a picture. Such text is found by nobody, and shown it only confuses.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from enum import StrEnum

from holdings.korean import is_korean
from holdings.mingled_writings import mingled
from holdings.usual_characters import USUAL


class Fault(StrEnum):
    """Why a text is not plausible."""

    NO_CHARACTERS = "no-characters"  # private use, damage, controls: codes that stand for no character
    ENCODING = "encoding"  # another text, read in the wrong encoding
    MIXTURE = "mixture"  # signs that stand side by side in no writing


SAMPLE = 8_000
"""Characters of a text that are looked at, from its beginning."""

LEAST = 8
"""Signs under which nothing can be told."""

LEAST_SILENT = 6
"""Signs that stand for no character which any text may have: rare names are often written in private use."""

SAYS_NOTHING_SHARE = 0.15
"""Share of signs that stand for no character from which a text is not plausible."""

_ODD_SHARE = 0.15
_HIGH_SHARE = 0.1
_ODD_LINES_SHARE = 0.15
_MIXED_SHARE = 0.2
_PLAINLY_USUAL = 0.25
_CLEARLY_MORE_USUAL = 0.2
_LEAST_USUAL = 0.3
_MOST_DAMAGED = 0.35
_LEAST_BEYOND = 12
_BEYOND_SHARE = 0.2
_HANGUL_SHARE = 0.3
_STRETCH = 32  # characters of a line that are looked at together
_TRIED = 1_000  # characters that are read in other encodings
_SURELY_USUAL = 0.6
_GONE_BACK = 0.8
_MOST_BYTES = 2.5
_LEAST_UTF8 = 6
_OF_ONE_WRITING = 0.8
_WRITINGS_OF_UTF8 = tuple(
    map(re.compile, ("[\x80-\u017f]", "[\u0370-\u03ff]", "[\u0400-\u052f]", "[\u2010-\ufffc]"))
)

# Nothing of this occurs in text; a page without any has no fault of the first kind.
_SUSPECT = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ue000-\uf8ff\ufffd\uffff\U00010000-\U0010ffff]"
)
_CONTROLS_OF_TEXT = frozenset("\t\n\v\f\r\x1a\x1b\x85")
_KOREAN = re.compile("[\uac00-\ud7af\u3400-\u9fff]")
_KANA = re.compile("[\u3041-\u30fe]")
_KANA_SHARE = 0.2
_HANGUL = re.compile("[\uac00-\ud7af]")

# What the bytes over 0x7F are in Latin-1 and cp1252; those that stand beside letters in tables and formulas apart.
_NEUTRAL = "°²³¹µ×±÷·§©®ºª¼½¾£¥¢€¿¡«»‚„‹›"
_HIGH = "".join(chr(code) for code in range(0xA1, 0x100) if chr(code) not in _NEUTRAL) + "†‡ˆ‰˜™ƒŒœŠšŽžŸ"
_HIGH_SIGN = re.compile(f"[{_HIGH}]")
_SYMBOLS = "".join(sign for sign in _HIGH if not sign.isalpha())
_LETTER = "A-Za-zÀ-ÖØ-öø-ÿŒœŠšŽžŸ"
# Pairs that words and tables do not have: two high signs together, a symbol within a word, a capital after a small.
_ODD_PAIR = re.compile(
    f"(?=([{_HIGH}][{_HIGH}{_NEUTRAL}]|[{_NEUTRAL}][{_HIGH}]|[{re.escape(_SYMBOLS)}][{_LETTER}0-9]"
    f"|[{_LETTER}0-9][{re.escape(_SYMBOLS)}^~`|]|[\\^~`|][{_LETTER}]|[a-zß-öø-ÿ][A-ZÀ-ÖØ-Þ]|[{_LETTER}][0-9][{_LETTER}]))"
)
_USUAL = re.compile("[" + re.escape("".join(sorted(sign for sign in USUAL if sign >= "\u2e80"))) + "]")

# Text in the first encoding that was read in the second; a wrong reading is undone by going back.
_CLOTHES = tuple(
    (written, read)
    for read in (
        "cp1252",
        "latin-1",
        "gb18030",
        "cp950",
        "cp932",
        "cp949",
        "cp1251",
        "koi8-r",
        "cp866",
        "iso8859-5",
    )
    for written in ("utf-8", "gb18030", "cp950", "cp932", "euc_jp")
    if written != read
) + (("utf-16-le", "utf-16-be"),)

# What Korean in its own encoding may have been read in.
_CLOTHES_OF_KOREAN = ("gb18030", "cp950", "euc_jp", "cp932", "cp1252", "latin-1", "cp1251", "koi8-r")
# Bytes of UTF-8 read in these give accents, Cyrillic, Greek, frames, rare Chinese.
_CLOTHES_OF_UTF8 = (
    "cp1252 latin-1 cp1251 koi8-r iso8859-5 cp866 cp1250 cp1253 iso8859-7 mac_roman cp932".split()
)
_WIDE_CLOTHES_OF_UTF8 = ("gb18030", "cp950", "cp932", "cp949")
_ASCII = re.compile("[\x00-\x7f]+")
_WIDE = re.compile("[\u2e80-\uffef]")

# Writings that stand beside one another within a line of the records of this country and of its neighbours.
_APART = re.compile(
    "[^\u0000-\u052f\u1e00-\u2bff\u2e80-\u33ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\ufe00-\ufe6f"
    "\uff00-\uffef\U0001f000-\U0001faff\U00020000-\U0003ffff\U000e0100-\U000e01ef]"
)


def fault_of(text: str) -> Fault | None:
    """What speaks against a text; None for a plausible one, and for one too short to tell.

    Plausible are all writings, lists of names, tables of numbers, formulas, rare and old characters.
    """
    sample = text[:SAMPLE]
    suspect = _SUSPECT.search(sample)
    if not suspect and sample.isascii():
        return None
    signs = "".join(sample.split())
    if len(signs) < LEAST:
        return None
    if suspect:
        silent = sum(1 for sign in signs if says_nothing(sign))
        # Dots that lead to the page numbers of a table of contents are readable in any font.
        words = silent + sum(1 for sign in signs if sign.isalnum())
        if silent >= LEAST_SILENT and silent > SAYS_NOTHING_SHARE * words:
            return Fault.NO_CHARACTERS
    tried = signs[:_TRIED]
    if _in_clothes(tried) or _utf8_in_clothes(tried) or _odd_lines(sample, len(signs)) or mingled(sample):
        return Fault.ENCODING
    return Fault.MIXTURE if _APART.search(signs) and _mixed(signs) else None


def says_nothing(sign: str) -> bool:
    """Whether a sign stands for no character: private use, damage, a control, half of a pair, unassigned."""
    if (
        sign in _CONTROLS_OF_TEXT or "\U00020000" <= sign <= "\U0003ffff"
    ):  # rare characters, also newly assigned ones
        return False
    return sign == "\ufffd" or unicodedata.category(sign) in ("Co", "Cn", "Cc", "Cs")


def _in_clothes(signs: str) -> bool:
    """Does it become plain Chinese or Japanese in another encoding?"""
    beyond = _beyond(signs)
    if beyond < max(_LEAST_BEYOND, _BEYOND_SHARE * len(signs)):
        return False
    few = signs[::3] if beyond >= 3 * _LEAST_BEYOND else signs  # nearly every text is done with here
    own = len(_USUAL.findall(few)) / max(1, _beyond(few))
    if own < _SURELY_USUAL and _korean_in_clothes(signs):
        return True
    if own >= _PLAINLY_USUAL:
        return False
    korean = len(_HANGUL.findall(signs)) >= _HANGUL_SHARE * beyond
    for written, read in _CLOTHES:
        if read == "cp949" and not korean:  # its Greek and its frames lie where others have kana
            continue
        looked_at = "".join(_KOREAN.findall(signs)) if read == "cp949" else signs
        octets = _gone_back(looked_at, read)
        undone = octets.decode(written, "replace")
        others = _beyond(undone)
        if others < _LEAST_BEYOND // 2 or undone.count("\ufffd") > _MOST_DAMAGED * others:
            continue
        if written == "euc_jp" and len(_KANA.findall(undone)) < _KANA_SHARE * others:
            continue
        if len(_USUAL.findall(undone)) / others >= max(_LEAST_USUAL, own + _CLEARLY_MORE_USUAL):
            return True
    return False


def _korean_in_clothes(signs: str) -> bool:
    """Does it become running Korean?"""
    if _HANGUL.search(signs):
        return False
    undone = (_gone_back(signs, read) for read in _CLOTHES_OF_KOREAN)
    return any(octets and is_korean(octets.decode("cp949", "ignore")) for octets in undone)


def _utf8_in_clothes(signs: str) -> bool:
    """Were these the bytes of UTF-8? Hardly any other bytes are valid in it."""
    beyond = _ASCII.sub("", signs)
    if len(beyond) < _LEAST_UTF8:
        return False
    few = beyond[::4]
    wide = 2 * len(_WIDE.findall(few)) >= len(few)
    if wide and len(_USUAL.findall(few)) >= _PLAINLY_USUAL * len(few):
        return False
    for read in _WIDE_CLOTHES_OF_UTF8 if wide else _CLOTHES_OF_UTF8:
        undone = _gone_back(beyond, read).decode("utf-8", "replace")
        # By chance its letters come of all alphabets.
        most = max((len(writing.findall(undone)) for writing in _WRITINGS_OF_UTF8), default=0)
        if most >= max(_LEAST_UTF8, _OF_ONE_WRITING * len(undone)):
            return True
    return False


def _gone_back(signs: str, read: str) -> bytes:
    """The bytes that were read in an encoding; none where much of the text cannot have come of it."""
    octets = signs.encode(read, "ignore")
    # Other encodings hardly ever look like GB18030's characters of four bytes.
    other = len(octets) > _MOST_BYTES * len(signs) or len(octets.decode(read, "ignore")) < _GONE_BACK * len(
        signs
    )
    return b"" if other else octets


def _beyond(signs: str) -> int:
    return len(signs) - len(signs.encode("ascii", "ignore"))


def _odd_lines(sample: str, signs: int) -> bool:
    """Do enough lines look like bytes over 0x7F that were taken for letters?"""
    if not _HIGH_SIGN.search(sample):
        return False
    odd = 0
    for stretch in _stretches(sample):
        written = len(stretch) - stretch.count(" ") - stretch.count("\t")
        high = len(_HIGH_SIGN.findall(stretch))
        if written < LEAST or high < _HIGH_SHARE * written:
            continue
        if len(_ODD_PAIR.findall(stretch)) >= _ODD_SHARE * written:
            odd += written
    return odd >= LEAST and odd >= _ODD_LINES_SHARE * signs


def _stretches(sample: str) -> Iterator[str]:
    """Lines, and long ones in pieces of about the same length."""
    for line in sample.split("\n"):
        count = max(1, len(line) // _STRETCH)
        size = -(-len(line) // count) or 1
        yield from (line[at : at + size] for at in range(0, len(line), size))


def _mixed(signs: str) -> bool:
    """Do letters of writings stand side by side that never meet?"""
    pairs = mixed = 0
    before = ""
    for sign in signs:
        if _APART.match(sign):
            writing = unicodedata.name(sign, "unnamed").partition(" ")[0]
        else:
            writing = "together" if sign > "\u007f" and sign.isalpha() else ""
        if before or writing:
            pairs += 1
            mixed += bool(before and writing and before != writing)
        before = writing
    return mixed >= LEAST and mixed > _MIXED_SHARE * pairs
