"""What is said to a person about objects that a Tika server reads, or would read."""

from __future__ import annotations

from holdings.letters import Letter
from holdings.parser_letters import shown

_KEPT_ZH = "原文件已原样保存，仅其文字暂不能检索；"
_KEPT_EN = "The file itself is kept unchanged; only its text cannot be searched yet. "


def not_set(name: str, zh: str, en: str) -> Letter:
    """A format that only Tika reads, by its names, without a server."""
    file = shown(name)
    return Letter(
        f"“{file}”是{zh}，没有内置的阅读器；Tika 服务器能读，而 LANTAI_TIKA 没有设置。{_KEPT_ZH}"
        "请把 LANTAI_TIKA 设为 Tika 服务器的 URL(如 http://127.0.0.1:9998)，再运行 lantai jobs retry 补上。",
        f'"{file}" is {en}. Nothing built in reads it; a Tika server does, but LANTAI_TIKA is not set. '
        f"{_KEPT_EN}Set LANTAI_TIKA to the URL of a Tika server (like http://127.0.0.1:9998) and run lantai jobs "
        "retry to add it.",
    )


def not_known(name: str) -> Letter:
    """Bytes that nothing tells the format of, without a server."""
    file = shown(name)
    return Letter(
        f"看不出“{file}”是什么格式，内置的阅读器都不读它。{_KEPT_ZH}如知道它由什么软件生成，"
        "请用该软件另存为 PDF、OFD 或 docx 后更正；也可把 LANTAI_TIKA 设为 Tika 服务器的 URL，"
        "再运行 lantai jobs retry 试读（Tika 认识的格式更多，但不一定认识这一种）。",
        f'What format "{file}" has cannot be told, and no reader here knows it. {_KEPT_EN}If you know the program '
        "that made it, save it there as PDF, OFD or docx and hand that over; or set LANTAI_TIKA to the URL of a Tika "
        "server and run lantai jobs retry to try (Tika knows more formats, perhaps not this one).",
    )


def server_away(name: str, seconds: float) -> Letter:
    """Nobody answered in the time there was."""
    file = shown(name)
    return Letter(
        f"Tika 服务器 {seconds:g} 秒内一直没有应答，未能读取“{file}”。{_KEPT_ZH}"
        "请检查服务器是否在运行、LANTAI_TIKA 的地址，再运行 lantai jobs retry 补上。",
        f'The Tika server did not answer within {seconds:g} seconds, so "{file}" was not read. {_KEPT_EN}Check that it '
        "runs and that LANTAI_TIKA names its address, then run lantai jobs retry.",
    )


def server_died(name: str, deaths: int) -> Letter:
    """The server broke off each time that it had the object."""
    file = shown(name)
    return Letter(
        f"Tika 服务器读“{file}”时 {deaths} 次中断，不再尝试。{_KEPT_ZH}文件可能已损坏或过大，请用原来的软件打开核对；"
        "服务器内存不足也会这样。运行 lantai jobs retry 会重试。",
        f'The Tika server broke off {deaths} times while it read "{file}", so it was not tried again. {_KEPT_EN}The '
        "file may be damaged or too large: open it with the program that made it; a server short of memory does the "
        "same. lantai jobs retry tries once more.",
    )


def too_slow(name: str, seconds: float) -> Letter:
    """The object took longer than an object may."""
    file = shown(name)
    return Letter(
        f"Tika 服务器 {seconds:g} 秒内没有读完“{file}”，已停止。{_KEPT_ZH}"
        "请核对文件是否损坏或过大；运行 lantai jobs retry 会重试。",
        f'The Tika server did not finish "{file}" within {seconds:g} seconds and it was given up. {_KEPT_EN}Check '
        "whether the file is damaged or too large; lantai jobs retry tries once more.",
    )


def text_cut(name: str, most: int) -> Letter:
    """The text is longer than the limit; `most` in characters."""
    file = shown(name)
    return Letter(
        f"“{file}”的文字超过单个文件 {most:,} 字的上限，只收入了前面的部分，其后的不能检索。请分成几个文件再交。",
        f'"{file}" holds more than the {most:,} characters that one object may have: what comes first was taken, the '
        "rest cannot be searched. Hand it over in several files.",
    )


def package_torn(name: str) -> Letter:
    """A package without its end; what was whole of it was read."""
    return Letter(
        f"“{shown(name)}”的文件包不完整，尾部缺失：完整的部分已读出并可检索，其余没有文字。请核对来源，有完整文件时更正后重新移交。",
        f"The package “{shown(name)}” has lost its end: what is whole of it was read and can be searched, the rest has "
        "no text. Check the source, and hand over the whole file if there is one.",
    )


def no_text(name: str, kind: str) -> Letter:
    """Tika knows no words in it."""
    file = shown(name)
    return Letter(
        f"Tika 认为“{file}”的类型是 {kind}，其中没有可读的文字。{_KEPT_ZH}"
        "如其中确有文字，请由供档单位另存为常用格式（PDF、OFD、docx）后再交。",
        f'Tika takes "{file}" for {kind} and finds no text in it. {_KEPT_EN}If there is text, ask the supplying unit '
        "to save it in a usual format (PDF, OFD, docx) and hand that over.",
    )


def no_sense(name: str) -> Letter:
    """An answer that is none of Tika's."""
    file = shown(name)
    return Letter(
        f"LANTAI_TIKA 所指的服务器对“{file}”的应答不是 Tika 的应答。{_KEPT_ZH}请检查地址，再运行 lantai jobs retry。",
        f'What LANTAI_TIKA names did not answer as Tika does for "{file}". {_KEPT_EN}Check the address, then run '
        "lantai jobs retry.",
    )


def refused(name: str, status: int) -> Letter:
    """An answer by HTTP that is neither text nor a word on the object."""
    file = shown(name)
    return Letter(
        f"Tika 服务器没有接受“{file}”（HTTP {status}）。{_KEPT_ZH}"
        "请检查 LANTAI_TIKA 的地址与权限，再运行 lantai jobs retry。",
        f'The Tika server did not take "{file}" (HTTP {status}). {_KEPT_EN}Check the address and the rights in '
        "LANTAI_TIKA, then run lantai jobs retry.",
    )
