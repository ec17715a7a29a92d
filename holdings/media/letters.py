"""What is said when a digital object cannot be opened."""

from __future__ import annotations

from holdings.letters import FinalLetter, LantaiError, Letter


class MediaError(LantaiError):
    """A digital object, or a page of one, cannot be opened."""


def encrypted(name: str) -> FinalLetter:
    """The object asks for a password."""
    return FinalLetter(
        f"“{name}”已加密，没有口令打不开，其中的文字无法检索。请由供档单位提供未加密的版本后重新移交。",
        f"“{name}” is encrypted and does not open without a password, so its text cannot be searched. "
        "Ask the supplying unit for a version without encryption and hand that over.",
    )


def broken(name: str, detail: str) -> Letter:
    """The object is damaged, cut short or not what it claims to be."""
    return Letter(
        f"“{name}”已损坏或不完整（{detail}），无法读取。原始字节已保留；请核对来源并重新移交完好的文件。",
        f"“{name}” is damaged or incomplete ({detail}) and cannot be read. The original bytes are kept; "
        "check the source and hand over an intact version.",
    )


def empty(name: str) -> FinalLetter:
    """The object has no bytes or no pages."""
    return FinalLetter(
        f"“{name}”是空的（没有内容或页面），没有可供检索的文字。请核对来源并重新移交。",
        f"“{name}” is empty (no content or no pages), so there is no text to search. "
        "Check the source and hand it over again.",
    )


def no_such_page(name: str, number: int, count: int) -> Letter:
    """A page that the object does not have; `number` from 1."""
    return Letter(
        f"“{name}”共 {count} 页，没有第 {number} 页，因此无法显示。请核对页码。",
        f"“{name}” has {count} pages and no page {number}, so it cannot be shown. Check the page number.",
    )


def too_many_pixels(name: str, width: int, height: int, limit: int) -> FinalLetter:
    """The image is larger than the limit."""
    return FinalLetter(
        f"“{name}”的图像为 {width}×{height} 像素，超过 {limit} 像素的上限，为保护系统未打开。"
        "请降低分辨率或分割后重新移交。",
        f"The image in “{name}” has {width} x {height} pixels, more than the limit of {limit}; it was not opened, "
        "to protect the system. Hand it over at a lower resolution or in parts.",
    )


def too_many_pages(name: str, count: int, limit: int) -> FinalLetter:
    """The object has more pages than the limit."""
    return FinalLetter(
        f"“{name}”有 {count} 页，超过 {limit} 页的上限，为保护系统未打开。请分卷后重新移交。",
        f"“{name}” has {count} pages, more than the limit of {limit}; it was not opened, to protect the system. "
        "Hand it over in several volumes.",
    )


def too_many_entries(name: str, count: int, limit: int) -> FinalLetter:
    """A package with more entries than the limit."""
    return FinalLetter(
        f"“{name}”内有 {count} 个以上的条目，超过 {limit} 个的上限，为保护系统未打开。请分成几个包后重新移交。",
        f"“{name}” holds {count} entries or more, above the limit of {limit}; it was not opened, to protect the "
        "system. Hand it over in several packages.",
    )


def part_too_large(name: str, part: str, most: int) -> FinalLetter:
    """A part of a package, unpacked, above the limit; `most` in bytes."""
    return FinalLetter(
        f"“{name}”中的“{part}”解压后超过 {most >> 20} MB 的上限（可能是压缩炸弹），为保护系统未读取。"
        "请核对来源，必要时拆分后重新移交。",
        f"“{part}” in “{name}” unpacks to more than the limit of {most >> 20} MB (it may be a zip bomb) and was "
        "not read, to protect the system. Check the source; hand it over in parts if it is genuine.",
    )


def declares_entities(name: str, part: str) -> FinalLetter:
    """XML with a document type declaration, by which parsers are attacked."""
    return FinalLetter(
        f"“{name}”中的“{part}”含有文档类型声明（DTD/实体），该格式不允许，且可能是攻击，为保护系统未读取。"
        "原始字节已保留；请核对来源并重新移交。",
        f"“{part}” in “{name}” declares a document type or entities, which the format does not allow and by which "
        "systems are attacked; it was not read. The original bytes are kept; check the source and hand it over again.",
    )


def nothing_to_draw(name: str, number: int) -> Letter:
    """A page of glyphs or private-use characters, without a font or picture to see them by; `number` from 1."""
    return Letter(
        f"“{name}”第 {number} 页的文字没有可用的编码（只有字形编号或专用字符），页内也没有可供识别的图像或字体，"
        "因此暂无可检索的文字。请由供档单位提供文字可复制的版本，或扫描后重新移交。",
        f"The text on page {number} of “{name}” has no usable characters (only glyph numbers or private codes), and "
        "the page holds no picture or font to recognise it from, so it cannot be searched. Ask the supplying unit "
        "for a version whose text can be copied, or hand over a scan.",
    )


def lacks_part(name: str, part: str) -> Letter:
    """A package without a part that it names itself."""
    return Letter(
        f"“{name}”缺少其自身引用的“{part}”，无法读取这部分。原始字节已保留；请核对来源并重新移交完整的文件。",
        f"“{name}” lacks “{part}”, which it refers to itself, so that part cannot be read. The original bytes are "
        "kept; check the source and hand over a complete version.",
    )


def bomb(name: str, part: str, ratio: int) -> FinalLetter:
    """A member that unpacks to many times its packed size."""
    return FinalLetter(
        f"“{name}”中的“{part}”解压后超过压缩前的 {ratio} 倍，疑为压缩炸弹，为保护系统未读取。"
        "请核对来源；如确有内容，请解压后单独移交。",
        f"“{part}” in “{name}” unpacks to more than {ratio} times its packed size, as zip bombs do, and was not "
        "read, to protect the system. Check the source; if it is genuine, hand it over unpacked.",
    )


def unpacks_too_large(name: str, most: int) -> FinalLetter:
    """An archive that unpacks to more bytes than the limit."""
    return FinalLetter(
        f"“{name}”解压后总计超过 {most >> 20} MB 的上限，为保护系统未读取。请分成几个包后重新移交。",
        f"“{name}” unpacks to more than the limit of {most >> 20} MB in all and was not read, to protect the "
        "system. Hand it over in several archives.",
    )


def leaves_archive(name: str, part: str) -> FinalLetter:
    """A member named as if it lay outside of its archive."""
    return FinalLetter(
        f"“{name}”中的“{part}”的路径指向包外（路径越界），可能是攻击，为保护系统未读取。请核对来源并重新打包移交。",
        f"“{part}” in “{name}” has a path that leads out of the archive, by which systems are attacked, and was not "
        "read. Check the source, and pack and hand it over again.",
    )


def nested_too_deep(name: str, limit: int) -> FinalLetter:
    """Archives or mails within one another beyond the limit."""
    return FinalLetter(
        f"“{name}”在压缩包或邮件中嵌套超过 {limit} 层，为保护系统未再展开。请解压后单独移交。",
        f"“{name}” lies more than {limit} archives or mails deep and was not opened, to protect the system. "
        "Hand it over unpacked.",
    )


def older_word(name: str) -> Letter:
    """A document of Word 2, 6 or 95."""
    return Letter(
        f"“{name}”是 Word 95 或更早版本（Word 2、6、95）的文档，本系统的阅读器只读 Word 97 及以后的 doc，"
        "其中的文字暂不能检索。请由供档单位用 Word 或 LibreOffice 打开，另存为 docx 后更正。",
        f"“{name}” is a document of Word 95 or before (Word 2, 6, 95); the readers here know doc from Word 97 on, so "
        "its text cannot be searched yet. Ask the supplying unit to open it in Word or LibreOffice, save it as docx "
        "and hand that over.",
    )


def needs_memory(name: str) -> Letter:
    """A picture whose decoding needs more memory than the reader may take."""
    return Letter(
        f"读取“{name}”所需的内存超过了上限，没有读取；原始字节已保留。文件可能已损坏或过大，请用原来的软件打开核对；如确需更多，"
        "请调高 LANTAI_LIMIT_MEMORY_MB 后运行 lantai jobs retry。",
        f"Reading “{name}” needs more memory than it may take, so it was not read; its bytes are kept. It may be "
        "damaged or too large: open it with the program that made it. If it truly needs more, raise "
        "LANTAI_LIMIT_MEMORY_MB and run lantai jobs retry.",
    )


def too_much_text(name: str, most: int) -> FinalLetter:
    """An object whose text is longer than the limit; `most` in characters."""
    return FinalLetter(
        f"“{name}”的文字超过单个文件 {most // 10_000} 万字的上限，为保护系统未读取。请分成几个文件再交。",
        f"“{name}” holds more than the {most:,} characters that one object may have and was not read, to protect the "
        "system. Hand it over in several files.",
    )
