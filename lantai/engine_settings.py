"""Settings of the search engine: in the home, or a cluster and how indices are spread in it."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from engines.opensearch_engine.address import Address, Shape
from lantai import engine_letters as letters
from lantai.errors import SettingsError

#: (name, default, zh, en) of each setting.
ENGINE_SETTINGS = (
    (
        "engine",
        "tantivy",
        "检索引擎：tantivy 为内嵌；或 OpenSearch 的 URL（https://用户:密码@主机:9200），密码从不显示",
        "the search engine: tantivy, embedded; or the URL of an OpenSearch (https://USER:PASSWORD@HOST:9200), "
        "whose password is never shown",
    ),
    (
        "engine_ca",
        "",
        "为 OpenSearch 的证书作保的机构证书文件（PEM）；留空时用本机所信任的",
        "file with the authorities (PEM) that vouch for OpenSearch's certificate; empty: those the machine trusts",
    ),
    (
        "engine_shards",
        "1",
        "OpenSearch 中每个索引的分片数；更换后运行 lantai reindex",
        "shards of each index in OpenSearch; after a change run lantai reindex",
    ),
    (
        "engine_replicas",
        "0",
        "OpenSearch 中每个分片另有几份副本",
        "further copies of each shard in OpenSearch",
    ),
)

_MOST_SHARDS, _MOST_REPLICAS = 1_024, 20


@dataclass(frozen=True, slots=True)
class EngineChoice:
    """Which engine, and where it is.

    Attributes:
        cluster: of OpenSearch; None where the engine is embedded.
        shape: how indices are spread in a cluster.
    """

    cluster: Address | None
    shape: Shape


def read_engine(values: Mapping[str, str], home: Path) -> EngineChoice:
    """The engine that the settings choose.

    Args:
        values: of the settings, by name; empty text is as good as none.
        home: what a path of the certificates is relative to.

    Raises:
        SettingsError: neither ``tantivy`` nor a URL; or a file, or a number, that cannot be meant.
    """
    shape = Shape(
        _whole("engine_shards", values["engine_shards"] or "1", 1, _MOST_SHARDS),
        _whole("engine_replicas", values["engine_replicas"] or "0", 0, _MOST_REPLICAS),
    )
    told = values["engine"]
    if not told or told.lower() == "tantivy":
        return EngineChoice(None, shape)
    try:
        parts = urlsplit(told)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        # Never quoted: it may hold a password.
        raise SettingsError(letters.no_engine_url()) from None
    rest = (parts.path.strip("/"), parts.query, parts.fragment)
    if parts.scheme not in ("http", "https") or not host or any(rest):
        raise SettingsError(letters.no_engine_url())
    authorities = home / Path(values["engine_ca"]).expanduser() if values["engine_ca"] else None
    if authorities is not None and not _vouches(authorities):
        raise SettingsError(letters.no_authorities(str(authorities)))
    secure = parts.scheme == "https"
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return EngineChoice(
        Address(host, port or (443 if secure else 9200), secure, user, password, authorities), shape
    )


def _vouches(path: Path) -> bool:
    """Whether a file holds certificates."""
    try:
        ssl.create_default_context(cafile=path)
    except (OSError, ssl.SSLError):
        return False
    return True


def _whole(name: str, text: str, least: int, most: int) -> int:
    if not text.isdecimal() or not least <= int(text) <= most:
        raise SettingsError(letters.no_whole_number(f"LANTAI_{name.upper()}", text, least, most))
    return int(text)
