"""What is said when a digital object cannot be opened."""

from __future__ import annotations

from holdings.letters import LantaiError, Letter


class MediaError(LantaiError):
    """A digital object, or a page of one, cannot be opened."""


def encrypted(name: str) -> Letter:
    """The object asks for a password."""
    return Letter(
        f"“{name}”已加密,没有口令打不开,其中的文字无法检索。请由移交单位提供未加密的版本后重新移交。",
        f"“{name}” is encrypted and does not open without a password, so its text cannot be searched. "
        "Ask the supplying unit for a version without encryption and hand that over.",
    )


def broken(name: str, detail: str) -> Letter:
    """The object is damaged, cut short or not what it claims to be."""
    return Letter(
        f"“{name}”已损坏或不完整({detail}),无法读取。原始字节已保留;请核对来源并重新移交完好的文件。",
        f"“{name}” is damaged or incomplete ({detail}) and cannot be read. The original bytes are kept; "
        "check the source and hand over an intact version.",
    )


def empty(name: str) -> Letter:
    """The object has no bytes or no pages."""
    return Letter(
        f"“{name}”是空的(没有内容或页面),没有可供检索的文字。请核对来源并重新移交。",
        f"“{name}” is empty (no content or no pages), so there is no text to search. "
        "Check the source and hand it over again.",
    )


def no_such_page(name: str, number: int, count: int) -> Letter:
    """A page that the object does not have; `number` from 1."""
    return Letter(
        f"“{name}”共 {count} 页,没有第 {number} 页,因此无法显示。请核对页码。",
        f"“{name}” has {count} pages and no page {number}, so it cannot be shown. Check the page number.",
    )


def too_many_pixels(name: str, width: int, height: int, limit: int) -> Letter:
    """The image is larger than the limit."""
    return Letter(
        f"“{name}”的图像为 {width}×{height} 像素,超过 {limit} 像素的上限,为保护系统未打开。"
        "请降低分辨率或分割后重新移交。",
        f"The image in “{name}” has {width} x {height} pixels, more than the limit of {limit}; it was not opened, "
        "to protect the system. Hand it over at a lower resolution or in parts.",
    )


def too_many_pages(name: str, count: int, limit: int) -> Letter:
    """The object has more pages than the limit."""
    return Letter(
        f"“{name}”有 {count} 页,超过 {limit} 页的上限,为保护系统未打开。请分卷后重新移交。",
        f"“{name}” has {count} pages, more than the limit of {limit}; it was not opened, to protect the system. "
        "Hand it over in several volumes.",
    )
