"""Numbers named in a question or a running text, with the other ways to write the same.

第28条 and 第二十八条, No. 7 and 第七号, 12,500元 and 12500元, (0591) 8765-4321 and 059187654321.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from holdings.numerals import chinese_numeral, fold_numbers, plain_numerals, read_number

_NUMERAL = "〇一二三四五六七八九十廿卅卌百千"
_HAN = "[\u3400-\u9fff]"
# What follows belongs to it: 第2条 is not 第25条.
_ORDINAL = re.compile(
    rf"第[ \u3000]*(?P<number>[0-9]{{1,4}}|[{_NUMERAL}]{{1,7}}|[IVXivx]{{1,7}}|[Ⅰ-Ⅻⅰ-ⅻ])[ \u3000]*"
    rf"(?P<unit>(?![{_NUMERAL}]){_HAN})"
)
_AMOUNT = re.compile(
    rf"(?<![0-9A-Za-z.,·\-])(?P<amount>[1-9][0-9]{{0,2}}(?:,[0-9]{{3}})+|[1-9][0-9]{{4,14}}|[1-9][0-9]{{3}}(?={_HAN}))"
    rf"(?![0-9A-Za-z·\-]|,[0-9]|[ \u3000]*年)(?P<unit>(?![{_NUMERAL}]){_HAN})?"
)

_NUMBERED = re.compile(
    r"(?<![0-9A-Za-z])(?:[Nn][Oo]\.?|№)[ \u3000]*(?P<number>[0-9]{1,4})(?![0-9A-Za-z.,·\-])"
)
# An area code (010, 02x, four digits else) with a number of six to eight digits; a mobile number of eleven digits.
_TELEPHONE = re.compile(
    r"(?<![0-9A-Za-z.,·\-])(?:\(?(?P<area>0(?:10|2[0-9]|[3-9][0-9]{2}))\)?[ \u3000]?[\-–—]?[ \u3000]?"
    r"(?P<local>[1-9][0-9]{5,7}|[1-9][0-9]{2,3}[ \-][0-9]{4})"
    # Without an area, where it is parted; 1937-1945 and 2010-2015 are years.
    r"|(?P<alone>(?!20)[2-8][0-9]{2,3}-[0-9]{4})"
    r"|(?P<mobile>1[3-9][0-9]{9}|1[3-9][0-9][ \-][0-9]{4}[ \-][0-9]{4}))(?![0-9A-Za-z·])"
)


_TENS, _ONES = ("", "X", "XX", "XXX"), ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
#: Roman numerals up to 39, as volumes and drawings are counted: 第Ⅲ期.
_ROMAN = {_TENS[number // 10] + _ONES[number % 10]: number for number in range(1, 40)}


_MAYBE_TELEPHONE = re.compile(r"(?!20)[2-8][0-9]{6,7}")
_DASHES = str.maketrans("–—", "--")


@dataclass(frozen=True, slots=True)
class NumberMention:
    """A number named in a text, with the character that follows it.

    Attributes:
        start: offset of its first character in the text, zero-based, in code points.
        end: offset after its last character.
        spellings: the ways in which a record may write it, ASCII digits first.
    """

    start: int
    end: int
    spellings: tuple[str, ...]


def find_numbers(text: str) -> list[NumberMention]:
    """The numbers in a text that records write in several ways.

    Those after 第 and No., of four digits and more, and of telephones.

    Returns:
        Mentions in the order of the text, never overlapping.
    """
    folded = fold_numbers(text)
    found = [
        mention for match in _ORDINAL.finditer(plain_numerals(text)) if (mention := _ordinal(match, text))
    ]
    found += [_numbered(match) for match in _NUMBERED.finditer(folded)]
    found += [_telephone(match) for match in _TELEPHONE.finditer(folded.translate(_DASHES))]
    found += [
        _amount(match, text)
        for match in _AMOUNT.finditer(folded)
        if all(match.end() <= other.start or other.end <= match.start() for other in found)
    ]
    return sorted(found, key=lambda mention: mention.start)


def _numbered(match: re.Match[str]) -> NumberMention:
    """No. 7 is 第7号; not the other way, for digits are found inside longer numbers, and No. 7 in No. 75."""
    number = int(match["number"])
    said = (f"第{each}号" for each in (number, *_numerals(number)))
    return NumberMention(match.start(), match.end(), (f"No{match['number']}", *said))


def _telephone(match: re.Match[str]) -> NumberMention:
    """A telephone number in one, and parted as it is printed; any sign that parts it is the same."""
    if match["alone"]:
        return NumberMention(match.start(), match.end(), (match["alone"], match["alone"].replace("-", "")))
    digits = re.sub("[^0-9]", "", match[0])
    end = len(digits) - 4
    if match["mobile"]:
        parted = [f"{digits[:3]}-{digits[3:end]}-{digits[end:]}"]
    else:
        area = len(match["area"])
        parted = [f"{digits[:area]}-{digits[area:]}", f"{digits[:area]}-{digits[area:end]}-{digits[end:]}"]
    return NumberMention(match.start(), match.end(), (digits, *parted))


def _ordinal(match: re.Match[str], text: str) -> NumberMention | None:
    number = read_number(match["number"]) or _ROMAN.get(
        unicodedata.normalize("NFKC", match["number"]).upper()
    )
    if not number:
        return None
    unit = text[match.start("unit") : match.end("unit")]
    written = (
        str(number),
        *_numerals(number),
        *(roman for roman, value in _ROMAN.items() if value == number),
    )
    return NumberMention(match.start(), match.end(), tuple(f"第{each}{unit}" for each in written))


def _numerals(number: int) -> tuple[str, ...]:
    if number > 999:
        return ()
    said = chinese_numeral(number)
    for long, short in (("二十", "廿"), ("三十", "卅"), ("四十", "卌")):
        if said.startswith(long):
            return said, short + said.removeprefix(long)
    return (said,)


def _amount(match: re.Match[str], text: str) -> NumberMention:
    number = int(match["amount"].replace(",", ""))
    unit = text[match.end("amount") : match.end()]
    parted = (
        (f"{str(number)[:-4]}-{str(number)[-4:]}",)
        if not unit and _MAYBE_TELEPHONE.fullmatch(str(number))
        else ()
    )
    return NumberMention(match.start(), match.end(), (f"{number}{unit}", f"{number:,}{unit}", *parted))
