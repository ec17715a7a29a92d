"""In which encoding is this text? Decided by bytes that are valid and characters that are usual."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from holdings.korean import is_korean
from holdings.media.taiwan_encodings import BEGINS_ISO_2022_CN, EUC_TW, ISO_2022_CN
from holdings.mingled_writings import mingled
from holdings.usual_characters import USUAL

# Encodings of a letter a byte, with the letters of their alphabet and the usual ones among them.
_CYRILLIC = ("cp1251", "koi8-u", "iso8859-5", "cp866")
_GREEK = ("cp1253", "iso8859-7")
_ALPHABETS = tuple(
    (encoding, "\u0401", "\u0491", frozenset("оеаинтсіОЕАИНТСІ")) for encoding in _CYRILLIC
) + tuple((encoding, "\u0386", "\u03ce", frozenset("αειοντσςΑΕΙΟΝΤΣ")) for encoding in _GREEK)
_CAPITAL_WITHIN = re.compile("[а-яёα-ώ][А-ЯЁΑ-Ω]")
_BESIDE_LATIN = re.compile("[A-Za-z][\u0386-\u0491]|[\u0386-\u0491][A-Za-z]")
# Western ones, with the accents that they put where others have symbols.
_WESTERN = ("cp1252", "mac_roman", "cp850", "cp1250")
_USUAL_ACCENTS = frozenset("éèàùâêîôûçëïüöäßñáíóúãõåæøąćęłńśźżěščřžůďťňőű")
# Signs of punctuation where they belong: accents of another encoding stand anywhere.
_IN_ITS_PLACE = re.compile(
    r"(?<!\w)[“‘«„](?=\w)|(?<=[\w.,!?])[”’»](?!\w)|(?<=\w)’(?=\w)|(?<=\s)[—–](?=\s)|…(?!\w)"
)
# What is seven bits wide, by the sign that it begins with.
_SEVEN_BITS = (
    (b"\x1b$)C", "iso2022_kr"),  # before that of Japan, which begins in the same way
    (b"\x1b$", "iso2022_jp_ext"),
    (b"\x1b(", "iso2022_jp_ext"),
    (b"~{", "hz"),
)
# A run of UTF-7: other text has a plus sign too, but hardly one before so much Base64.
_BASE64_OF_UTF_7 = re.compile(rb"\+[A-Za-z0-9+/]{4,}")
_LEAST_OF_UTF_7 = 4
_LEAST_OF_UTF_16, _PLAINLY_UTF_16 = 8, 0.35
_SURELY_UTF_7 = 0.35
_ACCENT = re.compile("(?<![\u0080-\uffff])[À-ÖØ-öø-ž’‘“”«»–—…°§€£·](?![\u0080-\uffff])")
_CLEARLY_MORE = 1.25
_PUNCTUATION = frozenset("«»“”„‘’–—…№·\xa0")
_HIGH_BYTES = bytes(range(0x80, 0x100))
#: Bytes beyond ASCII under which letters of Cyrillic tell nothing.
_LEAST_LETTERS = 6

#: As much of a text is looked at, in bytes; the whole must decode too.
_SAMPLE = 1 << 16
#: A share of characters that cannot be decoded above this is not a text with a few damaged bytes.
_MOST_DAMAGED = 0.02

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its first bytes are the same
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# The bytes of one are often valid in another, so valid ones compete by `_usual`; a tie goes to the earlier.
# cp950 and cp932 are what Windows writes; the Hong Kong supplement holds characters that cp950 lacks.
_LEGACY = ("gb18030", "cp950", "big5hkscs", "cp932", "euc_jp", EUC_TW)
_UNMARKED = ("utf-16-le", "utf-16-be")
_PLAINLY_USUAL = 0.2
#: Under this a text may also be Cyrillic or Western: those are told by more than their characters.
_SURELY_USUAL = 0.5


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text out of its bytes.

    Attributes:
        text: the text, without a byte order mark; damaged bytes are U+FFFD.
        encoding: Python's name of the encoding.
        whole: share of the characters that are not damaged, 0 to 1.
    """

    text: str
    encoding: str
    whole: float = 1.0


def decoded(octets: bytes) -> Decoded | None:
    """The text of these bytes, in whichever encoding: Unicode, those of China and Japan, Cyrillic and Western ones.

    A text with a few damaged bytes is still read; None for bytes that are no text in any of these.
    """
    for mark, encoding in _BOMS:
        if octets.startswith(mark) and (found := _strict(octets, encoding)):
            return found
    if (wide := _wide(octets[:_SAMPLE])) and (found := _strict(octets, wide)):
        return found
    if octets.isascii() and (found := _of_seven_bits(octets)):
        return found
    if (found := _strict(octets, "utf-8")) is not None:
        return found
    if is_korean(octets[:_SAMPLE].decode("cp949", "ignore")) and (found := _strict(octets, "cp949")):
        return found
    sample = octets[:_SAMPLE]
    scores = ((_score(sample, encoding), -at, encoding) for at, encoding in enumerate(_LEGACY + _UNMARKED))
    ranked = sorted(((score, at, name) for score, at, name in scores if score is not None), reverse=True)
    likely: list[Decoded] = []
    if (not ranked or ranked[0][0] < _SURELY_USUAL) and (found := _by_letters(octets)) is not None:
        return found
    for score, _, encoding in ranked:
        if encoding in _UNMARKED and score < _PLAINLY_USUAL:  # nearly all bytes are valid in these
            continue
        if (found := _strict(octets, encoding)) is not None:
            if score > 0:
                return found
            likely.append(found)
    return _damaged(octets) or (likely[0] if likely else None)


def _of_seven_bits(octets: bytes) -> Decoded | None:
    """HZ and ISO 2022, whose characters are pairs of ASCII between signs that switch."""
    if BEGINS_ISO_2022_CN.search(octets) and (found := _strict(octets, ISO_2022_CN)) is not None:
        return found
    if (found := _of_utf_7(octets)) is not None:
        return found
    for sign, encoding in _SEVEN_BITS:
        found = _strict(octets, encoding) if sign in octets else None
        if found is None or found.text.isascii():
            continue
        if _usual(found.text[:_SAMPLE]) > 0 or is_korean(found.text[:_SAMPLE]):
            return found
    return None


def _of_utf_7(octets: bytes) -> Decoded | None:
    """UTF-7 (RFC 2152) of Chinese: what stands between its signs is Base64 of characters that are usual."""
    if len(_BASE64_OF_UTF_7.findall(octets[:_SAMPLE])) == 0 or (found := _strict(octets, "utf-7")) is None:
        return None
    beyond = [sign for sign in found.text[:_SAMPLE] if sign >= "\x80"]
    return found if len(beyond) >= _LEAST_OF_UTF_7 and _usual("".join(beyond)) >= _SURELY_UTF_7 else None


def _by_letters(octets: bytes) -> Decoded | None:
    """Cyrillic and Western text with one byte a letter, told by letters that are usual and cases that fit."""
    beyond = len(octets) - len(octets.translate(None, _HIGH_BYTES))
    if not beyond or b"\0" in octets[:_SAMPLE]:
        return None
    best: tuple[float, Decoded] | None = None
    for encoding, first, last, usual_ones in _ALPHABETS if beyond >= _LEAST_LETTERS else ():
        if (found := _strict(octets, encoding)) is None:
            continue
        sample = found.text[:_SAMPLE]
        high = [sign for sign in sample if sign >= "\x80" and sign not in _PUNCTUATION]
        letters = [sign for sign in high if first <= sign <= last]
        usual = sum(1 for sign in letters if sign in usual_ones)
        odd = len(_CAPITAL_WITHIN.findall(sample)) + len(_BESIDE_LATIN.findall(sample))
        if len(letters) < 0.95 * len(high) or usual < 0.35 * len(letters) or odd > 0.02 * len(letters):
            continue
        if best is None or usual > best[0]:
            best = usual, found
    return best[1] if best is not None else _western(octets)


def _western(octets: bytes) -> Decoded | None:
    """In the encoding that gives most usual accents and signs in their places; None for no Western text."""
    found: Decoded | None = None
    most = 0.0
    for encoding in _WESTERN:
        if (other := _strict(octets, encoding)) is None:
            continue
        usual = sum(1 for sign in other.text[:_SAMPLE] if sign in _USUAL_ACCENTS)
        usual += len(_IN_ITS_PLACE.findall(other.text[:_SAMPLE]))
        if found is None or usual > _CLEARLY_MORE * most:  # signs of punctuation are accents in some
            found, most = other, usual
    if found is None:
        return None
    sample = found.text[:_SAMPLE]
    letters = [sign for sign in sample if sign.isalpha()]
    high = [sign for sign in sample if sign >= "\x80"]
    within = len(_ACCENT.findall(sample))
    # Two bytes of Chinese stand together; most accents stand alone among plain letters.
    accented = sum(1 for sign in high if sign.isalpha())
    return found if within >= 0.45 * len(high) and accented < 0.3 * len(letters) else None


def is_unmarked_utf_16(head: bytes) -> bool:
    """Does a text begin here in UTF-16 without a mark, told by its zero bytes, or by its Chinese characters?

    A zero byte stands in blanks and digits on one side, in the commonest of all characters (一, U+4E00) on the other.
    """
    even, odd = head[0::2].count(0), head[1::2].count(0)
    one_sided = (even == 0) != (odd == 0) and b"\0\0" not in head
    for encoding in _UNMARKED:
        try:
            text = codecs.getincrementaldecoder(encoding)().decode(head, False)
        except UnicodeDecodeError:
            continue
        if any(sign < " " and sign not in "\t\n\r\f\x1a" for sign in text):
            continue
        beyond = [sign for sign in text if sign >= "\x80"]
        if one_sided and (odd == 0) == (encoding == "utf-16-be"):
            return True
        if len(beyond) >= _LEAST_OF_UTF_16 and _usual("".join(beyond)) >= _PLAINLY_UTF_16:
            return True
    return False


def _strict(octets: bytes, encoding: str) -> Decoded | None:
    try:
        text = octets.decode(encoding)
    except UnicodeDecodeError:
        return None
    # A NUL is in no text; UTF-16 without a mark would pass as UTF-8 with many.
    return None if text.count("\0") > len(text) * _MOST_DAMAGED else Decoded(text, encoding)


def _wide(sample: bytes) -> str:
    """UTF-16 without a mark: blanks, digits and line ends have a zero byte, always on the same side."""
    if len(sample) < 2 or len(sample) % 2 and len(sample) < _SAMPLE:
        return ""
    even, odd = sample[0::2], sample[1::2]
    zeros_even, zeros_odd = even.count(0), odd.count(0)
    most, least = max(zeros_even, zeros_odd), min(zeros_even, zeros_odd)
    if most * 5 < len(even) or least * 4 > most:  # Han text without many of them is known by its characters
        return ""
    return "utf-16-le" if zeros_odd > zeros_even else "utf-16-be"


def _score(sample: bytes, encoding: str) -> float | None:
    """How usual a text comes out, about -1 to 1; None where bytes are not valid or letters are within others' words."""
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(sample, len(sample) < _SAMPLE)
    except UnicodeDecodeError:
        return None
    return None if mingled(text) else _usual(text)


def _usual(text: str) -> float:
    beyond = [character for character in text if character >= "\x80"]
    if not beyond:
        return 1.0
    points = 0.0
    for character in beyond:
        if character in USUAL:
            points += 1
        elif not ("\u4e00" <= character <= "\u9fff"):
            # private use, half-width kana, box drawing, rare planes: signs of the wrong encoding
            points -= 1 if character > "\u9fff" or character < "\u2e80" else 0.2
    return points / len(beyond)


def _damaged(octets: bytes) -> Decoded | None:
    best: tuple[float, Decoded] | None = None
    for encoding in ("utf-8", *_LEGACY):
        text = octets.decode(encoding, "replace")
        damaged = text.count("\ufffd") + text.count("\0")
        if damaged > len(text) * _MOST_DAMAGED:
            continue
        score = _usual(text[:_SAMPLE])
        if best is None or score > best[0]:
            best = score, Decoded(text, encoding, 1 - damaged / len(text))
    return best[1] if best else None
