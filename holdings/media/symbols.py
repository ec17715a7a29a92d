"""Characters of symbol fonts, which documents keep by their place in the font (U+F000 to U+F0FF)."""

from __future__ import annotations

_BOXES = {
    0x52: "☑", 0x53: "☒", 0xFC: "✓", 0xFB: "✗", 0xFD: "☒", 0xFE: "☑", 0xA8: "☐", 0x6F: "□", 0x71: "□", 0xA3: "□",
    0x6E: "■", 0x6C: "●", 0x75: "◆", 0xB7: "•", 0xA7: "▪", 0xD8: "➢", 0xE0: "→", 0xDF: "←", 0xE8: "→", 0xF0: "→",
    0x4A: "☺", 0x28: "☎", 0x2A: "✉", 0x76: "❖", 0xAE: "®", 0xD2: "®", 0xD3: "©", 0xD4: "™", 0xB0: "°", 0xB1: "±",
    0xB4: "×", 0xB8: "÷", 0xA5: "∞", 0xB9: "≠", 0xBB: "≈", 0x20: " ", 0x95: "•",
}  # fmt: skip
_CIRCLED = {0x80 + at: character for at, character in enumerate("⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿")}


def symbol(code: int) -> str:
    """The character that a place in a symbol font shows; empty for one that is none of the usual.

    Args:
        code: the place, 0 to 0xFF, or the same from U+F000 on; other codes are characters themselves.
    """
    if 0xF000 <= code <= 0xF0FF or code <= 0xFF:
        place = code & 0xFF
        return _BOXES.get(place) or _CIRCLED.get(place, "")
    if 0xD800 <= code <= 0xF8FF:
        return ""
    return chr(code)
