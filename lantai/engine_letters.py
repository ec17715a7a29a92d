"""What settings of the search engine say to a person. A URL is never quoted: it may hold a password."""

from __future__ import annotations

from holdings.letters import Letter


def no_engine_url() -> Letter:
    """An engine that is neither the embedded one nor a URL."""
    return Letter(
        "LANTAI_ENGINE 须是 tantivy（内嵌），或 OpenSearch 的 URL（http:// 或 https://，只写到主机和端口），"
        "命令没有执行。请改正，或去掉它，使用内嵌的引擎。",
        "LANTAI_ENGINE is tantivy (embedded) or the URL of an OpenSearch (http:// or https://, host and port alone), "
        "so nothing was done. Correct it, or leave it out for the embedded engine.",
    )


def no_authorities(path: str) -> Letter:
    """A file of certificates that is not there."""
    return Letter(
        f"LANTAI_ENGINE_CA 所指的文件 {path} 不存在，或不是 PEM 证书，"
        "无法确认 OpenSearch 的身份，命令没有执行。请改正路径；若证书由本机信任的机构签发，可去掉此项。",
        f"The file of certificates {path} that LANTAI_ENGINE_CA names is not there or holds none, so OpenSearch "
        "cannot be told from an impostor and nothing was done. Correct the path; "
        "leave it out where the machine trusts the authority.",
    )


def no_whole_number(variable: str, text: str, least: int, most: int) -> Letter:
    """A number of shards or replicas that cannot be meant."""
    return Letter(
        f"{variable}=“{text}”须是 {least} 至 {most} 的整数，命令没有执行。请改正。",
        f"{variable}=“{text}” is a whole number from {least} to {most}, so nothing was done. Correct it.",
    )
