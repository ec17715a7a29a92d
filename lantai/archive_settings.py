"""Settings of what an archive says of itself: texts for its pages, its picture, its periods."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from holdings.legible import is_legible
from lantai import setting_letters as letters
from lantai.errors import SettingsError
from search_api.profile import USUAL_DAYS, ArchiveProfile

_LINE, _PARAGRAPHS = 300, 10_000
#: Characters that each text takes.
LONGEST = {
    "archive_name": 60,
    "archive_name_en": 100,
    "archive_contact": _LINE,
    "archive_contact_en": _LINE,
    "archive_address": _LINE,
    "archive_address_en": _LINE,
    "archive_rules": _PARAGRAPHS,
    "archive_rules_en": _PARAGRAPHS,
    "archive_rules_url": 500,
}
#: Bytes of a picture that stands on every page.
LARGEST_LOGO = 200_000
MOST_DAYS = 365
_IN_PARAGRAPHS = frozenset({"archive_rules", "archive_rules_en"})
_OF_PARAGRAPHS = str.maketrans("\n\t", "  ")
#: The first bytes of a picture, and its media type. No SVG: it is a page that may do what a page does.
_PICTURES = ((b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"))

#: (name, default, zh, en) of each setting.
ARCHIVE_SETTINGS = (
    (
        "archive_name",
        "",
        "馆名，显示在每一页与接口说明中（60 字以内）",
        "the archive's name, on every page and in the API's description",
    ),
    ("archive_name_en", "", "馆名的英文", "its name in English"),
    (
        "archive_contact",
        "",
        "联系方式：电话、电子邮件、接待时间（一行）",
        "how to reach it: telephone, e-mail, hours (a line)",
    ),
    ("archive_contact_en", "", "联系方式的英文", "the same in English"),
    ("archive_address", "", "地址（一行）", "where it is (a line)"),
    ("archive_address_en", "", "地址的英文", "the same in English"),
    (
        "archive_rules",
        "",
        "利用规定，空行分段（10,000 字以内），显示在“利用说明”页",
        "its rules of use, paragraphs parted by empty lines, on the page on using the archives",
    ),
    ("archive_rules_en", "", "利用规定的英文", "the same in English"),
    ("archive_rules_url", "", "利用规定全文的网址（https://…）", "address of its rules in full (https://…)"),
    (
        "archive_answer_days",
        str(USUAL_DAYS),
        "几个工作日内答复利用申请",
        "working days in which applications are answered",
    ),
    (
        "archive_logo",
        "",
        "馆徽文件（PNG 或 JPEG，200 kB 以内）；相对路径从馆藏文件夹算起",
        "file of its picture (PNG or JPEG, at most 200 kB), meant from the home",
    ),
)


def flattened(told: Mapping[str, object]) -> dict[str, object]:
    """The keys of a settings file with those of its table ``[archive]`` under their whole names.

    ``code`` there is the setting ``archive``; ``name`` is ``archive_name``, and so on.
    """
    table = told.get("archive")
    if not isinstance(table, dict):
        return dict(told)
    inside = {"archive" if key == "code" else f"archive_{key}": value for key, value in table.items()}
    return {**{key: value for key, value in told.items() if key != "archive"}, **inside}


def read_profile(values: Mapping[str, str]) -> ArchiveProfile:
    """What an archive says of itself, but for its picture.

    Raises:
        SettingsError: a text that is too long or has more lines than it may, an address that is none, or days that are
            no whole number.
    """
    for name, most in LONGEST.items():
        text = values[name]
        if len(text) > most:
            raise SettingsError(letters.too_long(name, len(text), most))
        in_paragraphs = name in _IN_PARAGRAPHS
        if not in_paragraphs and text and text.splitlines() != [text]:
            raise SettingsError(letters.not_one_line(name))
        lines = text.replace("\r\n", "\n").translate(_OF_PARAGRAPHS) if in_paragraphs else text
        if not is_legible(lines):
            raise SettingsError(letters.unprintable(name))
    if values["archive_rules_url"] and not _is_address(values["archive_rules_url"]):
        raise SettingsError(letters.no_rules_url(values["archive_rules_url"]))
    days = values["archive_answer_days"] or str(USUAL_DAYS)
    if not (days.isascii() and days.isdigit() and len(days) < 4 and 1 <= int(days) <= MOST_DAYS):
        raise SettingsError(letters.no_days(days, MOST_DAYS))
    texts = {name: values[name].replace("\r\n", "\n") for name in LONGEST}
    return ArchiveProfile(
        name=texts["archive_name"],
        name_en=texts["archive_name_en"],
        contact=texts["archive_contact"],
        contact_en=texts["archive_contact_en"],
        address=texts["archive_address"],
        address_en=texts["archive_address_en"],
        rules=texts["archive_rules"],
        rules_en=texts["archive_rules_en"],
        rules_url=texts["archive_rules_url"],
        answer_days=int(days),
    )


def with_logo(profile: ArchiveProfile, path: Path) -> ArchiveProfile:
    """A profile with its picture.

    Raises:
        SettingsError: the file cannot be read, is too large, or is neither PNG nor JPEG.
    """
    try:
        with path.open("rb") as opened:
            picture = opened.read(LARGEST_LOGO + 1)
    except OSError as error:
        raise SettingsError(letters.no_logo(str(path), error.strerror or str(error))) from None
    if len(picture) > LARGEST_LOGO:
        raise SettingsError(letters.logo_too_large(str(path), LARGEST_LOGO))
    kind = next((kind for begin, kind in _PICTURES if picture.startswith(begin)), "")
    if not kind:
        raise SettingsError(letters.logo_of_other_kind(str(path)))
    return replace(profile, logo=picture, logo_type=kind)


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and " " not in text
    except ValueError:
        return False
