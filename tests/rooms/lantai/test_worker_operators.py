"""A worker tells operators what its processes do, and each of its lines which intake a job is of."""

from __future__ import annotations

import json

import httpx
import pytest

from holdings import errands
from tests.homes import make_plant, take, write_package
from tests.promises.workers import queued, working
from tests.rooms.lantai.test_operators import SECONDS, free_port, told
from tests.waiting import until

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("redis")]


def test_jobs_are_counted_and_named_by_the_intake_that_gave_them_out(tmp_path, redis_url, monkeypatch):
    port = free_port()
    monkeypatch.setenv("LANTAI_METRICS", f"127.0.0.1:{port}")
    monkeypatch.setenv("LANTAI_LOG", "json")
    home = tmp_path / "home"
    plant = make_plant(home)
    rows = [
        {"档号": f"J001-001-{at:04d}", "题名": "报告", "共享类型": "无条件共享", "text": "一\f二"}
        for at in range(20)
    ]
    package = write_package(tmp_path / "移交", rows)
    with working(home, redis_url, "light", processes=1):
        with errands.within("errand-7"):
            taken = take(queued(plant, redis_url), package)
        read = "lantai_job_pages_total", (("step", "read"),)

        def seen():
            return told(httpx.get(f"http://127.0.0.1:{port}/metrics", timeout=SECONDS).text)

        until(lambda: seen().get(read) == 40)
        found = seen()
        ready = httpx.get(f"http://127.0.0.1:{port}/ready", timeout=SECONDS)
    assert ready.json() == {"ready": True, "reasons": []}
    assert found["lantai_jobs_total", (("outcome", "done"), ("step", "read"))] >= 2
    assert found["lantai_up", (("part", "queue"),)] == 1
    lines = [json.loads(line) for line in (home / "worker.log").read_text("utf-8").splitlines()]
    done = [line for line in lines if line["event"] == "job_done"]
    assert {(line["request"], line.get("package")) for line in done} == {("errand-7", taken.package)}
    plant.store.close()
