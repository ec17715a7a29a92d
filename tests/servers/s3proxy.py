"""An S3 server: S3Proxy over a folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.servers import obtaining
from tests.servers.http_answers import answers
from tests.servers.running import Plan, reachable

BUCKET = "lantai"
KEY = "lantai-tests"
SECRET = "not-a-secret"


@dataclass(frozen=True)
class S3Proxy:
    """See `tests.servers.running.Server`."""

    name: str = "s3proxy"

    def plan(self, folder: Path, port: int) -> Plan:
        """See `tests.servers.running.Server.plan`."""
        java = reachable(obtaining.java(), folder) / "bin" / "java"
        archive = reachable(obtaining.artifact("s3proxy"), folder)
        url = f"http://127.0.0.1:{port}"
        (folder / "objects" / BUCKET).mkdir(parents=True)
        (folder / "tmp").mkdir()
        settings = {
            "s3proxy.endpoint": url,
            "s3proxy.authorization": "aws-v2-or-v4",
            "s3proxy.identity": KEY,
            "s3proxy.credential": SECRET,
            "jclouds.provider": "filesystem-nio2",
            "jclouds.identity": "none",
            "jclouds.credential": "none",
            "jclouds.filesystem.basedir": str(folder / "objects"),
        }
        properties = folder / "s3proxy.conf"
        properties.write_text("".join(f"{name}={value}\n" for name, value in settings.items()))
        return Plan(
            [
                *(str(java), "-Xmx256m", f"-Djava.io.tmpdir={folder / 'tmp'}", "-jar", str(archive)),
                *("--properties", str(properties)),
            ],
            url,
            lambda: answers(url, any_status=True),
        )


S3PROXY = S3Proxy()
