"""`lantai measure`: an archive's own material, its own figures."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lantai import terminal
from lantai.commands.parsing import Families, Parser, add_json, at_least_one, command, family

if TYPE_CHECKING:
    from lantai.measures.recognition import Judged
    from lantai.wiring import House


def register(families: Families) -> None:
    """Add the commands."""
    measures = family(
        families,
        "measure",
        "用本馆自己的材料测量：检索是否准确、识读是否准确、速度如何。不读也不改馆藏。",
        "Measure relevance, recognition and speed on an archive's own material; the home is neither read nor changed.",
        "lantai measure retrieval --passages 段落.jsonl.gz --queries 问题.jsonl.gz\n"
        "lantai measure ocr --images 扫描件 --truth 校对文本 --out 识读结果\n"
        "lantai measure speed --pages 100000 --text 文本.jsonl.gz --queries 问题.jsonl.gz",
    )
    _register_retrieval(measures)
    _register_ocr(measures)
    _register_speed(measures)


def _register_retrieval(measures: Families) -> None:
    retrieval = command(
        measures,
        "retrieval",
        "检索的准确度：每个问题都有一个正确段落，看它排在第几；并换成另一种字体再问一遍。",
        "Relevance: every question has one right passage; where does it come, asked in either script?",
        "lantai measure retrieval --passages P.jsonl.gz --queries Q.jsonl.gz --run 结果 --json",
    )
    _add_file(retrieval, "--passages", "段落 passages: {id, title, text}")
    _add_file(retrieval, "--queries", "问题 questions: {id, script, text, passage}")
    retrieval.add_argument(
        "--run",
        dest="run_folder",
        type=Path,
        metavar="DIR",
        help="写出 own.run 与 other.run（TREC 格式） writes runs in TREC form",
    )
    add_json(retrieval)
    retrieval.set_defaults(run=run_retrieval)


def _register_ocr(measures: Families) -> None:
    ocr = command(
        measures,
        "ocr",
        "识读的准确度与代价：图像与校对文本按文件名成对。用 LANTAI_OCR 所设的引擎。",
        "Recognition by the engine of LANTAI_OCR: images and proofread texts are paired by name.",
        "lantai measure ocr --images img --truth truth --out 识读结果",
    )
    _add_file(ocr, "--images", "图像文件夹 folder of page images", "DIR")
    _add_file(ocr, "--truth", "校对文本文件夹 folder of STEM.txt", "DIR")
    ocr.add_argument(
        "--out", type=Path, metavar="DIR", help="写出识读的文本 STEM.txt writes what was recognised"
    )
    add_json(ocr)
    ocr.set_defaults(run=run_ocr)


def _register_speed(measures: Families) -> None:
    speed = command(
        measures,
        "speed",
        "速度：写入索引的速度与内存，回答的时延（内嵌、引擎本身、持授权的读者、经 HTTP）。一次运行测完。"
        "一百万页约需 8 GB 磁盘（TMPDIR）。",
        "Speed: indexing and its memory; answers embedded, by the engine alone, for a reader with 100 grants, "
        "over HTTP; in one run. A million pages take about 8 GB of disk (TMPDIR).",
        "lantai measure speed --pages 100000 --text 文本.jsonl.gz --queries 问题.jsonl.gz --json",
    )
    speed.add_argument("--pages", type=at_least_one, required=True, metavar="N", help="页数 how many pages")
    _add_file(speed, "--text", "文本 texts that pages are cut from: {title, text}")
    _add_file(speed, "--queries", "问题 questions: {text}")
    speed.add_argument(
        "--home",
        type=Path,
        metavar="DIR",
        help="把所测的库留在此文件夹，再测时不重建 keeps the measured home here; asked again without being made anew",
    )
    add_json(speed)
    speed.set_defaults(run=run_speed)


def _add_file(parser: Parser, name: str, told: str, metavar: str = "F") -> None:
    parser.add_argument(name, type=Path, required=True, metavar=metavar, help=told)


def run_retrieval(arguments: argparse.Namespace, house: House) -> int:
    """`lantai measure retrieval`."""
    from lantai.measures.retrieval import measure_retrieval

    with terminal.Progress() as progress:
        figures = measure_retrieval(
            arguments.passages,
            arguments.queries,
            house.settings.segmenter,
            arguments.run_folder,
            progress.show,
            terminal.tell,
            house.settings.engine,
        )
    if arguments.json:
        terminal.say_json(figures)
        return 0
    headings = ("组 set", "问题 questions", "MRR@10", "召回 recall@10", "另一种字体 other script MRR@10")
    rows = [
        (
            name,
            f"{told['questions']:,}",
            *(f"{told[figure]:.4f}" for figure in ("mrr10", "recall10", "other_script_mrr10")),
        )
        for name, told in figures["sets"].items()
    ]
    terminal.table(headings, rows)
    terminal.say(f"时延 latency: p50 {figures['p50_ms']} ms, p95 {figures['p95_ms']} ms")
    return 0


def run_ocr(arguments: argparse.Namespace, house: House) -> int:
    """`lantai measure ocr`."""
    from lantai.measures.recognition import measure_recognition

    with terminal.Progress() as progress:
        measured = measure_recognition(
            arguments.images,
            arguments.truth,
            arguments.out,
            house.settings.ocr,
            progress.show,
            terminal.tell,
        )
    if arguments.json:
        terminal.say_json(measured.figures)
        return 0
    terminal.table(
        ("图像 image", "字错率 CER", "汉字 Han CER", "CPU s"),
        [_page_row(page) for page in measured.pages],
    )
    told = measured.figures
    terminal.say(
        f"{told['pages']} 页 pages：平均 mean {told['mean_cer']:.2%}，最差 worst {told['worst_cer']:.2%}，"
        f"汉字 Han {told['han_cer']:.2%}；每页 CPU {told['cpu_s_per_page']} s；内存峰值 peak {told['peak_rss_mb']} MB"
    )
    return 0


def run_speed(arguments: argparse.Namespace, house: House) -> int:
    """`lantai measure speed`."""
    from lantai.measures.speed import measure_speed

    with terminal.Progress() as progress:
        figures = measure_speed(
            arguments.pages,
            arguments.text,
            arguments.queries,
            house.settings.segmenter,
            arguments.home,
            progress.show,
            house.settings.engine,
        )
    if arguments.json:
        terminal.say_json(figures)
        return 0
    _say_speed(figures)
    return 0


#: The rows of latency as people call them.
_ROWS = {
    "search": "检索（内嵌） search, embedded",
    "raw_engine": "引擎本身 engine alone",
    "restricted": "持 100 项授权的读者 reader with 100 grants",
    "http": "经 HTTP over HTTP",
    "phrases": "引号短语，经 HTTP quoted phrases, over HTTP",
}


def _say_speed(figures: dict[str, Any]) -> None:
    index = figures["index"]
    terminal.say(
        f"{figures['pages']:,} 页 pages，{figures['cores']} 核 cores：{index['pages_per_s']:,} 页/s pages/s，"
        f"{index['mchar_per_s']} Mchar/s，每页 {index['bytes_per_page']:,} 字节 bytes a page"
    )
    terminal.say(
        f"内存峰值 peak memory, all processes: {index['peak_rss_mb']:,} MB"
        f"（其中非映射文件 without mapped files {index['peak_own_mb']:,} MB）"
    )
    terminal.table(
        ("时延 latency", "p50 ms", "p95 ms", "p50 比检索 to search"),
        [_latency_row(figures, row, told) for row, told in _ROWS.items()],
    )


def _latency_row(figures: dict[str, Any], row: str, told: str) -> tuple[str, ...]:
    base = figures["search"]["p50_ms"]
    p50, p95 = figures[row]["p50_ms"], figures[row]["p95_ms"]
    return told, f"{p50:.2f}", f"{p95:.2f}", f"{p50 / base:.2f}" if base else "—"


def _page_row(page: Judged) -> tuple[str, ...]:
    return page.stem, f"{page.cer:.2%}", f"{page.han_cer:.2%}", f"{page.cpu_s:.1f}"
