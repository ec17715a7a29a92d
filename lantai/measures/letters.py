"""What measurements say to a person."""

from __future__ import annotations

from pathlib import Path

from holdings.letters import LantaiError, Letter


class MaterialError(LantaiError):
    """Material of a measurement that is not what it should be."""


class MeasureFailed(LantaiError):
    """A measurement could not be finished."""


def unreadable(path: Path, why: str) -> Letter:
    """A file that cannot be read as lines of JSON."""
    return Letter(
        f"读不了 {path.name}：{why}。测量需要每行一个 JSON 对象的文件（.jsonl 或 .jsonl.gz）。请检查路径和内容。",
        f"{path.name} cannot be read: {why}. A measurement needs one JSON object a line "
        "(.jsonl or .jsonl.gz). Check the path and the content.",
    )


def bad_line(path: Path, number: int, wanted: tuple[str, ...]) -> Letter:
    """A line that lacks a field."""
    names = ", ".join(wanted)
    return Letter(
        f"{path.name} 第 {number} 行不是带有 {names} 字段的对象，无法测量。请改正这一行。",
        f"Line {number} of {path.name} is no object with the fields {names}, so nothing was measured. Mend it.",
    )


def nothing_in(path: Path) -> Letter:
    """A file without anything to measure with."""
    return Letter(
        f"{path.name} 里没有可用来测量的内容。请给出至少一行有文字的材料。",
        f"{path.name} holds nothing to measure with. Give at least one line that has text.",
    )


def no_pages(pages: int) -> Letter:
    """Fewer than one page was asked for."""
    return Letter(
        f"--pages {pages} 无法测量：至少要 1 页。",
        f"--pages {pages} cannot be measured: at least 1 page is needed.",
    )


def other_size(folder: Path, pages: int) -> Letter:
    """The kept home is of another size than asked for."""
    return Letter(
        f"{folder} 中留有 {pages:,} 页的库，与 --pages 不同。请改用同样的页数，或换一个空文件夹。",
        f"{folder} keeps a home of {pages:,} pages, which is not what --pages asks. Ask for as many, or name an empty "
        "folder.",
    )


def repeated(path: Path, code: str) -> Letter:
    """Two rows of one id."""
    return Letter(
        f"{path.name} 中编号 {code} 出现不止一次，无法判断哪一段是正确的。请让每个 id 只出现一次。",
        f"The id {code} is in {path.name} more than once, so it is not certain which passage is right. "
        "Let each id be there once.",
    )


def unknown_passages(path: Path, count: int, example: str) -> Letter:
    """Questions whose right passage is not there."""
    return Letter(
        f"注意：{path.name} 中 {count} 个问题的正确段落（如 {example}）不在材料里，它们只能算作未找到。",
        f"Note: the right passages of {count} questions of {path.name} (such as {example}) are not among the "
        "passages; they count as not found.",
    )


def no_pairs(images: Path, truths: Path) -> Letter:
    """No image has a truth of its name."""
    return Letter(
        f"{images.name} 中没有一幅图像在 {truths.name} 中有同名的 .txt，无法测量。"
        "请让图像与文本按文件名（不含扩展名）成对。",
        f"No image in {images.name} has a .txt of its name in {truths.name}, so nothing was measured. "
        "Images and texts are paired by the name without its ending.",
    )


def unpaired(names: tuple[str, ...]) -> Letter:
    """Images without a truth, or truths without an image."""
    shown = "、".join(names[:5]) + ("……" if len(names) > 5 else "")
    return Letter(
        f"注意：{len(names)} 个文件没有同名的另一半，没有计入：{shown}",
        f"Note: {len(names)} files have no partner of their name and are left out: {shown}",
    )


def no_engine() -> Letter:
    """Recognition is switched off."""
    return Letter(
        "LANTAI_OCR 为 none，没有识读引擎可测。请设为 rapidocr 或 tesseract。",
        "LANTAI_OCR is none: there is no engine to measure. Set it to rapidocr or tesseract.",
    )


def process_failed(what: str, why: str) -> Letter:
    """A process that a measurement had started failed."""
    return Letter(
        f"测量中的一个进程失败（{what}），没有结果：{why}",
        f"A process of the measurement failed ({what}), so there is no figure: {why}",
    )


def bad_answer(status: int, question: str) -> Letter:
    """The service answered something else than 200."""
    return Letter(
        f"服务对“{question}”答复 {status}，时延没有意义，测量已停止。",
        f"The service answered {status} to “{question}”: its times mean nothing, so the measurement was ended.",
    )
