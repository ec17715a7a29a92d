"""A home of scans and documents, recognised by the real engine and served: pages with their images."""

from __future__ import annotations

from pathlib import Path

from tests.homes import write_package
from tests.journeys.sample_home import READER, ROOT, lantai

#: Codes of its units: a vertical notice, a typed and stamped page, a document of two pages, text alone, a closed one.
NOTICE, STAMPED, DOCUMENT, TEXT, CLOSED = "J101-001", "J101-002", "J101-003", "J101-004", "J101-005"

_SAMPLES = ROOT / "samples"


def fill(home: Path, folder: Path) -> str:
    """Take in the scans; gives the token of a reader with a grant on `CLOSED`."""
    document = (_SAMPLES / "海光中学移交" / "电子" / "2006-0011.pdf").read_bytes()
    files = {
        "notice.png": (_SAMPLES / "閩海縣政府" / "掃描" / "0045-003.png").read_bytes(),
        "stamped.jpg": (_SAMPLES / "闽海港务局" / "扫描件" / "1952-003-001.jpg").read_bytes(),
        "document.pdf": document,
        "closed.pdf": document + b"\n",
    }
    opened = "无条件共享"
    rows = [
        {"档号": NOTICE, "题名": "閩海縣政府布告：春季施種牛痘", "共享类型": opened, "文件": "notice.png"},
        {"档号": STAMPED, "题名": "关于港务局机构编制的批复", "共享类型": opened, "文件": "stamped.jpg"},
        {"档号": DOCUMENT, "题名": "校史简编", "共享类型": opened, "文件": "document.pdf"},
        {"档号": TEXT, "题名": "抄件", "共享类型": opened, "text": "学校旧址在崇源乡。\f学校迁回。"},
        {"档号": CLOSED, "题名": "名册", "共享类型": "有条件共享", "文件": "closed.pdf"},
    ]
    lantai(home, "intake", str(write_package(folder, rows, files)), ocr="rapidocr")
    token = lantai(home, "reader", "add", READER, "--role", "reader").split()[-1]
    lantai(home, "grant", "add", READER, "--scope", CLOSED, "--until", "2099-12-31", "--reason", "校史")
    return token
