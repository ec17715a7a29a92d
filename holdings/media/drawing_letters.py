"""What is said when a page cannot be drawn."""

from __future__ import annotations

from holdings.letters import Letter


def too_slow(name: str, seconds: float) -> Letter:
    """Drawing took longer than it may."""
    return Letter(
        f"“{name}”的这一页在 {seconds:g} 秒内没有画完，已经中止。文字不受影响；"
        "请把档号和页号告诉档案馆，以便换一份文件。",
        f"This page of “{name}” was not drawn within {seconds:g} seconds, so drawing was ended. Its text is not "
        "affected; tell the archive the code and the page, so that the file can be replaced.",
    )


def gave_up(name: str) -> Letter:
    """The process that drew it ended by itself: the file crashes its reader, or needs more memory than it may."""
    return Letter(
        f"“{name}”的这一页画不出来：读取程序中途退出，可能是文件损坏或过大。文字不受影响；"
        "请把档号和页号告诉档案馆，以便换一份文件。",
        f"This page of “{name}” could not be drawn: the program that reads it ended, so the file may be damaged or "
        "too large. Its text is not affected; tell the archive the code and the page, so that the file can be "
        "replaced.",
    )


def busy() -> Letter:
    """All who draw are at work."""
    return Letter(
        "正在画的图像太多，这一页暂时轮不到。请过几秒再试；文字可以先读。",
        "Too many pages are being drawn, so this one has to wait. Try again in some seconds; its text can be read.",
    )
