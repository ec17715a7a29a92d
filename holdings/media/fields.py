"""Fields of word processors that show something of their instruction itself (ECMA-376 part 1, clause 17.16.5)."""

from __future__ import annotations

import re

from holdings.media.symbols import symbol

_QUOTED = re.compile(r'"([^"]*)"')
_SWITCH = re.compile(r"\\\*\s*\S+(?:\s*\"[^\"]*\")?")
_OPTION = re.compile(r"\\[a-z]{1,3}(?:\s*-?\d+)?", re.IGNORECASE)
_NUMBER = re.compile(r"\s*(\d+|0x[0-9a-f]+)", re.IGNORECASE)


def shown_without_result(instruction: str) -> str:
    """What is seen of a field that keeps no result: equations, buttons, symbols; empty for all others.

    `EQ` sets characters over one another: circled characters, and readings above Chinese. Its arguments are
    given as they follow; those set small above others come after them.
    """
    name, _, rest = instruction.strip().partition(" ")
    if name.upper() == "MACROBUTTON":
        return rest.strip().partition(" ")[2].strip()
    if name.upper() == "SYMBOL":
        number = _NUMBER.match(rest)
        code = int(number[1], 0) if number and not re.fullmatch(r"0\d+", number[1]) else 0
        return symbol(0xF000 + code) if 0 < code < 0x100 else (chr(code) if 0x100 <= code < 0xD800 else "")
    return _equation(rest) if name.upper() == "EQ" else ""


def _equation(rest: str) -> str:
    text = _SWITCH.sub("", rest)
    raised = [found[1].strip() for found in re.finditer(r"\\s\\up\s*\d*\s*\(([^()]*)\)", text)]
    text = re.sub(r"\\s\\up\s*\d*\s*\([^()]*\)", "", text)
    text = _OPTION.sub("", text)
    base = re.sub(r"[(),;\s]+", "", text)
    # A circle is set over its character: ○ and △ and □ are drawn around it.
    circled = base.strip("○◯△□◇") or base
    return circled + (f"({' '.join(raised)})" if raised else "")
