"""The compose file starts what the tests ran against, with settings that Lantai has and no password of its own."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from lantai.cli import build_parser
from lantai.settings import SETTINGS
from tests.house.repository import ROOT
from tests.tools import ToolMissingError, compose_client

COMPOSE = ROOT / "docker-compose.yml"
#: The service of the compose file, and the server of `tests/servers/versions.toml` that it must equal.
SAME = {
    "opensearch": "opensearch",
    "tika": "tika",
    "objects": "s3proxy",
    "redis": "redis",
    "postgresql": "postgresql",
}

PASSWORDS = {
    "LANTAI_DB_PASSWORD": "word-of-db",
    "LANTAI_REDIS_PASSWORD": "word-of-redis",
    "LANTAI_S3_KEY": "key",
    "LANTAI_S3_SECRET": "word-of-s3",
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


@pytest.fixture(scope="module")
def client() -> list[str]:
    try:
        return compose_client()
    except ToolMissingError as missing:
        # What can be told of the file without a client is told by the tests above.
        pytest.skip(f"NOT TESTED: docker compose config: {missing}")


def test_the_client_reads_the_small_profile_without_a_password(client: list[str]) -> None:
    assert "lantai" in yaml.safe_load(_config(client, "single", {}))["services"]


def test_the_client_reads_the_large_profile_and_puts_the_passwords_where_they_belong(
    client: list[str], compose: dict[str, Any]
) -> None:
    told = yaml.safe_load(_config(client, "scale", PASSWORDS))["services"]
    assert set(told) >= {
        name for name, service in compose["services"].items() if service["profiles"] == ["scale"]
    }
    assert told["postgresql"]["environment"]["POSTGRES_PASSWORD"] == "word-of-db"
    for name in ("api", "writer", "worker-light", "worker-ocr"):
        settings = told[name]["environment"]
        assert settings["LANTAI_STORE"] == "postgresql://lantai:word-of-db@postgresql:5432/lantai"
        assert settings["LANTAI_QUEUE"] == "redis://:word-of-redis@redis:6379/0"
        assert (settings["LANTAI_S3_KEY"], settings["LANTAI_S3_SECRET"]) == ("key", "word-of-s3")
    assert "word-of-redis" in told["redis"]["command"]


def test_a_file_that_is_none_is_refused_by_the_client(client: list[str], tmp_path: Path) -> None:
    broken = tmp_path / "docker-compose.yml"
    broken.write_text(COMPOSE.read_text(encoding="utf-8").replace("mem_limit: 512m", "mem_limits: 512m"))
    done = subprocess.run([*client, "-f", str(broken), "config", "--quiet"], capture_output=True, check=False)
    assert done.returncode != 0


def _config(client: list[str], profile: str, passwords: dict[str, str]) -> str:
    done = subprocess.run(
        [*client, "-f", str(COMPOSE), "--profile", profile, "config"],
        capture_output=True,
        text=True,
        env={**os.environ, **passwords},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    # A variable that is named and not set is said there.
    assert "variable is not set" not in done.stderr
    return done.stdout
