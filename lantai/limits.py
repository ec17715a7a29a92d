"""The settings of limits: how much of what is handed over is opened, read, asked (design section 8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from holdings.media.limits import MediaLimits
from indexer.extraction.limits import ReadingLimits

PREFIX = "LANTAI_"
"""How every setting's name begins in the environment."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit that a setting moves; a whole number in the unit that its name ends with.

    Attributes:
        name: of the setting.
        usual: where nothing is set.
        least: the smallest value that it takes.
        most: the largest.
        zh: what it bounds, in Chinese.
        en: the same in English.
    """

    name: str
    usual: int
    least: int
    most: int
    zh: str
    en: str

    @property
    def variable(self) -> str:
        """Its name in the environment."""
        return PREFIX + self.name.upper()


LIMIT_LIST: tuple[Limit, ...] = (
    Limit("limit_archive_entries", 10_000, 1, 10_000_000, "一个压缩包或邮件（连同其中所嵌套的）的成员数",
          "members of an archive or mail, with those of what it holds"),
    Limit("limit_package_parts", 100_000, 10, 10_000_000, "一个 OFD、Office、ZIP 包内的条目数",
          "parts of one OFD, Office or ZIP package"),
    Limit("limit_unpacked_mb", 4_096, 1, 1 << 20, "一个压缩包（连同其中所嵌套的）解压后的总大小",
          "what an archive, with the archives in it, may unpack to"),
    Limit("limit_unpacked_ratio", 300, 2, 100_000, "解压后与压缩前大小之比（32 MB 以上才计）",
          "unpacked bytes a packed one, from 32 MB on"),
    Limit("limit_nesting", 3, 0, 20, "压缩包与邮件的嵌套层数", "archives and mails within one another"),
    Limit("limit_part_mb", 64, 1, 4_096, "包内一个 XML 部件解压后的大小", "one XML part of a package, unpacked"),
    Limit("limit_pages", 20_000, 1, 1_000_000, "一个 PDF、OFD、TIFF 的页数", "pages of one PDF, OFD or TIFF"),
    Limit("limit_archive_pages", 100_000, 1, 1_000_000, "一个压缩包或邮件内全部页数",
          "pages of an archive or mail with all that it holds"),
    # What recognition takes at most (ocr.limits).
    Limit("limit_megapixels", 120, 1, 120, "一页图像的像素数，百万", "pixels of one page, millions"),
    Limit("limit_text_mb", 128, 1, 2_048, "一个文本、HTML、RTF 文件的大小", "one text, HTML or RTF file"),
    Limit("limit_text_characters", 60_000_000, 1_000, 1_000_000_000, "一个文档的字数", "characters of one document"),
    Limit("limit_page_seconds", 120, 1, 86_400, "读取一页、打开一个文件的时间，秒",
          "seconds for one page, and for opening one file"),
    Limit("limit_file_seconds", 86_400, 1, 10_000_000, "读取一个文件全部页的累计时间，秒",
          "seconds for all pages of one file, summed over the processes that read it"),
    Limit("limit_memory_mb", 4_096, 256, 1 << 20, "一个读取进程的内存（Linux）",
          "memory of a process that reads (Linux)"),
    Limit("limit_printed_kb", 1_024, 1, 1 << 20, "一个读取进程可以打印的字节数",
          "what a process that reads may print"),
    Limit("limit_upload_mb", 16, 1, 4_096, "一个 HTTP 请求正文的大小", "the body of one HTTP request"),
    Limit("limit_connections", 1_000, 4, 1_000_000, "服务同时保持的连接数", "connections of the service at a time"),
    Limit("limit_connections_of_address", 100, 1, 1_000_000, "一个地址同时保持的连接数（反向代理除外）",
          "connections of one address at a time, reverse proxies apart"),
    Limit("limit_questions_at_once", 0, 0, 1_024,
          "一个服务进程同时检索的问题数；0：4，索引或数据库在服务器上时为 16",
          "questions that a process of the service works on at a time; 0: 4, or 16 with an index or store on a server"),
    Limit("limit_questions_waiting", 128, 0, 100_000, "一个服务进程中排队等候的问题数；更多的答以 503",
          "questions that wait in a process of the service; further ones are answered 503"),
    Limit("limit_question_characters", 500, 10, 2_000, "一个问题的长度，字；更长的只检索前面部分",
          "characters of a question; of a longer one the beginning is searched"),
)  # fmt: skip
"""Every limit, in the order of docs/formats.md."""


def reading_limits(values: Mapping[str, int]) -> ReadingLimits:
    """The limits of reading under the values of their settings, by name."""
    return ReadingLimits(
        MediaLimits(
            archive_entries=values["limit_archive_entries"],
            package_parts=values["limit_package_parts"],
            unpacked_bytes=values["limit_unpacked_mb"] << 20,
            unpacked_ratio=values["limit_unpacked_ratio"],
            nesting=values["limit_nesting"],
            part_bytes=values["limit_part_mb"] << 20,
            pages=values["limit_pages"],
            archive_pages=values["limit_archive_pages"],
            pixels=values["limit_megapixels"] * 1_000_000,
            text_bytes=values["limit_text_mb"] << 20,
            text_characters=values["limit_text_characters"],
        ),
        page_seconds=values["limit_page_seconds"],
        file_seconds=values["limit_file_seconds"],
        memory_bytes=values["limit_memory_mb"] << 20,
        printed_bytes=values["limit_printed_kb"] << 10,
    )
