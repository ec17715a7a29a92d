"""`lantai move` as a person runs it: another store, another folder, then other settings and the same home."""

from __future__ import annotations

import dataclasses
import json

import pytest

from holdings.letters import LantaiError
from holdings.s3_bucket import Bucket
from lantai.settings import place_of_objects, settings_from
from tests.promises import buckets, stores
from tests.servers.s3proxy import KEY, SECRET


@pytest.fixture
def in_bucket(s3_url, monkeypatch):
    """The session's S3 server in the settings; a place of objects in it."""
    for name, value in (("ENDPOINT", s3_url), ("KEY", KEY), ("SECRET", SECRET)):
        monkeypatch.setenv(f"LANTAI_S3_{name}", value)
    return buckets.bucket(s3_url).url


def test_a_home_is_moved_to_servers_and_is_the_same_after_the_settings_are_changed(
    filled, monkeypatch, postgres_url, in_bucket
):
    lantai = filled
    asked = [("search", "沉船", "--json"), ("status", "--json"), ("reader", "list", "--json")]
    before = [lantai(*words).out for words in asked]
    with stores.prepared_database(postgres_url) as url:
        said = lantai("move", "--to-store", url, "--to-objects", in_bucket, "--json")
        assert said.code == 0, said.err
        assert said.json["objects"] == 4 and said.json["tables"]["units"]["rows"] == 5
        assert said.json["home"] == json.loads(before[1])["home"]
        monkeypatch.setenv("LANTAI_STORE", url)
        monkeypatch.setenv("LANTAI_OBJECTS", in_bucket)
        assert [lantai(*words).out for words in asked] == before
        checked = lantai("check", "--json")
        assert checked.code == 0 and checked.json["checked"]["objects"] == 4
        assert SECRET not in said.out + said.err + checked.out + checked.err


def test_it_says_what_to_do_next_and_shows_no_password(filled, tmp_path):
    said = filled(
        "move", "--to-store", f"sqlite:///{tmp_path}/there.sqlite", "--to-objects", str(tmp_path / "o")
    )
    assert said.code == 0, said.err
    assert "LANTAI_STORE" in said.out and f"LANTAI_OBJECTS = {tmp_path / 'o'}" in said.out
    assert "units: 5" in said.out and "逐项核对" in said.out


def test_a_target_where_a_move_is_unfinished_is_no_home(filled, tmp_path, monkeypatch):
    from holdings.store import moving

    url = f"sqlite:///{tmp_path}/there.sqlite"
    with monkeypatch.context() as patch:
        patch.setattr(moving, "finish", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        assert filled("move", "--to-store", url).code == 1
    monkeypatch.setenv("LANTAI_STORE", url)
    said = filled("status")
    assert said.code == 1 and "lantai move" in said.err and "Traceback" not in said.err
    monkeypatch.delenv("LANTAI_STORE")
    assert filled("status").code == 0
    assert filled("move", "--to-store", url).code == 0
    monkeypatch.setenv("LANTAI_STORE", url)
    assert filled("status").code == 0


@pytest.mark.parametrize(
    ("words", "zh"),
    [
        ((), "--to-store"),
        (("--to-store", "mysql://u:hush@h/x"), "LANTAI_STORE"),
        (("--to-objects", "s3://"), "存储桶"),
    ],
    ids=["nowhere", "no store", "no bucket"],
)
def test_a_wrong_target_is_wrong_use(filled, words, zh):
    said = filled("move", *words)
    assert said.code == 2 and zh in said.err and "hush" not in said.err


def test_objects_are_not_moved_to_where_they_are(filled, home):
    said = filled("move", "--to-objects", str(home / "objects"))
    assert said.code == 2 and "已经在" in said.err


# ---- settings


def test_a_bucket_is_named_by_the_setting_of_objects(tmp_path):
    settings = settings_from(
        {
            "LANTAI_HOME": str(tmp_path),
            "LANTAI_OBJECTS": "s3://archive/one/two/",
            "LANTAI_S3_ENDPOINT": "https://s3.example/",
            "LANTAI_S3_KEY": "k",
            "LANTAI_S3_SECRET": "hush",
        }
    )
    assert settings.bucket == Bucket("archive", "one/two", "https://s3.example", "us-east-1", "k", "hush")
    assert settings.bucket.url == "s3://archive/one/two" and "hush" not in repr(settings)
    assert settings.copies_bytes == 2_048 << 20
    elsewhere, folder = place_of_objects("/srv/objects", settings)
    assert (
        elsewhere == dataclasses.replace(settings.bucket, name="", prefix="")
        and str(folder) == "/srv/objects"
    )
    assert place_of_objects("s3://other", settings)[0].url == "s3://other"


def test_objects_lie_in_a_folder_unless_a_bucket_is_named(tmp_path):
    settings = settings_from({"LANTAI_HOME": str(tmp_path), "LANTAI_S3_ENDPOINT": "https://s3.example"})
    assert settings.bucket.name == "" and settings.objects == tmp_path / "objects"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LANTAI_OBJECTS", "s3://"),
        ("LANTAI_OBJECTS", "s3:///prefix"),
        ("LANTAI_OBJECTS", "s3://key:secret@bucket"),
        ("LANTAI_S3_ENDPOINT", "s3.example"),
        ("LANTAI_S3_COPIES_MB", "much"),
    ],
)
def test_what_names_no_bucket_is_refused(tmp_path, name, value):
    with pytest.raises(LantaiError) as refused:
        settings_from({"LANTAI_HOME": str(tmp_path), name: value})
    assert name in str(refused.value) or "s3://" in str(refused.value)
    assert "secret@" not in str(refused.value)
