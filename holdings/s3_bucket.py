"""Where digital objects lie in an object store that speaks S3."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Bucket:
    """Where in an object store the digital objects of a home lie.

    Attributes:
        name: of the bucket; empty where objects lie in a folder.
        prefix: before every key, without a slash at its ends; may be empty.
        endpoint: URL of the server; empty for Amazon's own.
        region: of the bucket; most other servers take any.
        key: access key id; empty: obstore's ordinary sources (AWS_… variables, the machine's role).
        secret: of that key; never shown.
    """

    name: str = ""
    prefix: str = ""
    endpoint: str = ""
    region: str = "us-east-1"
    key: str = field(default="", repr=False)
    secret: str = field(default="", repr=False)

    @property
    def url(self) -> str:
        """As LANTAI_OBJECTS names it."""
        return "s3://" + "/".join(part for part in (self.name, self.prefix) if part)
