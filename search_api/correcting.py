"""Correcting the text of a page: who may, what he has seen, what he says; and what is answered."""

from __future__ import annotations

import json
from dataclasses import dataclass

from holdings.letters import Letter
from holdings.store.database import Transaction
from holdings.units import Unit
from search_api.letters import not_found
from search_api.pages import seen_page
from search_api.problems import ProblemError
from sharing.access import Reader, Role, may_correct
from sharing.corrections import (
    NoSuchPage,
    NotCorrected,
    PageChanged,
    UnfitText,
    correct_page,
    uncorrect_page,
)

#: The longest reason that is kept, in characters.
LONGEST_REASON = 1_000


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person says of a page.

    Attributes:
        text: of the whole page; empty where nothing is written on it.
        reason: why it is corrected; may be empty.
    """

    text: str
    reason: str


def check_corrector(reader: Reader) -> None:
    """Whether a reader may correct anything at all; it is asked before any unit is looked for, so it tells of none.

    Raises:
        ProblemError: 401 for nobody in particular, 403 for whoever is no staff.
    """
    if reader.anonymous:
        raise ProblemError(
            401,
            "sign-in",
            "Unauthorized",
            Letter(
                "更正页面文字须先登录。请带上馆员凭证再试。",
                "The text of a page is corrected by staff: sign in, or send a staff member's token.",
            ),
        )
    if reader.role is not Role.STAFF:
        raise not_yours()


@dataclass(frozen=True, slots=True)
class PageEdit:
    """Which page somebody wants to correct, and what of it was before him.

    Attributes:
        reader: who corrects.
        code: of the unit, as written.
        number: of the page in its unit, from 1.
        seen: digest of what the page said; empty where whatever it says is replaced.
        moment: ISO 8601 in UTC.
    """

    reader: Reader
    code: str
    number: int
    seen: str
    moment: str


def correct(connection: Transaction, edit: PageEdit, correction: Correction) -> None:
    """Do PUT /units/{code}/pages/{n}/text, in a writing transaction.

    Raises:
        ProblemError: 404 as for the page itself; 403 for one of another archive; 412 where the page does not say
            what was seen; 400 for a text that no page can have.
    """
    unit = _correctable(connection, edit)
    try:
        correct_page(
            connection,
            unit,
            edit.number,
            correction.text,
            by=edit.reader.name,
            reason=correction.reason,
            now=edit.moment,
            seen=edit.seen,
        )
    except NoSuchPage:
        raise not_found() from None
    except PageChanged as error:
        raise changed(error) from None
    except UnfitText as error:
        raise ProblemError(400, "unfit-text", "Bad request", error.letter) from None


def uncorrect(connection: Transaction, edit: PageEdit) -> None:
    """Do DELETE /units/{code}/pages/{n}/text, in a writing transaction.

    Raises:
        ProblemError: as `correct`; 409 where there is no correction to take back.
    """
    unit = _correctable(connection, edit)
    try:
        uncorrect_page(
            connection, unit, edit.number, by=edit.reader.name, reason="", now=edit.moment, seen=edit.seen
        )
    except NoSuchPage:
        raise not_found() from None
    except PageChanged as error:
        raise changed(error) from None
    except NotCorrected as error:
        raise not_corrected(error) from None


def read_correction(body: bytes) -> Correction:
    """A correction as it is sent: a JSON object with `text`, and `reason` if there is one.

    Raises:
        ProblemError: 400, it is none.
    """
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        raise _unreadable() from None
    if not isinstance(told, dict) or not told.keys() <= {"text", "reason"}:
        raise _unreadable()
    text, reason = told.get("text"), told.get("reason", "")
    if not isinstance(text, str) or not isinstance(reason, str) or len(reason) > LONGEST_REASON:
        raise _unreadable()
    if any(sign == "\0" or "\ud800" <= sign <= "\udfff" for sign in reason):
        raise _unreadable()
    return Correction(text, reason.strip())


def read_seen(header: str | None) -> str:
    """What a person saw, of the header If-Match: the page's `digest`, quoted; empty for ``*``.

    Raises:
        ProblemError: 428, there is none, so that two people who correct one page would undo each other's work.
    """
    value = (header or "").strip()
    if value == "*":
        return ""
    digest = value.strip('"')
    if not digest or value.startswith("W/"):
        raise unseen()
    return digest


def _correctable(connection: Transaction, edit: PageEdit) -> Unit:
    seen = seen_page(connection, edit.reader, edit.code, edit.number)
    if not may_correct(edit.reader, seen.unit):
        raise not_yours()
    return seen.unit.unit


def not_yours() -> ProblemError:
    """The one answer for whoever may not correct what he may see."""
    return ProblemError(
        403,
        "not-staff",
        "Forbidden",
        Letter(
            "只有保管这件档案的档案馆的馆员可以更正页面文字。如发现识读有误，请告知档案馆。",
            "Only staff of the archive that holds this record may correct its text. If it was misread, please tell "
            "the archive.",
        ),
    )


def changed(error: PageChanged) -> ProblemError:
    """Somebody else was faster."""
    return ProblemError(412, "page-changed", "Precondition failed", error.letter)


def not_corrected(error: NotCorrected) -> ProblemError:
    """There is no correction to take back."""
    return ProblemError(409, "not-corrected", "Conflict", error.letter)


def unseen() -> ProblemError:
    """Nothing says what the person who corrects has seen."""
    return ProblemError(
        428,
        "if-match",
        "Precondition required",
        Letter(
            '请在请求头 If-Match 中写上该页的 digest（如 If-Match: "3f2a…"），以免覆盖他人刚做的更正。',
            "Name what you have seen: send the page's digest as If-Match: \"3f2a…\", so that nobody else's "
            "correction is overwritten.",
        ),
    )


def _unreadable() -> ProblemError:
    return ProblemError(
        400,
        "bad-correction",
        "Bad request",
        Letter(
            f'正文须是 JSON 对象 {{"text": 整页文字, "reason": 理由}}；理由可省，不超过 {LONGEST_REASON} 字。'
            "没有保存更正。",
            'The body has to be a JSON object {"text": the whole page, "reason": why}; the reason may be left out '
            f"and has at most {LONGEST_REASON} characters. The correction was not kept.",
        ),
    )
