"""Fields of word processors that show something of their instruction itself (ECMA-376 part 1, clause 17.16.5)."""

from __future__ import annotations

import re

from holdings.media.symbols import symbol

_SWITCH = re.compile(r'\\\*\s*(?:"[^"]*"|\S+)')
_OPTION = re.compile(r"\\[a-z]{1,3}(?:\s*-?\d+)?", re.IGNORECASE)
_NUMBER = re.compile(r"\s*(\d+|0x[0-9a-f]+)", re.IGNORECASE)


def shown_without_result(instruction: str) -> tuple[str, str]:
    """What is seen of a field that keeps no result: equations, buttons, symbols; nothing of all others.

    `EQ` sets characters over one another: circled characters, and readings above Chinese.

    Returns:
        What stands in the line, and what is set small above it.
    """
    name, _, rest = instruction.strip().partition(" ")
    if name.upper() == "MACROBUTTON":
        return rest.strip().partition(" ")[2].strip(), ""
    if name.upper() == "SYMBOL":
        number = _NUMBER.match(rest)
        code = int(number[1], 16 if number[1][:2].lower() == "0x" else 10) if number else 0
        return (symbol(code) if code < 0xD800 else ""), ""
    return _equation(rest) if name.upper() == "EQ" else ("", "")


def _equation(rest: str) -> tuple[str, str]:
    text = _SWITCH.sub("", rest)
    raised = [found[1].strip() for found in re.finditer(r"\\s\s*\\up\s*\d*\s*\(([^()]*)\)", text)]
    text = re.sub(r"\\s\s*\\up\s*\d*\s*\([^()]*\)", "", text)
    base = re.sub(r"[(),;\s]+", "", _OPTION.sub("", text))
    # A frame is set around its character.
    return base.strip("○◯△□◇") or base, " ".join(raised)
