"""Settings: one name each, the environment before the file, and nothing that is silently not in force."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from holdings.code_templates import DEFAULT_TEMPLATES
from holdings.codes import parse
from holdings.letters import LantaiError
from indexer.extraction.limits import ReadingLimits
from lantai.archive_settings import ARCHIVE_SETTINGS
from lantai.bucket_settings import BUCKET_SETTINGS
from lantai.connections import ServingLimits
from lantai.engine_settings import ENGINE_SETTINGS
from lantai.errors import SettingsError
from lantai.limits import LIMIT_LIST
from lantai.settings import SETTINGS, Settings, hold_programs_to_one_thread, settings_from
from tests.shared import REPOSITORY


def written(home: Path, text: str) -> dict[str, str]:
    home.mkdir(exist_ok=True)
    (home / "lantai.toml").write_text(text, encoding="utf-8")
    return {"LANTAI_HOME": str(home)}


def refused(environment: dict[str, str]) -> str:
    with pytest.raises(LantaiError) as caught:
        settings_from(environment)
    letter = caught.value.letter
    assert letter.zh and letter.en and letter.zh != letter.en
    return str(letter)


def test_a_home_needs_no_settings(tmp_path):
    settings = settings_from({"LANTAI_HOME": str(tmp_path)})
    assert settings.store == f"sqlite:///{tmp_path}/lantai.sqlite"
    assert (settings.objects, settings.index) == (tmp_path / "objects", tmp_path / "index")
    assert (settings.engine.cluster, settings.ocr, settings.segmenter) == (None, "rapidocr", "rjieba")
    assert settings.archive == ""
    assert settings.templates == DEFAULT_TEMPLATES


def test_without_a_named_home_it_lies_in_the_user_s_own_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert settings_from({}).home == tmp_path / ".local/share/lantai"
    assert not (tmp_path / ".local").exists()


def test_the_environment_wins_over_the_file(tmp_path):
    environment = written(tmp_path, 'ocr = "none"\nworkers = 3\nsegmenter = "jieba"\n')
    assert settings_from(environment).ocr == "none"
    assert settings_from(environment | {"LANTAI_OCR": "tesseract"}).ocr == "tesseract"
    assert settings_from(environment | {"LANTAI_OCR": ""}).ocr == "none"
    assert settings_from(environment).workers == 3


def test_an_unknown_key_is_refused_with_the_nearest_one(tmp_path):
    said = refused(written(tmp_path, 'segmentor = "jieba"\n'))
    assert "segmentor" in said
    assert "“segmenter”" in said


@pytest.mark.parametrize(
    "text", ["ocr = ", "ocr = [1]\n", "ocr = true\n", "[ocr]\nname = 'x'\n", "home = '/x'\n"]
)
def test_a_file_that_cannot_be_meant_is_refused(tmp_path, text):
    assert "lantai.toml" in refused(written(tmp_path, text))


def test_an_engine_on_a_cluster_is_a_url_whose_password_nobody_sees(tmp_path):
    named = {
        "LANTAI_HOME": str(tmp_path),
        "LANTAI_ENGINE": "https://lan%40tai:gehe%2Fim@search.example:9201/",
    }
    settings = settings_from(named | {"LANTAI_ENGINE_SHARDS": "4"})
    address = settings.engine.cluster
    assert address is not None
    assert (address.host, address.port, address.secure) == ("search.example", 9201, True)
    assert (address.user, address.password) == ("lan@tai", "gehe/im")
    assert (settings.engine.shape.shards, settings.engine.shape.replicas) == (4, 0)
    assert "gehe" not in repr(settings)
    plain = settings_from({"LANTAI_HOME": str(tmp_path), "LANTAI_ENGINE": "http://10.0.0.7"}).engine.cluster
    assert plain is not None and (plain.port, plain.secure, plain.user) == (9200, False, "")


@pytest.mark.parametrize(
    "url",
    ["https://u:gehe@", "ftp://u:gehe@h", "https://u:gehe@h:99999", "https://u:gehe@h/index", "opensearch"],
)
def test_an_engine_that_is_no_url_is_refused_without_quoting_it(tmp_path, url):
    said = refused({"LANTAI_HOME": str(tmp_path), "LANTAI_ENGINE": url})
    assert "LANTAI_ENGINE" in said and "gehe" not in said


def test_certificates_that_are_not_there_or_none_are_named(tmp_path):
    named = {"LANTAI_HOME": str(tmp_path), "LANTAI_ENGINE": "https://h:9200", "LANTAI_ENGINE_CA": "ca.pem"}
    assert "ca.pem" in refused(named)
    (tmp_path / "ca.pem").write_text("no certificate")
    assert "ca.pem" in refused(named)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LANTAI_ENGINE", "lucene"),
        ("LANTAI_ENGINE_SHARDS", "0"),
        ("LANTAI_ENGINE_REPLICAS", "many"),
        ("LANTAI_OCR", "abbyy"),
        ("LANTAI_QUEUE", "celery"),
        ("LANTAI_QUEUE", "redis://"),
        ("LANTAI_QUEUE", "amqp://u:secret@h"),
        ("LANTAI_TIKA", "h:9998"),
        ("LANTAI_TIKA", "ftp://u:secret@h"),
        ("LANTAI_TIKA_READS", "all"),
        ("LANTAI_WORKERS", "many"),
        ("LANTAI_WORKERS", "-1"),
        ("LANTAI_WORKERS", "nan"),
        ("LANTAI_ARCHIVE", "a/b"),
        ("LANTAI_STORE", "mysql://u:secret@h/d"),
        ("LANTAI_CODES", "没有写法"),
        ("LANTAI_TIMEZONE", "北京时间"),
    ],
)
def test_a_value_that_cannot_be_meant_is_refused(tmp_path, name, value):
    said = refused({"LANTAI_HOME": str(tmp_path), name: value})
    assert "secret" not in said


def test_days_are_those_of_china_unless_another_zone_is_set(tmp_path):
    home = {"LANTAI_HOME": str(tmp_path)}
    assert settings_from(home).clock.zone.key == "Asia/Shanghai"
    assert settings_from({**home, "LANTAI_TIMEZONE": "Asia/Taipei"}).clock.zone.key == "Asia/Taipei"
    assert "是否指 Asia/Shanghai" in refused({**home, "LANTAI_TIMEZONE": "Asia/Shanghia"})
    for city in ("Asia/Fuzhou", "Asia/Beijing", "Asia/Xian", "北京时间"):
        said = refused({**home, "LANTAI_TIMEZONE": city})
        assert "是否指" not in said and "Did you mean" not in said and "Asia/Shanghai" in said


def test_a_password_in_the_store_s_url_is_never_shown(tmp_path):
    settings = settings_from(
        {"LANTAI_HOME": str(tmp_path), "LANTAI_STORE": "postgresql://lantai:secret@host/lantai"}
    )
    assert "secret" in settings.store
    assert "secret" not in repr(settings)


def test_passwords_of_the_queue_and_of_tika_are_never_shown(tmp_path):
    settings = settings_from(
        {
            "LANTAI_HOME": str(tmp_path),
            "LANTAI_QUEUE": "redis://:secret@host:6379/1",
            "LANTAI_TIKA": "https://lantai:secret@host:9998/",
        }
    )
    assert (settings.queue, settings.tika) == (
        "redis://:secret@host:6379/1",
        "https://lantai:secret@host:9998",
    )
    assert "secret" not in repr(settings)
    assert settings_from({"LANTAI_HOME": str(tmp_path)}).queue == "inline"


def test_folders_are_meant_from_the_home(tmp_path):
    settings = settings_from(written(tmp_path, 'objects = "原件"\n'))
    assert settings.objects == tmp_path / "原件"


def test_an_archive_s_own_codes_come_before_the_standard_s(tmp_path):
    text = "codes = [\"我馆项目: 全宗号=A999 - 项目号@series='XM'99 - 图号@item=9+\"]\narchive = ' ｊ4３ '\n"
    settings = settings_from(written(tmp_path, text))
    assert settings.archive == "J43"
    code = parse("J001-XM01-7", settings.templates)
    assert code.template == "我馆项目"
    assert parse("J019-WS·2017·Y-0001", settings.templates).template == "DA/T 13-2022 按件"


def test_every_setting_is_told_in_both_languages():
    for setting in SETTINGS:
        assert setting.zh and setting.en
        assert setting.variable == "LANTAI_" + setting.name.upper()
        assert setting.default in (*setting.choices, setting.default)
    named = {setting.name for setting in SETTINGS}
    limits = {limit.name for limit in LIMIT_LIST}  # the tests of limits hold each to its effect
    of_buckets = {told[0] for told in BUCKET_SETTINGS}  # together they are one `Bucket`
    of_engines = {told[0] for told in ENGINE_SETTINGS}  # and these one `EngineChoice`
    of_clock = {"timezone"}  # becomes a `Clock`
    of_archive = {told[0] for told in ARCHIVE_SETTINGS}  # these one `ArchiveProfile`
    of_service = {"proxies"}  # with some limits one `ServingLimits`
    together = of_clock | of_service | limits | of_archive | of_buckets | of_engines
    assert named - {"codes"} - together <= set(Settings.__dataclass_fields__)


def test_every_limit_can_be_set_and_says_what_it_takes(tmp_path):
    usual = settings_from({"LANTAI_HOME": str(tmp_path)})
    assert usual.limits == ReadingLimits()
    for limit in LIMIT_LIST:
        moved = limit.usual + 1 if limit.usual < limit.most else limit.usual - 1
        changed = settings_from({"LANTAI_HOME": str(tmp_path), limit.variable: str(moved)})
        assert changed != usual, limit.name
        for wrong in (limit.least - 1, limit.most + 1, "viele"):
            assert limit.variable in refused({"LANTAI_HOME": str(tmp_path), limit.variable: str(wrong)})
        assert limit.zh and limit.en


def test_the_docs_state_every_limit_with_its_default():
    text = (REPOSITORY / "docs" / "formats.md").read_text(encoding="utf-8")
    lacking = [limit.name for limit in LIMIT_LIST if f"`{limit.variable}` | {limit.usual:,} |" not in text]
    assert lacking == []


def test_programs_that_we_start_have_one_thread_unless_somebody_says_otherwise(monkeypatch):
    monkeypatch.delenv("OMP_THREAD_LIMIT", raising=False)
    hold_programs_to_one_thread()
    assert os.environ["OMP_THREAD_LIMIT"] == "1"
    monkeypatch.setenv("OMP_THREAD_LIMIT", "3")
    hold_programs_to_one_thread()
    assert os.environ["OMP_THREAD_LIMIT"] == "3"


def test_what_clients_may_have_of_a_service_is_set():
    usual = settings_from({}).serving
    assert usual.proxies == "127.0.0.0/8,::1" and usual.connections_of_address < usual.connections
    asked = {
        "LANTAI_PROXIES": "10.0.0.0/8, 192.0.2.1",
        "LANTAI_LIMIT_CONNECTIONS": "50",
        "LANTAI_LIMIT_CONNECTIONS_OF_ADDRESS": "5",
        "LANTAI_LIMIT_QUESTIONS_AT_ONCE": "2",
        "LANTAI_LIMIT_QUESTIONS_WAITING": "7",
    }
    assert settings_from(asked).serving == ServingLimits(50, 5, "10.0.0.0/8,192.0.2.1", 2, 7)
    assert settings_from({"LANTAI_PROXIES": "none"}).serving.proxies == ""
    with pytest.raises(SettingsError) as told:
        settings_from({"LANTAI_PROXIES": "proxy.example"})
    assert "LANTAI_PROXIES" in told.value.letter.zh and "LANTAI_PROXIES" in told.value.letter.en
