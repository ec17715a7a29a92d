"""What is said to a person about settings."""

from __future__ import annotations

from collections.abc import Sequence

from holdings.letters import Letter


def unreadable_toml(path: str, reason: str) -> Letter:
    """The settings file is no TOML, or cannot be read."""
    return Letter(
        f"设置文件 {path} 无法读取：{reason}。为免按错误的设置工作，命令没有执行。请按 TOML 写法改正，或移走该文件。",
        f"The settings file {path} cannot be read: {reason}. Nothing was done, so that nothing is done under "
        "wrong settings. Correct it (it is TOML), or move it away.",
    )


def unknown_key(path: str, key: str, near: str, known: Sequence[str]) -> Letter:
    """A key that means nothing, so what was wanted is not in force."""
    listed = ", ".join(known)
    zh, en = (f"是否指“{near}”？", f"Did you mean “{near}”? ") if near else ("", "")
    return Letter(
        f"设置文件 {path} 中的“{key}”不是设置项，写下的值不会生效。{zh}可用的设置项：{listed}。",
        f"“{key}” in {path} is not a setting, so what it asks for would not be in force. {en}"
        f"The settings are: {listed}.",
    )


def unknown_variable(name: str, near: str) -> Letter:
    """A variable of the environment that looks like a setting and is none."""
    zh, en = (f"是否指 {near}？", f"Did you mean {near}? ") if near else ("", "")
    return Letter(
        f"环境变量 {name} 不是 Lantai 的设置，不起作用。{zh}设置一览：lantai --help",
        f"The variable {name} is no setting of Lantai and changes nothing. {en}The settings: lantai --help",
    )


def no_time_zone(zone: str, near: str) -> Letter:
    """The name of a time zone that does not exist."""
    zh, en = (f"是否指 {near}？", f"Did you mean {near}? ") if near else ("", "")
    return Letter(
        f"LANTAI_TIMEZONE={zone} 不是时区名，无法确定日期，命令没有执行。{zh}"
        "中国内地各地都写 Asia/Shanghai；其他如 Asia/Taipei。",
        f"LANTAI_TIMEZONE={zone} names no time zone, so no day can be told and nothing was done. {en}"
        "All of the Chinese mainland is Asia/Shanghai; others are written so too, as Asia/Taipei.",
    )


def not_text(key: str) -> Letter:
    """A value of another kind than the setting takes."""
    return Letter(
        f"设置项“{key}”的值须是文字或数字（codes 可以是文字列表）。请在 lantai.toml 中改正。",
        f"The setting “{key}” takes a text or a number (codes: a list of texts). Correct it in lantai.toml.",
    )


def not_there_yet(variable: str, value: str, choices: Sequence[str]) -> Letter:
    """A choice of a later version."""
    listed = ", ".join(choices)
    return Letter(
        f"{variable}={value} 在此版本的兰台中还没有，命令没有执行。目前可用：{listed}。请改用其一，或去掉这项设置。",
        f"{variable}={value} is not there yet in this version of Lantai, so nothing was done. "
        f"There is: {listed}. Choose one of these or leave the setting out.",
    )


def no_such_choice(variable: str, value: str, choices: Sequence[str]) -> Letter:
    """A value that is none of the choices."""
    listed = ", ".join(choices)
    return Letter(
        f"{variable} 没有“{value}”这个选项，命令没有执行。请在其中选择：{listed}。",
        f"{variable} has no choice “{value}”, so nothing was done. Choose one of: {listed}.",
    )


def no_number(variable: str, text: str, least: float, most: float) -> Letter:
    """A value that is no number in its range."""
    return Letter(
        f"{variable}=“{text}”不是 {least:g} 到 {most:g} 之间的数，命令没有执行。请改正。",
        f"{variable}=“{text}” is no number from {least:g} to {most:g}, so nothing was done. Correct it.",
    )


def no_archive_code(text: str) -> Letter:
    """A text that can be no archive code."""
    return Letter(
        f"档案馆代码“{text}”含有不允许的字符或超过 40 个字符；它是每个单元标识的一部分。请改正 LANTAI_ARCHIVE。",
        f"The archive code “{text}” holds a character that it may not, or is longer than 40; it is part of every "
        "unit's identity. Correct LANTAI_ARCHIVE.",
    )


def no_store_url() -> Letter:
    """A store that is no URL that Lantai knows."""
    return Letter(
        "LANTAI_STORE 须以 sqlite:/// 或 postgresql:// 开头，否则不知道馆藏在哪里。"
        "请改正，或去掉它以使用馆藏文件夹中的数据库。",
        "LANTAI_STORE begins with sqlite:/// or postgresql://; else it is not known where the holdings are. "
        "Correct it, or leave it out to use the store in the home.",
    )


def no_queue_url() -> Letter:
    """A queue that is no URL of a Redis."""
    return Letter(
        "LANTAI_QUEUE 须是 inline，或 Redis 的 URL(redis://主机:6379/0，加密为 rediss://)，命令没有执行。请改正，"
        "或去掉它，在本进程里工作。",
        "LANTAI_QUEUE is inline or the URL of a Redis (redis://host:6379/0, with TLS rediss://), so nothing was done. "
        "Correct it, or leave it out to work in the process itself.",
    )


def no_tika_url() -> Letter:
    """A Tika server that is no URL."""
    return Letter(
        "LANTAI_TIKA 须是 Tika 服务器的 URL(http://主机:9998)，命令没有执行。请改正，或去掉它。",
        "LANTAI_TIKA is the URL of a Tika server (http://host:9998), so nothing was done. Correct it, or leave it out.",
    )


def no_bucket_url() -> Letter:
    """A place of objects that names no bucket; never quoted: somebody may have written a secret in it."""
    return Letter(
        "LANTAI_OBJECTS（或 --to-objects）以 s3:// 开头，却没有写明存储桶，不知道数字对象在哪里。请写成 s3://存储桶/前缀；"
        "服务器地址与密钥写在 LANTAI_S3_ENDPOINT、LANTAI_S3_KEY、LANTAI_S3_SECRET。",
        "LANTAI_OBJECTS (or --to-objects) begins with s3:// and names no bucket, so it is not known where digital "
        "objects are. Write s3://BUCKET/PREFIX; the server's address and key belong in LANTAI_S3_ENDPOINT, "
        "LANTAI_S3_KEY and LANTAI_S3_SECRET.",
    )


def no_endpoint(text: str) -> Letter:
    """An address of an object store that is no URL."""
    return Letter(
        f"LANTAI_S3_ENDPOINT=“{text}”不是 http:// 或 https:// 开头的地址，对象存储找不到。请改正；留空为亚马逊 S3。",
        f"LANTAI_S3_ENDPOINT=“{text}” is no address that begins with http:// or https://, so the object store cannot "
        "be found. Correct it; empty means Amazon's own.",
    )


def no_metrics_address(text: str) -> Letter:
    """An address that is none."""
    return Letter(
        f"LANTAI_METRICS=“{text}”不是“主机:端口”。请写成 127.0.0.1:9464，或留空不开。",
        f"LANTAI_METRICS=“{text}” is not HOST:PORT. Write 127.0.0.1:9464, or leave it empty to have none.",
    )


def no_proxies(text: str) -> Letter:
    """Not addresses or networks."""
    return Letter(
        f"LANTAI_PROXIES 的值“{text}”不是以逗号分隔的 IP 地址或网段，没有执行。"
        "例：127.0.0.1,10.0.0.0/8；没有代理写 none。",
        f"LANTAI_PROXIES is “{text}”, which is no list of IP addresses or networks, so nothing was done. Example: "
        "127.0.0.1,10.0.0.0/8; where there is no proxy, none.",
    )


def _variable(name: str) -> str:
    return f"LANTAI_{name.upper()}"


def too_long(name: str, length: int, most: int) -> Letter:
    """A text of an archive that does not fit where it is shown."""
    return Letter(
        f"{_variable(name)} 有 {length} 个字，最多 {most} 个，页面上放不下，命令没有执行。请缩短。",
        f"{_variable(name)} has {length} characters and may have {most}: pages have no room for more. "
        "Nothing was done. Shorten it.",
    )


def not_one_line(name: str) -> Letter:
    """A text of several lines where there is room for one."""
    return Letter(
        f"{_variable(name)} 有换行，而它在每一页只占一行，命令没有执行。请写成一行。",
        f"{_variable(name)} has more than one line, and pages give it one. Nothing was done. Write it in one line.",
    )


def unprintable(name: str) -> Letter:
    """A text with characters that nobody sees."""
    return Letter(
        f"{_variable(name)} 含有看不见的控制字符，会使页面显示错乱，命令没有执行。请重新输入这段文字。",
        f"{_variable(name)} holds control characters, which nobody sees and which disturb pages. Nothing was done. "
        "Type the text again.",
    )


def no_rules_url(text: str) -> Letter:
    """An address of rules that is none."""
    return Letter(
        f"LANTAI_ARCHIVE_RULES_URL=“{text}”不是 http:// 或 https:// 开头的网址，读者点不开，"
        "命令没有执行。请改正或留空。",
        f"LANTAI_ARCHIVE_RULES_URL=“{text}” is no address that begins with http:// or https://, so readers could not "
        "open it. Nothing was done. Correct it, or leave it empty.",
    )


def no_days(text: str, most: int) -> Letter:
    """Days that are no whole number."""
    return Letter(
        f"LANTAI_ARCHIVE_ANSWER_DAYS=“{text}”不是 1 到 {most} 的整数；读者会据此等候，命令没有执行。请改正。",
        f"LANTAI_ARCHIVE_ANSWER_DAYS=“{text}” is no whole number from 1 to {most}; readers wait by it. Nothing was "
        "done. Correct it.",
    )


def no_logo(path: str, why: str) -> Letter:
    """A picture that cannot be read."""
    return Letter(
        f"馆徽文件 {path} 无法读取（{why}），门户没有启动。请改正 LANTAI_ARCHIVE_LOGO，或留空不用。",
        f"The archive's picture {path} cannot be read ({why}), so the portal was not started. Correct "
        "LANTAI_ARCHIVE_LOGO, or leave it empty.",
    )


def logo_too_large(path: str, most: int) -> Letter:
    """A picture that would slow every page."""
    return Letter(
        f"馆徽文件 {path} 超过 {most // 1000} kB，会拖慢每一页，门户没有启动。请缩小图像。",
        f"The archive's picture {path} has more than {most // 1000} kB and would slow every page, so the portal "
        "was not started. Make it smaller.",
    )


def logo_of_other_kind(path: str) -> Letter:
    """A picture that browsers may not show, or that may do more than be seen."""
    return Letter(
        f"馆徽文件 {path} 不是 PNG 或 JPEG，门户没有启动。请换用其中一种（SVG 可能带脚本，不用）。",
        f"The archive's picture {path} is neither PNG nor JPEG, so the portal was not started. Use one of these (an "
        "SVG may hold scripts and is not taken).",
    )
