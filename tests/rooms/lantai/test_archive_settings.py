"""The archive's name, contact, address, logo, rules and periods: settings, shown on every page and by the API."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from lantai.archive_settings import LARGEST_LOGO, LONGEST, with_logo
from lantai.errors import SettingsError
from lantai.serving import Front
from lantai.settings import SETTINGS, settings_from
from portal.http import portal_app
from search_api.http import api_app
from search_api.profile import UNNAMED
from tests.journeys.serving import served
from tests.promises.asked_home import answering, asked_home
from tests.rooms.lantai.conftest import Lantai

PNG = b"\x89PNG\r\n\x1a\n" + b"picture" * 20
TOML = """
[archive]
code = "435001"
name = "闽海市档案馆"
name_en = "Minhai City Archives"
contact = "电话 0590-1234567"
address = "闽海市中山路1号"
address_en = "1 Zhongshan Road, Minhai"
rules = '''
第一条 利用档案须登记。

第二条 <b>不得</b>涂改。
'''
rules_url = "https://archive.example/rules"
answer_days = 5
logo = "logo.png"
"""


def settings(home: Path, **environment: str):
    return settings_from({"LANTAI_HOME": str(home), **environment})


def refused(home: Path, **environment: str) -> str:
    with pytest.raises(SettingsError) as caught:
        settings(home, **environment)
    return f"{caught.value.letter.zh}\n{caught.value.letter.en}"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A service of a home whose settings name its archive."""
    folder = tmp_path_factory.mktemp("named")
    (folder / "lantai.toml").write_text(TOML, encoding="utf-8")
    (folder / "logo.png").write_bytes(PNG)
    told = settings(folder)
    assert told.archive == "435001"
    profile = with_logo(told.profile, told.logo)
    plant = asked_home(folder / "asked", 6)
    answers = answering(plant)
    front = Front(api_app(answers, profile), portal_app(answers, profile))
    with served(front) as origin, httpx.Client(base_url=origin, timeout=60) as opened:
        yield opened
    plant.store.close()


def test_a_table_of_the_file_and_the_environment_name_the_same_settings(tmp_path: Path) -> None:
    (tmp_path / "lantai.toml").write_text(TOML, encoding="utf-8")
    told = settings(tmp_path, LANTAI_ARCHIVE_NAME="另一档案馆")
    assert (told.archive, told.profile.name, told.profile.answer_days) == ("435001", "另一档案馆", 5)
    assert told.logo == tmp_path / "logo.png" and told.has_logo
    # The short way of old still is the archive's code.
    (tmp_path / "lantai.toml").write_text('archive = "435002"\narchive_name = "甲馆"\n', encoding="utf-8")
    told = settings(tmp_path)
    assert (told.archive, told.profile.name, told.has_logo) == ("435002", "甲馆", False)
    (tmp_path / "lantai.toml").write_text('[archive]\nnmae = "甲馆"\n', encoding="utf-8")
    assert "archive_name" in refused(tmp_path)
    assert settings(tmp_path / "none").profile == UNNAMED


def test_every_page_names_the_archive_in_its_own_language(client: httpx.Client) -> None:
    for path in ("/", "/about", "/themes", "/signin", "/units/nowhere", "/units/J001-001-0001"):
        chinese, english = (client.get(path, params={"lang": language}).text for language in ("zh", "en"))
        assert "· 闽海市档案馆</title>" in chinese and '<span class="brand-name">闽海市档案馆' in chinese
        assert "闽海市中山路1号" in chinese and "电话 0590-1234567" in chinese
        assert "· Minhai City Archives</title>" in english and "1 Zhongshan Road, Minhai" in english
        # What has no English stands in Chinese, and says so.
        assert '<span lang="zh-Hans">电话 0590-1234567</span>' in english
        assert 'src="/logo?v=' in chinese
    about = client.get("/about").text
    assert "<p>第一条 利用档案须登记。</p>" in about and "&lt;b&gt;不得&lt;/b&gt;" in about
    assert 'href="https://archive.example/rules"' in about and "5 个工作日内" in about


def test_the_api_s_description_names_the_archive_and_keeps_a_title_that_makes_a_client(
    client: httpx.Client,
) -> None:
    info = client.get("/api/v1/openapi.json").json()["info"]
    assert info["title"] == "Lantai"
    assert info["contact"] == {"name": "闽海市档案馆"}
    assert info["termsOfService"] == "https://archive.example/rules"
    for said in ("闽海市档案馆", "Minhai City Archives", "闽海市中山路1号", "0590-1234567", "第一条"):
        assert said in info["description"]


def test_the_logo_is_kept_by_browsers_for_as_long_as_it_is_the_same(client: httpx.Client) -> None:
    page = client.get("/").text
    address = page.partition('src="/logo')[2].partition('"')[0]
    got = client.get(f"/logo{address}")
    assert (got.content, got.headers["content-type"]) == (PNG, "image/png")
    assert "immutable" in got.headers["cache-control"] and got.headers["x-content-type-options"] == "nosniff"
    assert client.get("/logo").headers["cache-control"] == "no-cache"
    assert client.get("/logo", headers={"If-None-Match": got.headers["etag"]}).status_code == 304


def test_periods_are_those_of_the_settings(tmp_path: Path) -> None:
    told = settings(tmp_path, LANTAI_ARCHIVE_ANSWER_DAYS="10").profile.apply
    assert "10 个工作日内" in told.zh and "within 10 working days" in told.en
    assert "within one working day." in settings(tmp_path, LANTAI_ARCHIVE_ANSWER_DAYS="1").profile.apply.en
    assert "3 个工作日内" in UNNAMED.apply.zh


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *((name, "字" * (most + 1)) for name, most in LONGEST.items()),
        ("archive_name", "甲\n乙"),
        ("archive_contact", "甲\x07乙"),
        ("archive_rules", "甲\u202e乙"),
        ("archive_rules_url", "javascript:alert(1)"),
        ("archive_rules_url", "rules.html"),
        ("archive_rules_url", "https://"),
        ("archive_answer_days", "0"),
        ("archive_answer_days", "366"),
        ("archive_answer_days", "three"),
        ("archive_answer_days", "1.5"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_its_name(tmp_path: Path, name: str, value: str) -> None:
    variable = f"LANTAI_{name.upper()}"
    assert variable in refused(tmp_path, **{variable: value})


def test_a_picture_that_cannot_be_shown_is_named(tmp_path: Path) -> None:
    (tmp_path / "large.png").write_bytes(PNG + b"x" * LARGEST_LOGO)
    (tmp_path / "page.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    for name in ("nowhere.png", "large.png", "page.svg", "."):
        told = settings(tmp_path, LANTAI_ARCHIVE_LOGO=name)
        with pytest.raises(SettingsError) as caught:
            with_logo(told.profile, told.logo)
        assert str(tmp_path / name).rstrip("/.") in caught.value.letter.en


def test_the_docs_state_every_setting_of_the_archive() -> None:
    page = (Path(__file__).parents[3] / "docs" / "operations.md").read_text(encoding="utf-8")
    named = [each for each in SETTINGS if each.name.startswith("archive_")]
    assert len(named) == 11
    for each in named:
        assert f"`{each.variable}`" in page, each.variable


def test_a_service_with_a_picture_that_is_not_there_says_so_once_and_does_not_start(
    lantai: Lantai, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANTAI_ARCHIVE_LOGO", "nowhere.png")
    said = lantai("serve", "--port", "0", "--no-writer")
    assert said.code == 2
    assert said.err.count("LANTAI_ARCHIVE_LOGO") == 2  # in both languages
    assert lantai("status").code == 0


BLANKS = ("\u3000", "\u00a0", "\u2003", "\u2009", "\u202f")


@pytest.mark.parametrize("blank", BLANKS, ids=lambda blank: f"U+{ord(blank):04X}")
@pytest.mark.parametrize("name", [name for name in LONGEST if not name.endswith("url")])
def test_a_blank_of_any_width_is_part_of_a_text(tmp_path, name, blank):
    told = settings(tmp_path, **{f"LANTAI_{name.upper()}": f"某县{blank}档案馆"})
    assert getattr(told.profile, name.removeprefix("archive_")) == f"某县{blank}档案馆"


def test_rules_of_use_are_told_the_true_fault(tmp_path):
    assert "第二行" in settings(tmp_path, LANTAI_ARCHIVE_RULES="　　第一条\n　　第二行").profile.rules
    said = refused(tmp_path, LANTAI_ARCHIVE_RULES="第一条\n第二\x07行")
    assert "控制字符" in said and "换行" not in said
    said = refused(tmp_path, LANTAI_ARCHIVE_NAME="某县\n档案馆")
    assert "换行" in said


def test_a_reader_whose_name_has_a_blank_of_chinese_type_is_added(lantai: Lantai):
    assert lantai("reader", "add", "柳　芸", "--role", "reader").code == 0
    assert lantai("reader", "add", "柳\x07芸", "--role", "reader").code == 2
