"""Document numbers (文号): 国办发〔1996〕2号.

GB/T 9704 writes the year in hexagonal brackets U+3014, U+3015 and the number without zeros before it. Older
documents, typists and OCR use any bracket or none, 第, full-width and Chinese digits; documents of the Republic
often have no year (教字第123号), those of the 1950s to 1980s two digits of it in front (〔52〕闽海编字第19号).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from holdings.numerals import CHINESE_NUMBER, fold_numbers, read_number

_OPEN = "(（[［【〔﹝〈《{｛〖"
_CLOSE = ")）]］】〕﹞〉》}｝〗"
_ISSUER = r"[A-Za-z㐀-鿿々]"
_YEAR = r"(?:1[5-9]|20)[0-9]{2}|[一二][〇一二三四五六七八九]{3}"
_NUMBER = rf"[0-9]{{1,6}}|[{CHINESE_NUMBER}]{{1,6}}"
_SUFFIX = r"(?:之(?:[0-9]{1,2}|[一二三四五六七八九十]{1,2}))?"
_BLANK = r"[ \t\u3000]*"
_FORM = re.compile(
    rf"(?:[{re.escape(_OPEN)}]{_BLANK}(?P<before>[0-9]{{2}}|(?:19|20)[0-9]{{2}}){_BLANK}"
    rf"[{re.escape(_CLOSE)}]{_BLANK})?"
    rf"(?P<issuer>{_ISSUER}{{1,16}})(?<!第){_BLANK}"
    rf"(?:[{re.escape(_OPEN)}]{_BLANK}(?P<year>{_YEAR}){_BLANK}年?{_BLANK}[{re.escape(_CLOSE)}]{_BLANK}第?"
    # Without brackets the year must stand apart from the number: by 年, 第, a blank, or its four digits.
    rf"|(?P<bare_year>(?:19|20)[0-9]{{2}}){_BLANK}年?{_BLANK}第?"
    rf"|(?P<said_year>[一二][〇一二三四五六七八九]{{3}}){_BLANK}年{_BLANK}第?"
    rf"|第(?P<no_year>)){_BLANK}"
    rf"(?P<number>{_NUMBER}){_BLANK}[号號](?P<suffix>{_SUFFIX})"
)
# The year in words, taken for a part of the issuer: 闽海字一九五五年第七号.
_SAID_WITHIN = re.compile(r"(?P<issuer>.+?)(?P<year>[一二][一二三四五六七八九〇]{3})年")
# What stands before a document number in a question or a sentence, and is no part of its issuer.
_LEAD = re.compile(
    r".*(?:关于|關於|根据|根據|依据|依據|按照|依照|参照|參照|查询|查詢|请查|請查|有关|有關|[的查找])"
)


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """A document number taken apart.

    Attributes:
        issuer: the issuing body's short name with its kind of document: 国办发, 闽政.
        year: the western year; 0 where the number has none, or has it in front.
        number: the running number.
        suffix: what follows 号: 之一; empty as a rule.
        year_before: the year in front of the issuer as it is written, two or four digits (〔52〕闽海编字第19号);
            two digits may be counted in either calendar and are not completed. Empty as a rule.
    """

    issuer: str
    year: int
    number: int
    suffix: str = ""
    year_before: str = ""

    @property
    def normal(self) -> str:
        """The form of GB/T 9704: 闽政〔2018〕5号; without a year 教字第123号."""
        middle = f"〔{self.year}〕" if self.year else "第"
        front = f"〔{self.year_before}〕" if self.year_before else ""
        return f"{front}{self.issuer}{middle}{self.number}号{self.suffix}"


def _from_match(match: re.Match[str], issuer: str) -> DocumentNumber | None:
    within = _SAID_WITHIN.fullmatch(issuer) if match["no_year"] is not None and not match["before"] else None
    if within:
        issuer = within["issuer"]
    year = read_number(
        within["year"] if within else match["year"] or match["bare_year"] or match["said_year"] or "0"
    )
    number = read_number(match["number"])
    if year is None or not number:
        return None
    # A bracket in front of a number that has its year in the usual place is no part of it.
    before = match["before"] if match["no_year"] is not None else None
    return DocumentNumber(issuer, year, number, match["suffix"], before or "")


def parse_document_number(text: str) -> DocumentNumber | None:
    """Read a text that is one document number and nothing else; None where it has another form."""
    match = _FORM.fullmatch(fold_numbers(text).strip())
    if match is None or (match["before"] and match["no_year"] is None):
        return None
    return _from_match(match, match["issuer"])


def normalise_document_number(text: str) -> str:
    """The normal form of a document number; a text of another form stays as written, trimmed. Never raises."""
    found = parse_document_number(text)
    return found.normal if found else text.strip()


def find_document_numbers(text: str) -> list[tuple[int, int, DocumentNumber]]:
    """The document numbers in a running text or a question.

    A number without a year counts only after 字 or 令 (教字第123号, 国务院令第492号) or with a year in front,
    for 第3号 alone is common.

    Returns:
        (start, end, number) with character offsets into `text`, zero-based, the end excluded; in order,
        never overlapping.
    """
    found: list[tuple[int, int, DocumentNumber]] = []
    for match in _FORM.finditer(fold_numbers(text)):
        if match["before"] and match["no_year"] is not None:
            number = _from_match(match, match["issuer"])
            if number:
                found.append((match.start(), match.end(), number))
            continue
        issuer, start = match["issuer"], match.start("issuer")
        if found and found[-1][1] == start and issuer[0] in "和与與及或" and len(issuer) > 2:
            issuer, start = issuer[1:], start + 1
        lead = _LEAD.match(issuer)
        if lead and lead.end() < len(issuer):
            issuer, start = issuer[lead.end() :], start + lead.end()
        number = _from_match(match, issuer)
        if number and (number.year or match["no_year"] is None or issuer[-1] in "字令"):
            found.append((start, match.end(), number))
    return found
