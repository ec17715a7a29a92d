"""What is said to a person about digital objects in a bucket. Never a key or a secret."""

from __future__ import annotations

from holdings.letters import Letter


def no_bucket(url: str) -> Letter:
    """The bucket is not there."""
    return Letter(
        f"没有 {url} 这个存储桶，数字对象无法读写；馆藏没有改动。请先建立存储桶，或改正 LANTAI_OBJECTS。",
        f"There is no bucket {url}, so digital objects can be neither read nor kept; nothing was changed. "
        "Make the bucket first, or correct LANTAI_OBJECTS.",
    )


def no_right(url: str) -> Letter:
    """The key is not known, or may not do this."""
    return Letter(
        f"对象存储拒绝了访问 {url}；馆藏没有改动。请检查 LANTAI_S3_KEY 与 LANTAI_S3_SECRET，"
        "以及它们对该存储桶的读、写、列举、删除权限。",
        f"The object store refused access to {url}; nothing was changed. Check LANTAI_S3_KEY and LANTAI_S3_SECRET, "
        "and that they may read, write, list and delete in that bucket.",
    )


def unreachable(url: str, endpoint: str, reason: str) -> Letter:
    """The server does not answer, or answers with an error, after several tries."""
    at = endpoint or "Amazon S3"
    return Letter(
        f"对象存储（{at}）几次尝试都没有成功：{reason}。{url} 中已有的对象没有受影响，未存入的没有留下半个。"
        "请检查 LANTAI_S3_ENDPOINT 与网络；恢复后重做这一步，已完成的不会重复。",
        f"The object store ({at}) failed after several tries: {reason}. What lies in {url} is untouched, and nothing "
        "was kept by halves. Check LANTAI_S3_ENDPOINT and the network; then do the last step again, what was done "
        "stays done.",
    )


def not_kept(url: str, digest: str) -> Letter:
    """The server took an object and does not have it."""
    return Letter(
        f"对象存储收下了数字对象 {digest}，但 {url} 中的大小不符，因此不算存入。请检查对象存储，再重做这一步。",
        f"The object store took the digital object {digest}, but what lies in {url} has another size, so it does not "
        "count as kept. Check the object store, then do the last step again.",
    )
