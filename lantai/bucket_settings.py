"""Settings of digital objects in an S3 bucket, and how they are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from holdings.s3_bucket import Bucket
from lantai import setting_letters as letters
from lantai.errors import SettingsError

#: What LANTAI_OBJECTS begins with where objects lie in a bucket.
SCHEME = "s3://"

#: (name, default, zh, en) of each setting.
BUCKET_SETTINGS = (
    (
        "s3_endpoint",
        "",
        "对象存储的 URL（https://…）；留空为亚马逊 S3",
        "URL of the object store (https://…); empty: Amazon's own",
    ),
    ("s3_region", "us-east-1", "存储桶所在的区域", "region of the bucket"),
    (
        "s3_key",
        "",
        "对象存储的访问密钥标识；留空时用 AWS_… 环境变量或本机的角色",
        "access key id of the object store; empty: AWS_… variables, or the machine's role",
    ),
    ("s3_secret", "", "该密钥的秘密，从不显示", "secret of that key, never shown"),
    (
        "s3_copies_mb",
        "2048",
        "存储桶中的对象在本机的副本可占的空间，以兆字节计",
        "room for local copies of objects in a bucket, in megabytes",
    ),
)


def read_bucket(objects: str, values: Mapping[str, str]) -> Bucket:
    """The object store that the settings describe, with the bucket that LANTAI_OBJECTS names.

    Args:
        objects: ``s3://bucket/prefix``; a `Bucket` without a name comes of anything else: objects lie in a folder.
        values: of the settings, by name.

    Raises:
        SettingsError: the bucket has no name, or the endpoint is no URL.
    """
    endpoint = values["s3_endpoint"].rstrip("/")
    if endpoint and (not endpoint.startswith(("http://", "https://")) or not _host_of(endpoint)):
        raise SettingsError(letters.no_endpoint(endpoint))
    region = values["s3_region"] or "us-east-1"
    return named(Bucket("", "", endpoint, region, values["s3_key"], values["s3_secret"]), objects)


def named(bucket: Bucket, objects: str) -> Bucket:
    """The same object store, with the bucket that a text names; without a name where it names a folder.

    Raises:
        SettingsError: it begins with s3:// and names no bucket.
    """
    if not objects.startswith(SCHEME):
        return replace(bucket, name="", prefix="")
    name, _, prefix = objects.removeprefix(SCHEME).partition("/")
    if not name or any(char.isspace() or char in "?#@:" for char in objects.removeprefix(SCHEME)):
        raise SettingsError(letters.no_bucket_url())
    return replace(bucket, name=name, prefix=prefix.strip("/"))


def _host_of(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
