"""What the parsers of codes, dates, secrecy marks and retention periods say to a person."""

from __future__ import annotations

from holdings.legible import is_legible
from holdings.letters import Letter

_SEEN = 60


def shown(text: str) -> str:
    """A cell as a letter quotes it: at most 60 characters, control characters visible."""
    cut = text if len(text) <= _SEEN else text[:_SEEN] + "…"
    return "".join(char if is_legible(char) else f"\\u{ord(char):04x}" for char in cut)


def no_code(text: str, zh_why: str, en_why: str) -> Letter:
    """A text that can be no reference code."""
    seen = shown(text)
    return Letter(
        zh=f"“{seen}”不能作档号：{zh_why}。档号是检索、授权和网址中认定一件档案的依据。"
        "请按 DA/T 13 改写，例如 J019-KU·01·2017-001-001。",
        en=f'"{seen}" cannot be a reference code: {en_why}. The code identifies the unit in searches, grants and '
        "addresses. Write it as DA/T 13 has it, for example J019-KU·01·2017-001-001.",
    )


def no_template(text: str, zh_why: str, en_why: str) -> Letter:
    """A template of codes that cannot be read."""
    seen = shown(text)
    return Letter(
        zh=f"档号模板“{seen}”读不懂：{zh_why}。模板决定档号的层级。"
        "请写成“名称: 全宗号=A999 - 类别号=* - 件号=9+”的形式（docs/codes.md）。",
        en=f'The template of codes "{seen}" cannot be read: {en_why}. The template decides the levels of codes. '
        'Write it like "name: 全宗号=A999 - 类别号=* - 件号=9+" (docs/codes.md).',
    )


def no_date(text: str, zh_why: str, en_why: str) -> Letter:
    """A text that is no date."""
    seen = shown(text)
    return Letter(
        zh=f"日期“{seen}”读不懂：{zh_why}。没有可靠的日期，就不能按时间检索，也算不出开放期限。"
        "请写成 19450815、194508、1945，推定的加方括号 [19450815]，起止写成 19370707-19450815，"
        "或写民国三十四年八月十五日。",
        en=f'The date "{seen}" cannot be read: {en_why}. Without a sound date the unit cannot be found by time and '
        "its opening cannot be reckoned. Write 19450815, 194508 or 1945, an inferred one in brackets [19450815], "
        "a span 19370707-19450815, or 民国三十四年八月十五日.",
    )


def no_secrecy_mark(text: str) -> Letter:
    """A secrecy mark that is not known: it must refuse, never open."""
    seen = shown(text)
    return Letter(
        zh=f"密级“{seen}”不认识。不认识的标志不能当作没有密级，所以不予接收。"
        "请写 绝密、机密、秘密（期限如 机密★10年）；不涉密的写 非密、公开、内部，或留空。",
        en=f'The secrecy mark "{seen}" is not known. An unknown mark cannot be taken for none, so it is refused. '
        "Write 绝密, 机密 or 秘密 (with a term: 机密★10年); for no state secret 非密, 公开, 内部 or nothing.",
    )


def no_retention(text: str) -> Letter:
    """A retention period that is not known."""
    seen = shown(text)
    return Letter(
        zh=f"保管期限“{seen}”不认识。保管期限决定档案保存到何时，不能猜测。"
        "请写 永久、30年、10年、长期、短期，或代码 Y、D30、D10。",
        en=f'The retention period "{seen}" is not known. It decides how long a record is kept and cannot be guessed. '
        "Write 永久, 30年, 10年, 长期, 短期, or the code Y, D30, D10.",
    )
