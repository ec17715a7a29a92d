"""A reference code as people type it: other separators or none, numbers without their zeros, its end alone.

T103-WS·1900·Y-001-001 is typed T103-WS-1900-Y-001-001, T103/WS/1900/Y/001/001, T103WS1900Y001001,
T103 WS 1900 Y 001 001, T103-WS·1900·Y-1-1, or 1900·Y-001-001. Each form is compared by its parts: runs of digits,
and of other characters, between separators.
"""

from __future__ import annotations

import re

from holdings.code_spelling import SEPARATORS, normalise
from holdings.identity import parts_of as identity_parts

#: Before the forms of a whole code: those of its end have none, so that a beginning is not taken for an end.
WHOLE = "^"
#: Before the forms without separators.
SOLID = "="
#: Before the forms of what a code lies below.
ABOVE = "<"

_PART = re.compile(r"[0-9]+|[^\W\d_]+")
#: The fewest parts of what is taken for a code: 1937-38 and IBM-PC have two.
_FEWEST = 3
#: The longest text that is taken for a code, in characters.
_LONGEST = 60
#: The fewest digits without separators that are taken for a code beside what else they are: a day has eight.
_FEWEST_DIGITS = 9
_APART = re.compile(r"[\s/\\／＼_]+")
_SLASHES = re.compile(r"[/\\／＼]+")
_OF_CODES = re.compile(r"[A-Z0-9\u4e00-\u9fff·_-]+")


def code_forms(code: str, archive: str = "") -> tuple[str, ...]:
    """All forms of a normalised code, of its ends and of what it lies below: what an index keeps of it.

    Args:
        code: normalised.
        archive: whose code it is; empty for the home's own. What lies below a code is a matter of one archive, while
            a whole code or its end is found in any.
    """
    found = [(match.start(), match.group()) for match in _PART.finditer(code)]
    solid = [part for _, part in found]
    parted = _each_parted(solid)
    forms: dict[str, None] = {
        f"{WHOLE}{''.join(parted)}": None,
        f"{WHOLE}{SOLID}{''.join(solid)}": None,
    }
    before = 0
    for at, character in enumerate(code):
        if character not in SEPARATORS:
            continue
        while before < len(found) and found[before][0] < at:
            before += 1
        if len(parted) - before >= _FEWEST:
            forms["".join(parted[before:])] = None
            forms[SOLID + "".join(solid[before:])] = None
        # As `holdings.codes.borders` cuts it, with the parts that are known already.
        if before >= _FEWEST and code[at - 1] not in SEPARATORS:
            forms[f"{ABOVE}{archive}:{''.join(parted[:before])}"] = None
    return tuple(forms)


def former_forms(code: str) -> tuple[str, ...]:
    """All forms of a code by which a unit was known before, and of its ends.

    Nobody was held to a template: besides ``-`` and ``·`` a slash, a blank or a low line parts it (闽/3/14).
    """
    return code_forms(normalise("-".join(_APART.split(code.strip()))))


def named_forms(text: str) -> tuple[str, ...]:
    """The forms that a text asks for where it is said to be a code: of two parts and of one too.

    The first is also the beginning of the forms of codes that begin like it, part by part.
    """
    parts = _PART.findall(normalise("-".join(_APART.split(text.strip()))))
    return _forms_of(parts) if parts else ()


def typed_forms(text: str) -> tuple[str, ...]:
    """The forms that a text asks for, of a whole code or of its end; none where it cannot be a code."""
    parts = parts_of(text)
    return _forms_of(parts) if parts else _solid_forms(text, _FEWEST_DIGITS)


def forms_of_code(text: str) -> tuple[str, ...]:
    """The same of a text that is said to be a code, so that numbers without zeros and few digits are one too."""
    parts = _parts_said(text)
    return _forms_of(parts) if parts else _solid_forms(text, _FEWEST)


def whole_forms(text: str) -> tuple[str, ...]:
    """The forms that a text asks for that is said to be a whole code: of no end of one, and of nothing below it."""
    return tuple(form for form in forms_of_code(text) if form.startswith(WHOLE))


def _solid_forms(text: str, fewest: int) -> tuple[str, ...]:
    """The forms that digits without separators ask for: 00230030007001 for 0023-003-0007-001."""
    digits = normalise(text)
    if not fewest <= len(digits) <= _LONGEST or re.fullmatch("[0-9]+", digits) is None:
        return ()
    return (WHOLE + SOLID + digits, SOLID + digits)


def without_slashes(text: str) -> str:
    """A code with a hyphen for each slash that was typed: no code holds one (`holdings.codes.parse`)."""
    return _SLASHES.sub("-", text)


def is_short_end(text: str) -> bool:
    """Whether a text has too few parts to be found as the end of a code: only longer ends are kept of codes."""
    return 0 < len(_PART.findall(normalise(text))) < _FEWEST


def _forms_of(parts: list[str]) -> tuple[str, ...]:
    parted, solid = _parted(parts), SOLID + "".join(parts)
    return (WHOLE + parted, parted, WHOLE + solid, solid)


def scope_forms(text: str) -> tuple[str, ...]:
    """The forms that all codes below a text have, however it is typed; none where it cannot be a code.

    Of another archive's code the archive stands before it, as `holdings.identity.written` writes it.
    """
    archive, code = identity_parts(normalise(text))
    parts = _parts_said(code)
    return (_scope_form(archive, parts),) if parts else ()


def _scope_form(archive: str, parts: list[str]) -> str:
    return f"{ABOVE}{archive}:{_parted(parts)}"


def _parts_said(text: str) -> list[str]:
    """The parts of a text that is said to be a code; empty where they are too few to be kept by themselves."""
    code = normalise("-".join(_APART.split(text.strip())))
    parts = _PART.findall(code)
    return parts if len(parts) >= _FEWEST and len(code) <= _LONGEST else []


def parts_of(text: str) -> list[str]:
    """The parts of a text that may be a reference code; empty where it cannot be one."""
    code = normalise("-".join(without_slashes(text).split()))
    if len(code) > _LONGEST or _OF_CODES.fullmatch(code) is None:
        return []
    parts = _PART.findall(code)
    numbers = [part for part in parts if part[0].isdigit()]
    if len(parts) < _FEWEST or not numbers:
        return []
    # 25-30-40 may be anything; a code has letters, or zeros before its numbers.
    return parts if len(numbers) < len(parts) or any(part[0] == "0" for part in numbers) else []


def _parted(parts: list[str]) -> str:
    return "".join(_each_parted(parts))


def _each_parted(parts: list[str]) -> list[str]:
    return [f"{part.lstrip('0') or '0'}." if part[0].isdigit() else f"{part}." for part in parts]
