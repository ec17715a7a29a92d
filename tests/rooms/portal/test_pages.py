"""The portal over HTTP: what each reader gets, what may be kept, what a browser is told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

import httpx
import pytest

from tests.journeys.serving import beside_an_api, served
from tests.rooms.portal.fake_answers import FakeAnswers
from tests.rooms.portal.invented_archive import GRANTEE_TOKEN, HIDDEN_CODE

PAGES = (
    "/",
    "/?q=防疫",
    "/?q=渔业&cursor=20",
    "/units/0023-001-0045-003",
    "/units/0023-001-0045-003/pages/1?q=种痘",
    "/units/0131",
    "/facets/fonds?q=防疫&facet_q=县",
    "/facets/nothing",
    "/themes",
    "/themes/fangyi",
    "/about",
    "/signin",
    "/units/nowhere",
    "/?strange=1",
)


@pytest.fixture(scope="module")
def answers() -> FakeAnswers:
    return FakeAnswers()


@pytest.fixture(scope="module")
def origin(answers: FakeAnswers) -> Iterator[str]:
    with served(beside_an_api(answers)) as address:
        yield address


@pytest.fixture
def client(origin: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=origin) as asking:
        yield asking


@pytest.fixture
def at_the_form(client: httpx.Client) -> httpx.Client:
    """Somebody who has the sign-in form before him."""
    assert client.get("/signin").status_code == 200
    return client


@pytest.fixture
def grantee(at_the_form: httpx.Client) -> httpx.Client:
    assert at_the_form.post("/signin", data={"token": GRANTEE_TOKEN, "next": "/"}).status_code == 303
    return at_the_form


@pytest.mark.parametrize("path", [path for path in PAGES if path != "/signin"])
def test_an_anonymous_page_is_the_same_twice_and_may_be_asked_for_again_by_its_tag(client, path):
    first, second = client.get(path), client.get(path)
    assert first.content == second.content
    assert first.headers["cache-control"] == "no-cache"
    assert first.headers["etag"] == second.headers["etag"]
    assert {part.strip() for part in first.headers["vary"].split(",")} == {
        "Authorization",
        "Cookie",
        "Accept-Language",
    }
    again = client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == (304 if first.status_code == 200 else first.status_code)
    assert "set-cookie" not in first.headers


def test_the_sign_in_form_is_the_same_for_everybody_and_kept_nowhere(client, origin):
    first, again = client.get("/signin"), httpx.get(f"{origin}/signin")
    assert first.content == again.content
    assert first.headers["cache-control"] == "no-store"
    assert first.headers["set-cookie"] == again.headers["set-cookie"]
    parts = {part.strip() for part in first.headers["set-cookie"].split(";")}
    assert {"lantai_form=1", "HttpOnly", "Path=/signin", "SameSite=strict"} == parts


@pytest.mark.parametrize("path", PAGES)
def test_a_page_of_somebody_named_is_kept_nowhere(grantee, path):
    reply = grantee.get(path)
    assert reply.headers["cache-control"] == "no-store"
    assert "etag" not in reply.headers
    assert "已登录：陈读者" in reply.text


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_nothing_of_other_sites_and_holds_no_script_or_style_of_its_own(client, path):
    reply = client.get(path)
    policy = reply.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    # The name space of a drawing is no address that is asked.
    assert not re.search(r"""(?:src|href|action)=["'](?:https?:)?//""", reply.text)
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", reply.text)


def test_the_policy_stands_on_every_kind_of_answer(client):
    for path in ("/static/lantai.css", "/static/nothing", "/nowhere", "/language?lang=en"):
        assert "content-security-policy" in client.get(path).headers, path


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_hidden_answers_as_what_was_never_there(client, language):
    absent = HIDDEN_CODE.replace("009", "010")
    for path in (
        "/units/{}",
        "/units/{}/pages/1",
        "/units/{}/pages/1?q=人事",
        "/units/{}/pages/" + "9" * 5000,
    ):
        replies = [
            client.get(path.format(code), params=None, headers={"Cookie": f"lantai_language={language}"})
            for code in (HIDDEN_CODE, absent)
        ]
        # The page repeats the address that was asked for, nothing else differs.
        bodies = [
            reply.text.replace(code, "CODE")
            for reply, code in zip(replies, (HIDDEN_CODE, absent), strict=True)
        ]
        assert [reply.status_code for reply in replies] == [404, 404]
        assert bodies[0] == bodies[1]
        assert {k for k in replies[0].headers if k not in {"date", "etag", "content-length"}} == {
            k for k in replies[1].headers if k not in {"date", "etag", "content-length"}
        }


def test_unknown_and_empty_tokens_get_the_same_letter(at_the_form):
    client = at_the_form
    bodies = [client.post("/signin", data={"token": token}).text for token in ("wrong", "凭证", "")]
    replies = [client.post("/signin", data={"token": token}).status_code for token in ("wrong", "")]
    assert replies == [401, 401]
    assert len(set(bodies)) == 1
    assert "凭证无效" in bodies[0]


def test_a_token_that_has_ended_says_so_and_lets_one_go_on_without_it(client):
    reply = client.get("/", headers={"Cookie": "lantai_token=ended"})
    assert reply.status_code == 401
    assert reply.headers["www-authenticate"] == "Bearer"
    assert 'action="/signout"' in reply.text
    assert client.get("/signin", headers={"Cookie": "lantai_token=ended"}).status_code == 200


def test_signing_in_keeps_the_token_from_scripts_and_other_sites(at_the_form):
    reply = at_the_form.post("/signin", data={"token": GRANTEE_TOKEN, "next": "/themes"})
    assert reply.status_code == 303
    assert reply.headers["location"] == "/themes"
    cookie = reply.headers["set-cookie"]
    assert cookie.startswith(f"lantai_token={GRANTEE_TOKEN};")
    assert {"HttpOnly", "Path=/", "SameSite=strict"} <= {part.strip() for part in cookie.split(";")}
    assert "expires" not in cookie.lower()


def test_over_https_the_token_travels_over_https_alone():
    import asyncio

    async def signed_in():
        transport = httpx.ASGITransport(app=beside_an_api(FakeAnswers()))
        async with httpx.AsyncClient(transport=transport, base_url="https://archive.example") as asking:
            form = await asking.get("/signin")
            assert "Secure" in form.headers["set-cookie"]
            return await asking.post("/signin", data={"token": GRANTEE_TOKEN})

    assert "Secure" in asyncio.run(signed_in()).headers["set-cookie"]


def test_signing_in_leads_to_no_other_site(at_the_form):
    reply = at_the_form.post("/signin", data={"token": GRANTEE_TOKEN, "next": "//example.org/"})
    assert reply.headers["location"] == "/"


#: What browsers send with a form that a page of another site posts. The cookies of this site, which are
#: SameSite=Strict, do not come with it, but from another port of the same name they do.
FORGED = (
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://attacker.test"},
    {"Sec-Fetch-Site": "same-site", "Origin": "http://other.archive.test"},
    {"Origin": "http://attacker.test"},
    {"Origin": "null"},
    {"Origin": "http://127.0.0.1:1"},
    {"Origin": "http://"},
    {"Origin": "http://[bad"},
    {"Origin": ""},
)


@pytest.mark.parametrize("path", ["/signin", "/signout"])
@pytest.mark.parametrize("sent", FORGED)
def test_no_other_site_signs_a_reader_in_or_out(grantee, path, sent):
    reply = grantee.post(path, data={"token": GRANTEE_TOKEN}, headers=sent)
    assert reply.status_code == 403
    assert "set-cookie" not in reply.headers
    assert "已登录：陈读者" in grantee.get("/").text


@pytest.mark.parametrize("path", ["/signin", "/signout"])
def test_where_a_browser_says_nothing_of_the_sender_the_form_has_to_come_from_a_page_of_this_site(
    client, path
):
    reply = client.post(path, data={"token": GRANTEE_TOKEN})
    assert reply.status_code == 403
    assert "set-cookie" not in reply.headers


@pytest.mark.parametrize(
    "sent",
    [
        {"Sec-Fetch-Site": "same-origin", "Origin": "https://archive.test"},
        {"Origin": "http://archive.test:8000", "Host": "archive.test:8000"},
        {"Origin": "https://Archive.test", "Host": "archive.test"},
        # Behind a proxy that puts its own name in the place of Host.
        {"Origin": "https://archive.test", "X-Forwarded-Host": "archive.test, inner"},
    ],
)
def test_the_form_of_this_site_signs_in_and_out_by_whatever_name_it_is_known(client, sent):
    reply = client.post("/signin", data={"token": GRANTEE_TOKEN}, headers=sent)
    assert reply.status_code == 303 and "lantai_token=" in reply.headers["set-cookie"]
    reply = client.post("/signout", headers=sent)
    assert reply.status_code == 303 and "Max-Age=0" in reply.headers["set-cookie"]


def test_after_a_wrong_token_the_form_on_the_letter_signs_in(client):
    wrong = client.get("/", headers={"Cookie": "lantai_token=ended"})
    assert wrong.status_code == 401 and "lantai_form=1" in wrong.headers["set-cookie"]
    assert client.post("/signin", data={"token": "wrong"}).status_code == 401
    assert client.post("/signin", data={"token": GRANTEE_TOKEN}).status_code == 303


MANY = "&".join(f"field{at}=x" for at in range(25)) + f"&token={GRANTEE_TOKEN}"


@pytest.mark.parametrize(
    ("body", "kind", "status", "said"),
    [
        (MANY, "application/x-www-form-urlencoded", 400, "字段太多"),
        ("token=" + "x" * 9_000, "application/x-www-form-urlencoded; charset=utf-8", 413, "没有读取"),
        ("&" * 8_000, "application/x-www-form-urlencoded", 400, "字段太多"),
        ("--x\r\n\r\n--x--", "multipart/form-data; boundary=x", 415, "Authorization"),
        ('{"token": "x"}', "application/json", 415, "Authorization"),
        ("--x" * 1_000_000, "multipart/form-data; boundary=x", 415, "Authorization"),
    ],
)
def test_a_form_that_is_none_of_this_site_s_gets_a_page_that_says_so(at_the_form, body, kind, status, said):
    reply = at_the_form.post("/signin", content=body, headers={"Content-Type": kind})
    assert reply.status_code == status
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert said in reply.text and "没有登录" in reply.text
    assert "lantai_token" not in reply.headers.get("set-cookie", "")
    assert "content-security-policy" in reply.headers


def test_a_form_that_does_not_tell_its_length_is_read_up_to_the_limit(at_the_form):
    pieces = (b"token=" + b"x" * 1_000 for _ in range(1_000))
    reply = at_the_form.post(
        "/signin", content=pieces, headers={"Content-Type": "application/x-www-form-urlencoded"}
    )
    assert reply.status_code == 413


def test_signing_out_takes_the_token_away(grantee):
    reply = grantee.post("/signout")
    assert reply.status_code == 303
    assert grantee.cookies.get("lantai_token") in (None, "")
    assert "已登录" not in grantee.get("/").text


def test_a_grantee_reads_what_was_granted_and_nobody_else_does(client):
    path = "/units/0023-001-0052-001"
    face = client.get(path)
    assert "向闽海县档案馆提出利用申请" in face.text
    assert "受賑戶姓名" not in face.text
    assert client.get(f"{path}/pages/1").status_code == 404
    named = {"Authorization": f"Bearer {GRANTEE_TOKEN}"}
    assert "受賑戶姓名" in client.get(path, headers=named).text
    assert "林阿水" in client.get(f"{path}/pages/1", headers=named).text


def test_a_header_of_another_scheme_is_refused_though_a_cookie_is_valid(grantee):
    refused = grantee.get("/units/0023-001-0052-001", headers={"Authorization": "Basic abc"})
    assert refused.status_code == 401, "the API says the same"
    assert "Basic" in refused.text and "这个凭证不存在" not in refused.text
    assert grantee.get("/units/0023-001-0052-001").status_code == 200


def test_the_language_is_chosen_by_address_or_kept_in_a_cookie(client):
    assert '<html lang="zh-Hans">' in client.get("/").text
    english = client.get("/?lang=en")
    assert '<html lang="en">' in english.text
    assert english.headers["content-language"] == "en"
    chosen = client.get("/language?lang=en&next=/?q=防疫")
    assert chosen.status_code == 303
    assert chosen.headers["location"].startswith("/?q=")
    assert '<html lang="en">' in client.get("/themes").text
    assert '<html lang="zh-Hans">' in client.get("/themes?lang=zh").text
    assert '<html lang="zh-Hans">' in client.get("/themes?lang=tlh", headers={"Cookie": ""}).text


def test_a_question_that_is_not_understood_gets_the_letter_of_the_api(client):
    reply = client.get("/?q=防疫&from=去年")
    assert reply.status_code == 400
    assert "日期请写 YYYY" in reply.text
    assert 'value="防疫"' in reply.text, "the question is not lost"


@pytest.mark.parametrize(
    "added",
    [
        "from=timeline&isappinstalled=0",
        "from=singlemessage",
        "utm_source=x&utm_medium=y",
        "scene=1&clicktime=1",
        "x",
    ],
)
def test_what_those_who_count_clicks_add_to_an_address_asks_nothing(client, added):
    plain = client.get("/?q=防疫&from=1934&to=1936")
    for address in (f"/?q=防疫&from=1934&to=1936&{added}", f"/?{added}&q=防疫&from=1934&to=1936"):
        reply = client.get(address)
        assert reply.status_code == 200, address
        found = re.findall('href="(/units/[^"]+)"', reply.text)
        assert found == re.findall('href="(/units/[^"]+)"', plain.text)
        # Links go on without it.
        assert not re.search('href="/[?][^"]*(?:timeline|utm_|scene)', reply.text)


def test_several_values_of_a_filter_have_a_chip_each(client):
    whole = client.get("/?size=100").text
    fonds = sorted(set(re.findall(r'fonds=([^&"]+)', whole)))
    assert len(fonds) > 1
    text = client.get(f"/?fonds={fonds[0]}&fonds={fonds[1]}&size=100").text
    assert (
        f'href="/?fonds={fonds[0]}&amp;size=100"' in text
        and f'href="/?fonds={fonds[1]}&amp;size=100"' in text
    )
    assert text.count('type="hidden" name="fonds"') >= 2


def test_an_index_that_is_behind_says_when_to_come_back(client, answers):
    answers.broken = True
    try:
        reply = client.get("/")
        assert client.get("/about").status_code == 200
    finally:
        answers.broken = False
    assert reply.status_code == 503
    assert reply.headers["retry-after"] == "60"
    assert "一分钟后再试" in reply.text


def test_a_mistake_of_the_program_is_a_letter_and_tells_nothing_of_the_inside(client, answers, caplog):
    answers.crash = True
    try:
        reply = client.get("/?q=x")
    finally:
        answers.crash = False
    assert reply.status_code == 500
    assert "出了差错" in reply.text
    assert "secret" not in reply.text
    assert "Traceback" not in reply.text


def test_a_wrong_method_is_refused_with_what_is_allowed(client):
    for method, path, allowed in (
        ("POST", "/about", "GET, HEAD, OPTIONS"),
        ("POST", "/units/0131", "GET, HEAD, OPTIONS"),
        ("DELETE", "/signin", "GET, HEAD, OPTIONS, POST"),
        ("PUT", "/signout", "OPTIONS, POST"),
        ("GET", "/signout", "OPTIONS, POST"),
        ("POST", "/static/lantai.css", "GET, HEAD, OPTIONS"),
    ):
        reply = client.request(method, path)
        assert (reply.status_code, reply.headers["allow"]) == (405, allowed)


@pytest.mark.parametrize(
    "question",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "{{ 7*7 }}",
        "'\u202e\u0000\ud7ff",
        "😀𠀀",
        "a" * 20_000,
        "%ED%A0%80",
    ],
)
def test_whatever_is_typed_stays_text(client, question):
    for path in ("/", "/units/0023", "/units/0023-001-0045-003/pages/1"):
        reply = client.get(path, params={"q": question})
        assert reply.status_code == 200
        assert "<script>" not in reply.text
        assert "<img src=x" not in reply.text
        assert not re.search(r"\b49\b", reply.text)


def test_bytes_that_are_no_text_get_an_answer(client):
    assert client.get("/?q=%ED%A0%80%FF").status_code == 200
    assert client.get("/units/%FF%FE").status_code == 404
    client.get("/signin")
    assert client.post("/signin", content=b"token=%ff\xff").status_code == 401


def test_styles_are_kept_for_long_by_an_address_that_names_their_content(client):
    (address,) = re.findall(r'href="(/static/lantai\.css\?v=[0-9a-f]+)"', client.get("/").text)
    reply = client.get(address)
    assert "immutable" in reply.headers["cache-control"]
    assert reply.headers["content-type"].startswith("text/css")
    assert client.get("/static/lantai.css").headers["cache-control"] == "no-cache"
    assert client.get("/static/..%2Frendering.py").status_code == 404


def test_the_way_back_keeps_a_code_of_any_characters(client):
    text = client.get("/units/%E9%97%BD%3F%25-1?q=a%26b&lang=en").text
    (back,) = re.findall(r'href="/signin\?next=([^"]+)"', text)
    assert unquote(back) == "/units/%E9%97%BD%3F%25-1?q=a%26b"


def test_robots_may_read_records_and_not_every_search(client):
    rules = client.get("/robots.txt").text.splitlines()
    assert "Allow: /" in rules
    assert "Disallow: /*?" in rules
    assert client.get("/favicon.ico").headers["content-type"] == "image/svg+xml"


def test_a_unit_shows_its_place_and_only_a_code_for_what_may_not_be_seen(client):
    text = client.get("/units/0023-001-0052-001?lang=en").text
    assert '<a href="/units/0023-001" lang="zh-Hant">閩海縣政府總務類檔案</a>' in text
    # What is below a level can be seen though the level itself cannot: only its code is shown, and leads there.
    assert '<a href="/units/0023-001-0052" class="code">0023-001-0052</a>' in text
    assert "<dt>Author</dt>" in text


def test_children_page_on_by_links(client):
    first = client.get("/units/0131").text
    (following,) = re.findall(r'rel="next" href="([^"]+children=[^"]+)"', first)
    second = client.get(following.replace("&amp;", "&")).text
    codes = [re.findall(r'<li><a href="/units/(0131-[^"?]+)"', text) for text in (first, second)]
    assert len(codes[0]) == 50
    assert codes[1]
    assert not set(codes[0]) & set(codes[1])


def test_an_empty_page_advises_no_filter_to_take_away_where_there_is_none(client):
    plain = client.get("/", params={"q": "没有的词啊"}).text
    assert "没有找到相符的档案" in plain and "可以试试：少用几个词，换一种说法。" in plain
    assert "去掉限定条件" not in plain and "改在“全部”" not in plain
    narrowed = client.get(
        "/", params={"q": "没有的词啊", "scope": "catalogue", "from": "1960", "lang": "en"}
    ).text
    assert "Try fewer words, another wording, fewer filters, a search in “All”." in narrowed


def test_both_languages_say_by_whose_rules_records_are_shared(client):
    assert "本馆按共享规定" in client.get("/about").text
    english = client.get("/about", params={"lang": "en"}).text
    assert "under its rules of sharing" in english and "province" not in english
