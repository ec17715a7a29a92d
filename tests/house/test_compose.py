"""The compose file starts what the tests ran against, with settings that Lantai has and no password of its own."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tomllib
from typing import Any

import pytest
import yaml

from lantai.cli import build_parser
from lantai.settings import SETTINGS
from tests.house.repository import ROOT

COMPOSE = ROOT / "docker-compose.yml"
#: The service of the compose file, and the server of `tests/servers/versions.toml` that it must equal.
SAME = {
    "opensearch": "opensearch",
    "tika": "tika",
    "objects": "s3proxy",
    "redis": "redis",
    "postgresql": "postgresql",
}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return dict(yaml.safe_load(COMPOSE.read_text(encoding="utf-8")))


@pytest.mark.parametrize("service", SAME)
def test_servers_have_the_versions_that_were_tested(compose: dict[str, Any], service: str) -> None:
    versions = tomllib.loads((ROOT / "tests" / "servers" / "versions.toml").read_text(encoding="utf-8"))
    tag = str(compose["services"][service]["image"]).partition(":")[2].removeprefix("s3proxy-")
    tested = versions[SAME[service]]["version"]
    assert tag == tested or tag.startswith(f"{tested}.")


def test_every_setting_that_is_named_is_one(compose: dict[str, Any]) -> None:
    known = {f"LANTAI_{setting.name.upper()}" for setting in SETTINGS} | {"LANTAI_HOME"}
    named = {name for service in compose["services"].values() for name in service.get("environment", {})}
    assert {name for name in named if name.startswith("LANTAI_")} <= known


def test_every_command_is_one_of_ours(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        if service["image"].startswith("lantai:") and "command" in service:
            program, *words = service["command"]
            assert program == "lantai", name
            build_parser().parse_args(words)


def test_passwords_come_from_outside(compose: dict[str, Any]) -> None:
    told = COMPOSE.read_text(encoding="utf-8")
    for name in ("LANTAI_DB_PASSWORD", "LANTAI_S3_SECRET", "LANTAI_REDIS_PASSWORD"):
        assert set(re.findall(rf"\$\{{{name}[^}}]*\}}", told)) == {f"${{{name}:-}}"}


def test_each_part_has_a_limit_a_profile_and_a_way_to_tell_that_it_is_up(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        assert service["profiles"] in (["single"], ["scale"]), name
        assert "mem_limit" in service, name
        # Our own image brings its check; Tika forks and restarts its worker itself; the bucket ends at once.
        assert (
            "healthcheck" in service or service["image"].startswith("lantai:") or name in ("tika", "bucket")
        )
        for volume in service.get("volumes", ()):
            assert volume.partition(":")[0] in compose["volumes"], name


def test_each_process_of_ours_is_asked_whether_it_is_ready_and_tells_nobody_outside(
    compose: dict[str, Any],
) -> None:
    ours = {
        name: service
        for name, service in compose["services"].items()
        if service["image"].startswith("lantai:")
    }
    assert len(ours) == 5
    for name, service in ours.items():
        port = service["environment"]["LANTAI_METRICS"].rpartition(":")[2]
        assert f"http://127.0.0.1:{port}/ready" in service["healthcheck"]["test"][-1], name
        published = [str(each).rpartition(":")[2] for each in service.get("ports", ())]
        assert port not in published, name


def test_the_client_reads_it_where_there_is_one() -> None:
    docker = shutil.which("docker")
    if docker is None or subprocess.run([docker, "compose", "version"], capture_output=True).returncode:
        pytest.skip("NOT TESTED: docker compose config, for no client is here")
    for profile in ("single", "scale"):
        done = subprocess.run(
            [docker, "compose", "-f", str(COMPOSE), "--profile", profile, "config", "--quiet"],
            capture_output=True,
            env={**os.environ, "LANTAI_DB_PASSWORD": "x"},
        )
        assert done.returncode == 0, done.stderr
