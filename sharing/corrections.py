"""A person's correction of a page's text: it outranks every machine reading, and every reading is kept.

Each function works inside a transaction of the caller and writes its outbox row last. The row tightens where text
goes away: from then on no answer finds the unit by the words that went, whatever the indices still hold (design
section 3, rule 5).
"""

from __future__ import annotations

from holdings.letters import LantaiError, Letter
from holdings.pages import PageText, Reading, pack_boxes
from holdings.readings import KeptReading, best_by_machine, page_digest
from holdings.realigning import realigned, removes
from holdings.store import outbox, pages, readings, units
from holdings.store.database import Transaction
from holdings.units import Unit
from sharing.store import change_of, protect

#: The longest text of one page, in characters; a broadsheet has 20,000.
LONGEST_PAGE = 200_000


class NoSuchPage(LantaiError):
    """The unit has no page of this number."""

    def __init__(self, code: str, number: int) -> None:
        super().__init__(
            Letter(
                f"{code} 没有第 {number} 页，没有执行。请核对页号。",
                f"{code} has no page {number}, so nothing was done. Check the number of the page.",
            )
        )


class PageChanged(LantaiError):
    """The page does not say any more what the person who corrects it has seen."""

    def __init__(self, code: str, number: int) -> None:
        super().__init__(
            Letter(
                f"{code} 第 {number} 页的文字在您读取之后已被改动，因此没有保存您的更正。请重新读取该页，再更正一次。",
                f"The text of {code}, page {number}, was changed after you read it, so your correction was not kept. "
                "Read the page again and correct it once more.",
            )
        )


class NotCorrected(LantaiError):
    """There is no correction to take back."""

    def __init__(self, code: str, number: int) -> None:
        super().__init__(
            Letter(
                f"{code} 第 {number} 页没有人工更正，因此没有可撤销的。",
                f"Nobody corrected {code}, page {number}, so there is nothing to take back.",
            )
        )


class UnfitText(LantaiError):
    """A text that no page can have."""

    def __init__(self, why_zh: str, why_en: str) -> None:
        super().__init__(
            Letter(
                f"这段文字不能作为一页的文字：{why_zh}没有保存更正。请改后再交。",
                f"This can be no page's text: {why_en} The correction was not kept. Mend it and send it again.",
            )
        )


def page_of(connection: Transaction, unit: Unit, number: int) -> PageText:
    """A page of a held unit.

    Raises:
        NoSuchPage: it has none of this number.
    """
    page = pages.find(connection, unit.row, number) if 0 < number < 1 << 31 else None
    if page is None:
        raise NoSuchPage(unit.identity.written, number)
    return page


def correct_page(
    connection: Transaction,
    unit: Unit,
    number: int,
    text: str,
    *,
    by: str,
    reason: str,
    now: str,
    seen: str = "",
) -> PageText:
    """Let a page say what a person says that it says.

    The characters that stayed keep their places on the page image.

    Args:
        connection: a writing transaction.
        unit: a held unit.
        number: of the page, from 1.
        text: of the whole page; empty for a page on which nothing is written.
        by: who corrects it.
        reason: why; may be empty.
        now: the moment, ISO 8601 in UTC.
        seen: `holdings.readings.page_digest` of the page as this person saw it; empty where nobody else corrects.

    Returns:
        The page as it is now. Where a person has said the same before nothing changes.

    Raises:
        NoSuchPage: the unit has no such page.
        PageChanged: it does not say any more what was `seen`.
        UnfitText: the text is too long, or holds what no store can hold.
    """
    mended = _fit(text)
    page = page_of(connection, unit, number)
    if seen and seen != page_digest(page):
        raise PageChanged(unit.identity.written, number)
    if page.reading is Reading.CORRECTED and page.text == mended:
        return page
    boxes = pack_boxes(realigned(page.text, page.boxes, mended))
    correction = KeptReading(Reading.CORRECTED, mended, boxes=boxes, at=now, by=by, reason=reason)
    readings.keep(connection, unit.row, number, correction)
    _stand(connection, unit, page, readings.of_page(connection, unit.row, number)[-1], by, reason, now)
    return page_of(connection, unit, number)


def uncorrect_page(
    connection: Transaction, unit: Unit, number: int, *, by: str, reason: str, now: str, seen: str = ""
) -> PageText:
    """Take the corrections of a page back: its best reading by a machine stands again, the corrections are kept.

    Args and errors as of `correct_page`.

    Raises:
        NotCorrected: no correction stands.
    """
    page = page_of(connection, unit, number)
    if seen and seen != page_digest(page):
        raise PageChanged(unit.identity.written, number)
    machine = best_by_machine(readings.of_page(connection, unit.row, number))
    if page.reading is not Reading.CORRECTED or machine is None:
        raise NotCorrected(unit.identity.written, number)
    _stand(connection, unit, page, machine, by, reason, now)
    return page_of(connection, unit, number)


def _stand(
    connection: Transaction,
    unit: Unit,
    before: PageText,
    after: KeptReading,
    by: str,
    reason: str,
    now: str,
) -> None:
    readings.stand(connection, unit.row, before.number, after)
    readings.settle_notes(connection, unit.row)
    units.remember(
        connection,
        unit.row,
        now,
        "text",
        element=f"第{before.number}页 page {before.number}",
        before=_source(before.reading, before.engine),
        after=_source(after.reading, after.engine),
        reason="；".join(filter(None, (by, reason))),
    )
    tightens = removes(before.text, after.text)
    outbox.record(connection, [change_of(protect(connection, [unit])[unit.row], tightens=tightens)])


def _source(reading: Reading, engine: str) -> str:
    return f"{reading.value} {engine}".strip()


def _fit(text: str) -> str:
    mended = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
    if len(mended) > LONGEST_PAGE:
        raise UnfitText(
            f"它有 {len(mended)} 个字，一页最多 {LONGEST_PAGE} 个。",
            f"it has {len(mended)} characters, and a page at most {LONGEST_PAGE}.",
        )
    if any(sign in "\0\f" or "\ud800" <= sign <= "\udfff" for sign in mended):
        raise UnfitText(
            "其中有不是文字的字符（NUL、换页符或代理码位）。", "it holds characters that are no text."
        )
    return mended
