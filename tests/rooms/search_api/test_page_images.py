"""Images, ALTO and plain text of pages: right for those who may see the page, absent for all others."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import pytest
from PIL import Image

from analyzers.chains import make_analyzer
from holdings.identity import UnitIdentity
from holdings.media.studio import Studio
from holdings.objects import FolderObjects
from holdings.store import homes, objects, units
from indexer.plant import Plant
from search_api.answering import Answering
from search_api.http import ROOT, api_app
from search_api.page_images import WIDTHS, PagePlace, StudioPictures
from search_api.pages import seen_page
from search_api.problems import ProblemError
from sharing.access import ANONYMOUS, Role
from sharing.changes import change_class
from sharing.classes import SharingClass
from sharing.grants import NamedReader, new_token
from sharing.store import add_grant, add_reader
from tests.homes import CLOCK, make_plant, take, write_package
from tests.journeys.serving import served
from tests.rooms.holdings.alto_reading import NS, read_alto, text_of
from tests.rooms.search_api.test_routes import check_problem

SAMPLES = Path(__file__).resolve().parents[3] / "samples"
NOW = "2026-01-01T00:00:00+00:00"
LAYERS = ("/image", "/alto", "/text")


@dataclass(frozen=True)
class Scans:
    """A home of scans and documents, served.

    Attributes:
        plant: of the home.
        pictures: what draws its pages.
        client: asks it.
        tokens: of a reader with a grant on J101-3, and of staff.
    """

    plant: Plant
    pictures: StudioPictures
    client: httpx.Client
    tokens: dict[str, str]

    def get(self, path: str, name: str = "", **more) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.tokens[name]}"} if name else {}
        return self.client.get(f"{ROOT}/units/{path}", headers={**headers, **more.pop("headers", {})}, **more)


@pytest.fixture(scope="module")
def scans(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scans]:
    folder = tmp_path_factory.mktemp("scans")
    plant = make_plant(folder / "home")
    document = (SAMPLES / "海光中学移交" / "电子" / "2006-0011.pdf").read_bytes()
    files = {
        "scan.png": (SAMPLES / "閩海縣政府" / "掃描" / "0045-003.png").read_bytes(),
        "pages.tif": (SAMPLES / "闽海港务局" / "扫描件" / "1957-001-003.tif").read_bytes(),
        "open.pdf": document,
        "closed.pdf": document + b"\n",
        "hidden.pdf": document + b"\n\n",
        "broken.png": b"\x89PNG\r\n\x1a\n" + b"\0" * 60,
    }
    opened, closed, hidden = "无条件共享", "有条件共享", "暂不共享"
    rows = [
        {"档号": "J101-1", "题名": "布告", "共享类型": opened, "文件": "scan.png"},
        {"档号": "J101-2", "题名": "纪要", "共享类型": opened, "文件": "open.pdf"},
        {"档号": "J101-3", "题名": "名册", "共享类型": closed, "文件": "closed.pdf"},
        {"档号": "J101-4", "题名": "密件", "共享类型": hidden, "文件": "hidden.pdf"},
        {"档号": "J101-5", "题名": "两页", "共享类型": opened, "文件": "pages.tif"},
        {"档号": "J101-6", "题名": "残件", "共享类型": opened, "文件": "broken.png"},
        {"档号": "J101-7", "题名": "文本", "共享类型": opened, "text": "第一页 & <甲>\f第二页"},
    ]
    take(plant, write_package(folder / "package", rows, files))
    analyzer = make_analyzer("rjieba")
    tokens = {"grantee": new_token(), "staff": new_token()}
    with plant.store.writing() as connection:
        home = homes.fact(connection, "id")
        add_reader(connection, NamedReader("grantee", Role.READER, "", False), tokens["grantee"], NOW)
        add_reader(connection, NamedReader("staff", Role.STAFF, "", False), tokens["staff"], NOW)
        add_grant(connection, "grantee", "J101-3", dt.date(2027, 1, 1), "研究", NOW)
    pictures = StudioPictures(plant.objects, Studio())
    pinner = plant.generations.pinner(home, analyzer.fingerprint)
    answering = Answering(plant.store, pinner, analyzer, CLOCK, pictures)
    with served(api_app(answering)) as origin, httpx.Client(base_url=origin, timeout=60) as client:
        yield Scans(plant, pictures, client, tokens)
    pictures.close()
    plant.store.close()


def width_of(answer: httpx.Response) -> int:
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "image/jpeg"
    with Image.open(io.BytesIO(answer.content)) as image:
        image.load()
        return image.width


# ------------------------------------------------------------------------------------------------ images


def test_scans_documents_and_each_page_of_a_tiff_have_their_image(scans: Scans):
    assert width_of(scans.get("J101-1/pages/1/image")) == 1056  # as scanned: narrower than asked for
    assert abs(width_of(scans.get("J101-2/pages/2/image?width=800")) - 800) <= 1
    first, second = (scans.get(f"J101-5/pages/{number}/image") for number in (1, 2))
    assert width_of(first) == width_of(second) == 1090
    assert first.content != second.content


@pytest.mark.parametrize(
    ("asked", "drawn"),
    [("1", 200), ("200", 200), ("201", 400), ("1200", 1200), ("1201", 1600), ("999999999", 4000)],
)
def test_widths_are_rounded_up_to_a_step(scans: Scans, asked: str, drawn: int):
    assert abs(width_of(scans.get(f"J101-2/pages/1/image?width={asked}")) - drawn) <= 1
    assert drawn in WIDTHS


@pytest.mark.parametrize("asked", ["0", "-5", "x", "1.5", "٣", "9" * 30])
def test_a_width_that_is_none_is_a_problem_whatever_the_page(scans: Scans, asked: str):
    for code in ("J101-1", "J101-4", "J999"):
        answer = scans.get(f"{code}/pages/1/image", params={"width": asked})
        assert answer.status_code == 400
        assert "width" in check_problem(answer)["en"]
    assert scans.get("J101-1/pages/1/image?size=3").status_code == 400
    assert scans.get("J101-1/pages/1/text?q=a").status_code == 400


def test_a_page_with_text_alone_says_so(scans: Scans):
    answer = scans.get("J101-7/pages/1/image")
    assert answer.status_code == 404
    told = check_problem(answer)
    assert told["type"].endswith(":no-image")
    assert "文字" in told["zh"]
    assert scans.get("J101-7/pages/1").json()["image"] is None
    # And that is another answer than that of a page which is not there.
    assert check_problem(scans.get("J101-7/pages/9/image"))["type"].endswith(":not-found")


def test_a_broken_image_says_so_and_its_page_is_shown_all_the_same(scans: Scans):
    page = scans.get("J101-6")
    numbers = page.json()["page_numbers"]
    answer = scans.get("J101-6/pages/1/image")
    assert answer.status_code == 404
    if numbers:  # a page that could not be read is a page
        told = check_problem(answer)
        assert told["type"].endswith(":image-unreadable")
        assert "broken.png" in told["en"]
        shown = scans.get("J101-6/pages/1").json()
        assert shown["image"] is None
        assert shown["image_note"]["code"] == "image-unreadable"
    assert width_of(scans.get("J101-1/pages/1/image")) == 1056


def test_an_object_that_is_not_where_it_was_put_is_no_fault_and_names_no_digest(scans: Scans):
    with scans.plant.store.reading() as connection:
        unit = units.find(connection, UnitIdentity("", "J101-5"))
        assert unit is not None
        (held,) = objects.of_units(connection, [unit.row])[unit.row]
    path = scans.plant.objects.path(held.digest)
    away = path.with_suffix(".away")
    path.rename(away)
    try:
        answer = scans.get("J101-5/pages/1/image?width=200")
        assert answer.status_code == 404
        assert held.digest not in answer.text
        assert check_problem(answer)["type"].endswith(":image-unreadable")
    finally:
        away.rename(path)
    assert width_of(scans.get("J101-5/pages/1/image?width=200")) == 200


def test_anonymous_images_may_be_kept_and_asked_about_and_named_readers_keep_nothing(scans: Scans):
    first = scans.get("J101-1/pages/1/image?width=400")
    assert first.headers["cache-control"] == "no-cache"
    assert first.headers["vary"] == "Authorization, Cookie"
    assert first.headers["x-content-type-options"] == "nosniff"
    again = scans.get("J101-1/pages/1/image?width=400", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    for name in ("grantee", "staff"):
        named = scans.get(
            "J101-1/pages/1/image?width=400", name, headers={"If-None-Match": first.headers["etag"]}
        )
        assert named.status_code == 200
        assert named.content == first.content
        assert named.headers["cache-control"] == "no-store"
        assert "etag" not in named.headers


def test_a_picture_is_drawn_once_and_forgotten_within_its_bound(scans: Scans):
    with Studio(workers=1) as studio:
        drawn = []
        real = studio.draw

        def counting(*args):
            drawn.append(args)
            return real(*args)

        studio.draw = counting  # type: ignore[method-assign]
        pictures = StudioPictures(scans.plant.objects, studio, most_bytes=120_000)
        with scans.plant.store.reading() as connection:
            unit = units.find(connection, UnitIdentity("", "J101-2"))
            assert unit is not None
            (held,) = objects.of_units(connection, [unit.row])[unit.row]
        place = PagePlace(held.digest, held.kind, 0, "a.pdf")
        small = pictures.jpeg(place, 400)
        assert pictures.jpeg(place, 400) is small
        assert len(drawn) == 1
        assert (
            len(pictures.jpeg(place, 1600)) > 120_000
        )  # larger than the whole bound: it pushes the other out
        assert pictures.jpeg(place, 400) == small
        assert len(drawn) == 3
        assert pictures._kept._bytes <= 120_000


# ------------------------------------------------------------------------------------------------ who sees them


def test_layers_of_what_may_not_be_seen_answer_as_those_of_what_is_not_there(scans: Scans):
    absent = scans.get("J999-1/pages/1/image")
    assert absent.status_code == 404
    for layer in LAYERS:
        for path, name in (
            ("J101-3/pages/1", ""),  # conditional: its face is open, its pages are not
            ("J101-4/pages/1", ""),
            ("J101-4/pages/1", "grantee"),
            ("J101-1/pages/2", ""),
            ("J101-1/pages/0", ""),
            ("J101-1/pages/x", ""),
            ("J101-4/pages/x", ""),
        ):
            answer = scans.get(path + layer, name)
            assert (answer.status_code, answer.content) == (404, absent.content), (path, layer, name)
            assert set(answer.headers) == set(absent.headers)


def test_a_grant_gives_the_layers_of_its_pages_and_taking_them_back_takes_them_at_once(scans: Scans):
    for layer in LAYERS:
        answer = scans.get(f"J101-3/pages/1{layer}", "grantee")
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-store"
        assert scans.get(f"J101-4/pages/1{layer}", "staff").status_code == 200
    with scans.plant.store.writing() as connection:
        unit = units.find(connection, UnitIdentity("", "J101-3"))
        assert unit is not None
        change_class(connection, unit, SharingClass.WITHHELD, "复审", NOW)
    try:
        # Drawn already, and kept in memory: the right to see it is asked of the store all the same.
        for layer in LAYERS:
            assert scans.get(f"J101-3/pages/1{layer}", "grantee").status_code == 404
            assert scans.get(f"J101-3/pages/1{layer}", "staff").status_code == 200
    finally:
        with scans.plant.store.writing() as connection:
            change_class(connection, unit, SharingClass.CONDITIONAL, "复审", NOW)


def test_unknown_tokens_see_no_layer(scans: Scans):
    for layer in LAYERS:
        answer = scans.client.get(
            f"{ROOT}/units/J101-1/pages/1{layer}", headers={"Authorization": "Bearer lt_nobody"}
        )
        assert answer.status_code == 401


# ------------------------------------------------------------------------------------------------ text and ALTO


def test_plain_text_is_the_page_s_text_and_nothing_else(scans: Scans):
    answer = scans.get("J101-7/pages/1/text")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.text == "第一页 & <甲>"
    assert answer.headers["etag"]


def test_alto_is_valid_and_says_what_the_page_says_where_it_says_it(scans: Scans):
    page = scans.get("J101-2/pages/1").json()
    answer = scans.get("J101-2/pages/1/alto")
    assert answer.headers["content-type"] == "application/xml; charset=utf-8"
    root = read_alto(answer.content)
    assert "".join(text_of(root).split()) == "".join(page["text"].split())
    told = root.find(".//a:Page", NS)
    assert (told.get("WIDTH"), told.get("HEIGHT")) == ("2480", "3508")
    assert root.find(".//a:fileName", NS).text == "open.pdf"
    marked = scans.get("J101-2/pages/1?q=学校").json()
    (start, _), box = marked["marks"][0], marked["places"][0][0]
    before = len("".join(page["text"][:start].split()))
    glyph = root.findall(".//a:Glyph", NS)[before]
    assert glyph.get("CONTENT") == page["text"][start]
    assert float(glyph.get("HPOS")) == pytest.approx(box[0] * 2480, abs=0.1)


def test_alto_of_a_page_without_an_image_has_text_without_places(scans: Scans):
    root = read_alto(scans.get("J101-7/pages/1/alto").content)
    assert text_of(root) == "第一页 & <甲>"
    assert root.find(".//a:Glyph", NS) is None


# ------------------------------------------------------------------------------------------------ hits


def test_each_mark_has_its_places_and_the_next_page_with_a_hit_is_named(scans: Scans):
    first = scans.get("J101-2/pages/1?q=学校").json()
    assert len(first["places"]) == len(first["marks"]) > 0
    assert all(0 <= side <= 1 for place in first["places"] for box in place for side in box)
    assert first["boxes"] == [box for place in first["places"] for box in place]
    assert first["image"] == {"width": 2480, "height": 3508, "widths": list(WIDTHS)}
    second = scans.get("J101-2/pages/2?q=学校").json()
    assert second["previous_hit"] == 1
    assert second["next_hit"] is None
    assert scans.get("J101-7/pages/1?q=第二页").json()["next_hit"] == 2
    assert scans.get("J101-7/pages/1").json()["next_hit"] is None


def test_a_picture_that_cannot_be_drawn_is_told_by_each_object_s_own_name(tmp_path):
    """Kept by the bytes, and told of the object that is asked for: whoever asked first is not heard of."""
    kept = FolderObjects(tmp_path / "objects")
    digest, _ = kept.keep(io.BytesIO(b"\x89PNG\r\n\x1a\n" + b"\0" * 60))
    pictures = StudioPictures(kept, Studio(workers=1))
    told = []
    try:
        for name in ("密-某甲精神病历.png", "公开.png", "通告.tif"):
            place = PagePlace(digest, "png", 0, name)
            for ask in (pictures.shape, lambda place: pictures.jpeg(place, 200)):
                with pytest.raises(ProblemError) as raised:
                    ask(place)
                letter = raised.value.letter
                assert name in letter.zh and name in letter.en
                told.append((letter.zh.replace(name, ""), letter.en.replace(name, "")))
                assert name == "密-某甲精神病历.png" or "某甲" not in str(letter)
    finally:
        pictures.close()
    assert len(set(told)) == 1


def test_a_picture_is_kept_by_what_its_bytes_are_taken_for(scans):
    """The same bytes may be of one kind by one name and of another by another."""
    found = first_page_of(scans, "J101-1")
    with pytest.raises(ProblemError):
        scans.pictures.shape(replace(found, kind="pdf"))
    assert scans.pictures.shape(found)["width"] > 0


def test_of_two_objects_with_the_same_bytes_each_page_is_of_its_own(tmp_path):
    plant = make_plant(tmp_path / "home")
    octets = (SAMPLES / "閩海縣政府" / "掃描" / "0045-003.png").read_bytes()
    row = {"档号": "J102-1", "题名": "两份", "共享类型": "无条件共享", "文件": "正本.png;副本.png"}
    take(plant, write_package(tmp_path / "移交", [row], {"正本.png": octets, "副本.png": octets}))
    with plant.store.reading() as connection:
        names = [seen_page(connection, ANONYMOUS, "J102-1", number).place.name for number in (1, 2)]
    plant.store.close()
    assert names == ["正本.png", "副本.png"]


def first_page_of(scans: Scans, code: str) -> PagePlace:
    """Where the first page of a unit lies."""
    with scans.plant.store.reading() as connection:
        return seen_page(connection, ANONYMOUS, code, 1).place
