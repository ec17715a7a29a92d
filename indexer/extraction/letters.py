"""What is said to a person about an object, or a page of one, that could not be read."""

from __future__ import annotations

from holdings.letters import FinalLetter, Letter
from holdings.parser_letters import shown
from holdings.plausibility import Fault
from indexer.worker_letters import ending

_KEPT = Letter(
    zh="原文件已原样保存，仅其文字暂不能检索；",
    en="The file itself is kept unchanged; only its text cannot be searched yet. ",
)


def no_reader(name: str, kind: str) -> Letter:
    """A format without a reader."""
    file = shown(name)
    return Letter(
        f"“{file}”的格式（{kind}）目前还没有对应的阅读器。{_KEPT.zh}"
        "以后的版本能读这种格式时，运行 lantai jobs retry 补上。",
        f'There is no reader yet for the format of "{file}" ({kind}). {_KEPT.en}When a later version reads this '
        "format, run lantai jobs retry to add it.",
    )


def nobody_reads(name: str, zh: str, en: str) -> Letter:
    """A format, by its names, that neither a reader here nor Tika reads."""
    file = shown(name)
    return Letter(
        f"“{file}”是{zh}，内置的阅读器和 Tika 都读不出其中的文字。{_KEPT.zh}"
        "请由供档单位用原来的软件打开，另存为 PDF、OFD、docx 或 TIFF 后更正；压缩包请解压后移交。",
        f'"{file}" is {en}; neither a reader here nor Tika gets text out of it. {_KEPT.en}Ask the supplying unit to '
        "open it with the program that made it and save it as PDF, OFD, docx or TIFF (to unpack an archive), and hand "
        "that over.",
    )


def without_words(name: str, zh: str, en: str) -> Letter:
    """Sound or film, by its names."""
    file = shown(name)
    return Letter(
        f"“{file}”是{zh}，其中没有可以检索的文字。原文件已原样保存。"
        "如有文字记录（整理稿、字幕、解说词），请作为另一个文件一并移交。",
        f'"{file}" is {en}, which holds no text to search. The file itself is kept unchanged. If there is a '
        "transcript, subtitles or a script, hand it over as a file of its own.",
    )


def sealed(name: str, zh: str, en: str) -> Letter:
    """A sealed envelope, by its names."""
    file = shown(name)
    return Letter(
        f"“{file}”是{zh}，没有收件人的私钥打不开，其中的文字无法检索。{_KEPT.zh}请由供档单位解密后重新移交。",
        f'"{file}" is {en} and does not open without the private key of who received it, so its text cannot be '
        f"searched. {_KEPT.en}Ask the supplying unit to decrypt it and hand that over.",
    )


def not_text(name: str) -> Letter:
    """Bytes that are text in none of the encodings."""
    file = shown(name)
    return Letter(
        f"“{file}”不是已知编码（UTF-8、UTF-16、GB18030、Big5、Shift_JIS、西里尔文、西文）的文字，无法读出。{_KEPT.zh}"
        "请用文字处理软件打开，另存为 UTF-8 后更正。",
        f'"{file}" is not text in any known encoding (UTF-8, UTF-16, GB18030, Big5, Shift_JIS, Cyrillic, Western), '
        f"so its words cannot be read. {_KEPT.en}Open it with the program that made it and save it as UTF-8.",
    )


def text_too_large(name: str, size: int, most: int) -> FinalLetter:
    """A text file above the limit; sizes in bytes."""
    file = shown(name)
    return FinalLetter(
        f"“{file}”有 {size >> 20} MB，超过单个文本文件 {most >> 20} MB 的上限，未读取。{_KEPT.zh}请分成几个文件再交。",
        f'"{file}" has {size >> 20} MB, more than the {most >> 20} MB that one text file may have, and was not read. '
        f"{_KEPT.en}Hand it over in several files.",
    )


def unreadable(name: str, why: str) -> Letter:
    """The operating system gives no bytes."""
    file = shown(name)
    return Letter(
        f"“{file}”无法打开（{why}）。请核对文件是否存在、是否有读取权限，然后运行 lantai jobs retry。",
        f'"{file}" cannot be opened ({why}). Check that it exists and may be read, then run lantai jobs retry.',
    )


def no_such_page(name: str, index0: int, pages: int) -> Letter:
    """A page beyond the last."""
    file = shown(name)
    return Letter(
        f"“{file}”共 {pages} 页，没有第 {index0 + 1} 页。请核对文件是否被替换过。",
        f'"{file}" has {pages} pages and no page {index0 + 1}. Check whether the file was replaced.',
    )


def recognition_off(name: str) -> Letter:
    """A scan, while recognition is switched off."""
    file = shown(name)
    return Letter(
        f"“{file}”的这一页没有可用的文字层，需要识别图像，而文字识别已关闭（LANTAI_OCR=none）。{_KEPT.zh}"
        "把 LANTAI_OCR 设为 rapidocr 或 tesseract，再运行 lantai jobs retry 补上。",
        f'This page of "{file}" has no text that can be used, so its image has to be recognised, but recognition '
        f"is switched off (LANTAI_OCR=none). {_KEPT.en}Set LANTAI_OCR to rapidocr or tesseract and run lantai "
        "jobs retry to add it.",
    )


def engine_missing(name: str, error: str) -> Letter:
    """A recognition engine that is not installed."""
    engine, why = shown(name), shown(error)
    return Letter(
        f"识别引擎“{engine}”不能使用（{why}），扫描件无法识读。请重新安装 Lantai 的依赖，"
        "或把 LANTAI_OCR 设为 tesseract 或 none，再运行同一命令。",
        f'The recognition engine "{engine}" cannot be used ({why}), so scans cannot be read. Install what Lantai '
        "depends on again, or set LANTAI_OCR to tesseract or none, and run the same command.",
    )


def reader_failed(name: str, error: str) -> Letter:
    """An error that the reader of the format does not explain."""
    file, why = shown(name), shown(error)
    return Letter(
        f"读取“{file}”时出错（{why}）。{_KEPT.zh}文件可能已损坏，请用原来的软件打开核对。",
        f'Reading "{file}" failed ({why}). {_KEPT.en}The file may be damaged: open it with the program that made it.',
    )


def worker_lost(name: str, code: int) -> Letter:
    """The process that read this page ended by itself; `code` as in `indexer.worker_letters.ending`."""
    file = shown(name)
    zh, en = ending(code)
    return Letter(
        f"读取“{file}”时工作进程意外终止（{zh}），可能是文件损坏或内存不足。{_KEPT.zh}"
        "请用原来的软件打开核对；运行 lantai jobs retry 会重试。",
        f'The process that read "{file}" ended by itself ({en}): the file may be damaged, or memory was short. '
        f"{_KEPT.en}Open it with the program that made it; lantai jobs retry tries once more.",
    )


def too_slow(name: str, seconds: float) -> Letter:
    """A page that took longer than a page may."""
    file = shown(name)
    return Letter(
        f"读取“{file}”时一页超过 {seconds:g} 秒仍未完成，已停止。{_KEPT.zh}"
        "请核对文件是否损坏或页面过大，运行 lantai jobs retry 会重试。",
        f'A page of "{file}" was not read within {seconds:g} seconds and was given up. {_KEPT.en}Check whether the '
        "file is damaged or the page too large; lantai jobs retry tries once more.",
    )


def too_slow_in_all(name: str, seconds: float) -> Letter:
    """An object whose pages together took longer than one object may."""
    file = shown(name)
    return Letter(
        f"读取“{file}”累计已超过 {seconds:g} 秒，其余各页不再尝试。{_KEPT.zh}请核对文件是否损坏；如确需更久，"
        "调高 LANTAI_LIMIT_FILE_SECONDS 后运行 lantai jobs retry。",
        f'Reading "{file}" took more than {seconds:g} seconds in all, so the rest of its pages was not tried. '
        f"{_KEPT.en}Check whether the file is damaged; if it truly needs longer, raise LANTAI_LIMIT_FILE_SECONDS and "
        "run lantai jobs retry.",
    )


def too_much_memory(name: str, most: int) -> Letter:
    """A page for which a reader needs more memory than it may hold; `most` in bytes."""
    file = shown(name)
    return Letter(
        f"读取“{file}”需要的内存超过 {most >> 20} MB 的上限，已停止。{_KEPT.zh}文件可能已损坏或页面过大，"
        "请用原来的软件打开核对；如确需更多，调高 LANTAI_LIMIT_MEMORY_MB 后运行 lantai jobs retry。",
        f'Reading "{file}" needs more memory than the limit of {most >> 20} MB and was stopped. {_KEPT.en}The file '
        "may be damaged or its pages too large: open it with the program that made it. If it truly needs more, raise "
        "LANTAI_LIMIT_MEMORY_MB and run lantai jobs retry.",
    )


def too_much_printed(name: str, most: int) -> Letter:
    """A page whose reader prints without end; `most` in bytes."""
    file = shown(name)
    return Letter(
        f"读取“{file}”时阅读器不停地输出（超过 {most >> 10} KB），已停止。{_KEPT.zh}文件可能已损坏，"
        "请用原来的软件打开核对。",
        f'The reader of "{file}" printed without end (more than {most >> 10} KB) and was stopped. {_KEPT.en}The file '
        "may be damaged: open it with the program that made it.",
    )


def page_too_long(name: str, index0: int) -> Letter:
    """A page whose text is longer than any page's."""
    file = shown(name)
    return Letter(
        f"“{file}”第 {index0 + 1} 页的文字过长，未保存。{_KEPT.zh}请用原来的软件打开核对，或分成几个文件再交。",
        f'The text of page {index0 + 1} of "{file}" is too long and was not kept. {_KEPT.en}Open it with the program '
        "that made it, or hand it over in several files.",
    )


def given_up(name: str, lost: int) -> Letter:
    """A page not tried, since others of the same object ended their processes."""
    file = shown(name)
    return Letter(
        f"读取“{file}”时已有 {lost} 页使工作进程终止，其余各页不再尝试。{_KEPT.zh}请用原来的软件打开核对。",
        f'{lost} pages of "{file}" ended the processes that read them, so the rest was not tried. {_KEPT.en}'
        "Open it with the program that made it.",
    )


def too_much_text(name: str, most: int) -> FinalLetter:
    """An object whose text, unpacked, is longer than the limit; `most` in characters."""
    file = shown(name)
    return FinalLetter(
        f"“{file}”的文字超过单个文件 {most // 10_000} 万字的上限，未读取。{_KEPT.zh}请分成几个文件再交。",
        f'"{file}" holds more than the {most:,} characters that one object may have, and was not read. {_KEPT.en}'
        "Hand it over in several files.",
    )


_FAULTS = {
    Fault.NO_CHARACTERS: (
        "其中大多是不代表任何文字的代码（专用区字符、损坏或控制字符）",
        "most of it is codes that stand for no character (private use, damage, controls)",
    ),
    Fault.ENCODING: (
        "像是用错误的编码读出的乱码",
        "it looks like another text read in the wrong encoding",
    ),
    Fault.MIXTURE: (
        "其中混杂着不会并存的各种文字，像是把别的数据当成了文字",
        "it mixes writings that never stand together, as when other bytes are taken for text",
    ),
}


def implausible(name: str, index0: int, fault: Fault) -> Letter:
    """A page whose text nobody can have written."""
    file, (zh, en) = shown(name), _FAULTS[fault]
    return Letter(
        f"从“{file}”第 {index0 + 1} 页读出的不是可信的文字：{zh}。为免检索到乱码，这一页的文字没有保存。{_KEPT.zh}"
        "请用原来的软件打开核对，另存为 docx、PDF 或 UTF-8 文本后更正。",
        f'What was read on page {index0 + 1} of "{file}" cannot be its text: {en}. It was not kept, so that nobody '
        f"finds what nobody wrote. {_KEPT.en}Open it with the program that made it, save it as docx, PDF or UTF-8 "
        "text, and hand that over.",
    )


def image_cut_short(index0: int) -> Letter:
    """An image whose file ends too early; what is there of it was read."""
    return Letter(
        f"图像文件不完整，结尾缺失：第 {index0 + 1} 页已有的部分已识读并可检索，缺失的部分没有文字。"
        "请核对来源，有完整文件时更正后重新移交。",
        f"The file of an image ends too early: what there is of page {index0 + 1} was read and can be searched; what "
        "is missing has no text. Check the source, and hand over the whole file if there is one.",
    )


def pictures_not_recognised(index0: int) -> Letter:
    """A page with text and with pictures that may hold more, while recognition is switched off."""
    return Letter(
        f"第 {index0 + 1} 页的文字层已可检索，但页内图像上的文字没有识读，因为文字识别已关闭（LANTAI_OCR=none）。"
        "把 LANTAI_OCR 设为 rapidocr 或 tesseract，再运行 lantai jobs retry 补上。",
        f"The text layer of page {index0 + 1} can be searched, but what its pictures say was not recognised, since "
        "recognition is switched off (LANTAI_OCR=none). Set LANTAI_OCR to rapidocr or tesseract and run lantai jobs "
        "retry to add it.",
    )
