"""OpenSearch with its own cjk analyzer, to be compared with.

The zip that tests run is the core alone; the module that holds the analyzer is put beside it, here and nowhere else.
The module also makes a Thai analyzer, for which the small Java that tests run on has no words: a whole one of this
machine is taken.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path

from tests.servers.obtaining import ServerMissingError, sources
from tests.servers.opensearch import OpenSearch
from tests.servers.running import Plan
from tests.shared import REPOSITORY

#: Where the module's jars are kept; they are fetched once.
_FOLDER = REPOSITORY / "build" / "bench" / "servers"
_JARS = ("analysis-common", "opensearch-scripting-painless-spi")
_SECONDS = 300
#: The oldest Java that OpenSearch 3 runs on.
_JAVA = 21


@dataclass(frozen=True)
class CjkOpenSearch(OpenSearch):
    """See `tests.servers.running.Server`; what any archive can run, with the heap that is asked for."""

    name: str = "opensearch-cjk"

    def plan(self, folder: Path, port: int) -> Plan:
        """See `tests.servers.running.Server.plan`."""
        plan = super().plan(folder, port)
        module = next(folder.glob("opensearch-*")) / "modules" / "analysis-common"
        module.mkdir()
        for jar in _fetched():
            shutil.copy(jar, module / jar.name)
        described = {
            "description": "analyzers",
            "version": _version(),
            "name": "analysis-common",
            "classname": "org.opensearch.analysis.common.CommonAnalysisModulePlugin",
            "java.version": "21",
            "opensearch.version": _version(),
            "extended.plugins": "",
        }
        lines = "".join(f"{name}={value}\n" for name, value in described.items())
        (module / "plugin-descriptor.properties").write_text(lines)
        return replace(plan, environment={**plan.environment, "OPENSEARCH_JAVA_HOME": str(_java())})


def _java() -> Path:
    """The newest whole Java of this machine.

    Raises:
        ServerMissingError: there is none that OpenSearch runs on.
    """
    found = []
    for release in Path("/usr/lib/jvm").glob("*/release"):
        told = re.search(r'JAVA_VERSION="(\d+)', release.read_text())
        if told is not None and int(told[1]) >= _JAVA:
            found.append((int(told[1]), release.parent))
    if not found:
        raise ServerMissingError(f"A whole Java of {_JAVA} or newer is not in /usr/lib/jvm.")
    return max(found)[1]


def _version() -> str:
    return sources()["opensearch"].version


def _fetched() -> list[Path]:
    """The module's jars.

    Raises:
        ServerMissingError: they are not here and cannot be fetched.
    """
    _FOLDER.mkdir(parents=True, exist_ok=True)
    found = []
    for name in _JARS:
        path = _FOLDER / f"{name}-{_version()}.jar"
        if not path.is_file():
            coordinate = f"org.opensearch.plugin:{name}:{_version()}"
            maven = ["mvn", "-B", "-q", "dependency:copy", f"-Dartifact={coordinate}"]
            try:
                subprocess.run(
                    [*maven, f"-DoutputDirectory={_FOLDER}"], cwd=_FOLDER, check=True, timeout=_SECONDS
                )
            except (OSError, subprocess.SubprocessError) as error:
                raise ServerMissingError(f"{coordinate} cannot be fetched: {error}") from None
        found.append(path)
    return found
