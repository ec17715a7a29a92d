"""Pages drawn for a reader: upright, never larger than scanned; what is hostile costs its own picture only."""

from __future__ import annotations

import contextlib
import io
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from holdings.media import studio as studio_module
from holdings.media.drawing import draw, full_size
from holdings.media.drawn import NoPictureError
from holdings.media.images import image_page, image_size, small_image
from holdings.media.kinds import HEAD, MediaKind, kind_of
from holdings.media.letters import MediaError
from holdings.media.limits import MediaLimits
from holdings.media.studio import Studio, StudioBusyError
from tests.material.documents import placed
from tests.shared import shared

SAMPLES = Path(__file__).resolve().parents[3] / "samples"


def picture(jpeg: bytes) -> Image.Image:
    return Image.open(io.BytesIO(jpeg))


def quarters(width: int = 600, height: int = 400) -> Image.Image:
    """A sheet whose four quarters can be told apart."""
    sheet = Image.new("RGB", (width, height), "white")
    for at, colour in enumerate(("red", "green", "blue", "black")):
        sheet.paste(
            colour,
            (
                (at % 2) * width // 2,
                (at // 2) * height // 2,
                *(((at % 2) + 1) * width // 2, ((at // 2) + 1) * height // 2),
            ),
        )
    return sheet


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("form", ["JPEG", "TIFF", "PNG"])
def test_a_turned_scan_is_drawn_as_it_was_recognised(tmp_path: Path, orientation: int, form: str):
    path = tmp_path / "scan"
    exif = Image.Exif()
    exif[0x0112] = orientation
    quarters().save(path, form, exif=exif)
    whole = image_page(path, 0)
    assert image_size(path, 0) == (whole.shape[1], whole.shape[0])
    small = small_image(path, 0, whole.shape[1] // 2)
    assert abs(small.shape[1] - whole.shape[1] // 2) <= 1
    expected = np.asarray(Image.fromarray(whole).resize((small.shape[1], small.shape[0])), dtype=int)
    # But for the seams between the quarters.
    assert np.mean(np.abs(small.astype(int) - expected) > 60) < 0.05


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "CMYK", "I;16", "LA"])
def test_every_kind_of_pixels_is_drawn(tmp_path: Path, mode: str):
    path = tmp_path / "scan.tif"
    made = Image.new("I;16", (300, 200), 40_000) if mode == "I;16" else quarters(300, 200).convert(mode)
    made.save(path, "TIFF")
    drawing = draw(path, MediaKind.TIFF, 0, 100)
    assert (drawing.width, drawing.height) == picture(drawing.jpeg).size == (100, 67)


def test_a_scan_is_never_drawn_wider_than_it_is_and_a_document_as_wide_as_asked(tmp_path: Path):
    path = tmp_path / "scan.png"
    quarters().save(path)
    assert draw(path, MediaKind.PNG, 0, 4000).width == 600
    pdf = SAMPLES / "海光中学移交" / "电子" / "2006-0011.pdf"
    assert full_size(pdf, MediaKind.PDF, 0) == (2480, 3508)
    drawing = draw(pdf, MediaKind.PDF, 0, 1200)
    assert abs(drawing.width - 1200) <= 1
    assert drawing.height == pytest.approx(1200 * 3508 / 2480, abs=2)


def test_a_page_without_colour_is_sent_in_greys():
    pdf = SAMPLES / "海光中学移交" / "电子" / "2006-0011.pdf"
    assert picture(draw(pdf, MediaKind.PDF, 1, 400).jpeg).mode == "L"
    seal = SAMPLES / "卫生民政移交" / "数字化" / "1952-0003.jpg"
    assert picture(draw(seal, MediaKind.JPEG, 0, 400).jpeg).mode == "RGB"


def test_a_page_of_strange_proportions_stays_within_bounds(tmp_path: Path):
    path = tmp_path / "strip.png"
    Image.new("L", (40, 60_000), 255).save(path)
    drawing = draw(path, MediaKind.PNG, 0, 4000)
    assert drawing.height <= 16_000
    assert drawing.width >= 1


@pytest.mark.parametrize(
    ("name", "at", "drawn"),
    [
        ("自带字形.ofd", 1, True),  # carries its fonts
        ("一行.ofd", 0, False),  # text in fonts of the reader's machine
        ("两栏.ofd", 0, False),
    ],
)
def test_an_ofd_is_drawn_where_the_drawing_says_all(tmp_path: Path, name: str, at: int, drawn: bool):
    path = placed(tmp_path, name)
    if drawn:
        assert picture(draw(path, MediaKind.OFD, at, 400).jpeg).width in range(398, 402)
    else:
        with pytest.raises(NoPictureError):
            draw(path, MediaKind.OFD, at, 400)


@pytest.mark.shared("OFD by other writers are drawn where the drawing says all")
@pytest.mark.parametrize(
    ("name", "drawn"),
    [
        ("文字横向-数科.ofd", True),  # carries its fonts
        ("ano.ofd", True),
        ("y.ofd", False),  # pictures, and text in fonts that are not there
        ("拿来主义_page6.ofd", False),  # text in fonts of the reader's machine
        ("helloworld.ofd", False),
    ],
)
def test_a_shared_ofd_is_drawn_where_the_drawing_says_all(name: str, drawn: bool):
    path = shared("formats", name)
    if drawn:
        assert picture(draw(path, MediaKind.OFD, 0, 400).jpeg).width in range(398, 402)
    else:
        with pytest.raises(NoPictureError):
            draw(path, MediaKind.OFD, 0, 400)


def test_text_that_flows_has_no_picture(tmp_path: Path):
    with pytest.raises(NoPictureError):
        full_size(tmp_path / "a.txt", MediaKind.TEXT, 0)


# ------------------------------------------------------------------------------------------------ the studio


@pytest.fixture(scope="module")
def shop():
    with Studio(workers=2) as opened:
        yield opened


def test_the_studio_draws_what_is_drawn_without_it(shop: Studio, tmp_path: Path):
    path = tmp_path / "scan.png"
    quarters().save(path)
    assert shop.full_size(path, MediaKind.PNG, 0, "甲.png") == (600, 400)
    assert shop.draw(path, MediaKind.PNG, 0, 200, "甲.png") == draw(path, MediaKind.PNG, 0, 200)


def test_what_is_broken_is_called_by_its_own_name(shop: Studio, tmp_path: Path):
    path = tmp_path / ("ab" * 32)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 50)
    with pytest.raises(MediaError) as refused:
        shop.draw(path, MediaKind.PNG, 0, 200, "布告.png")
    assert "布告.png" in refused.value.letter.zh
    assert path.name not in str(refused.value)
    with pytest.raises(NoPictureError):
        shop.full_size(path, MediaKind.TEXT, 0, "布告.txt")
    quarters().save(tmp_path / "good.png")
    assert shop.full_size(tmp_path / "good.png", MediaKind.PNG, 0, "good.png") == (600, 400)


def test_damaged_files_of_every_kind_leave_the_studio_at_work(shop: Studio, tmp_path: Path):
    chance = np.random.default_rng(5)
    sources = [
        SAMPLES / "闽海港务局" / "扫描件" / "1957-001-003.tif",
        SAMPLES / "闽海港务局" / "扫描件" / "1954-002-006.pdf",
        SAMPLES / "卫生民政移交" / "数字化" / "1952-0003.jpg",
        placed(tmp_path, "自带字形.ofd"),
    ]
    drawn = 0
    for source in sources:
        whole = source.read_bytes()
        kind = kind_of(whole[:HEAD], source.name)
        for at in range(6):
            damaged = bytearray(whole[: int(len(whole) * (0.3 + 0.14 * at))])
            for place in chance.integers(0, len(damaged), 30):
                damaged[place] = int(chance.integers(0, 256))
            path = tmp_path / f"{at}{source.suffix}"
            path.write_bytes(bytes(damaged))
            with contextlib.suppress(MediaError, NoPictureError):
                drawn += bool(shop.draw(path, kind, 0, 400, source.name).jpeg)
    assert drawn < 24
    assert shop.full_size(sources[0], MediaKind.TIFF, 1, "a.tif") == (1090, 900)


def _wrong(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """The studio's processes run `code` before they draw; `m` is the painter's module there."""
    boot = studio_module._BOOT.replace(
        "from holdings.media.painter import serve;",
        ("import holdings.media.painter as m; from holdings.media.painter import serve; " + code),
    )
    monkeypatch.setattr(studio_module, "_BOOT", boot)


def test_a_page_that_hangs_is_ended_and_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    _wrong(monkeypatch, "import time; m.draw = lambda *a: time.sleep(600);")
    quarters().save(tmp_path / "a.png")
    with Studio(workers=1, seconds=1.0) as opened:
        with pytest.raises(MediaError) as refused:
            opened.draw(tmp_path / "a.png", MediaKind.PNG, 0, 200, "a.png")
        assert "1 秒" in refused.value.letter.zh
        # The next asking has a process of its own.
        assert opened.full_size(tmp_path / "a.png", MediaKind.PNG, 0, "a.png") == (600, 400)


def test_a_page_that_crashes_its_reader_costs_itself_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    _wrong(monkeypatch, "import os; m.draw = lambda *a: os.abort();")
    quarters().save(tmp_path / "a.png")
    with Studio(workers=1) as opened:
        for _ in range(2):
            with pytest.raises(MediaError) as refused:
                opened.draw(tmp_path / "a.png", MediaKind.PNG, 0, 200, "a.png")
            assert "退出" in refused.value.letter.zh
        assert opened.full_size(tmp_path / "a.png", MediaKind.PNG, 0, "a.png") == (600, 400)


def test_a_page_that_eats_memory_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    _wrong(monkeypatch, "m.draw = lambda *a: bytearray(1 << 31);")
    quarters().save(tmp_path / "a.png")
    with Studio(workers=1, memory=256 << 20) as opened:
        with pytest.raises(MediaError):
            opened.draw(tmp_path / "a.png", MediaKind.PNG, 0, 200, "a.png")
        assert opened.full_size(tmp_path / "a.png", MediaKind.PNG, 0, "a.png") == (600, 400)


def test_who_waits_too_long_is_told_to_come_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    _wrong(monkeypatch, "import time; m.draw = lambda *a: time.sleep(600);")
    quarters().save(tmp_path / "a.png")
    with Studio(workers=1, seconds=4.0, patience=0.2) as opened:
        first = threading.Thread(target=_ignored, args=(opened, tmp_path / "a.png"))
        first.start()
        time.sleep(0.3)
        with pytest.raises(StudioBusyError):
            opened.full_size(tmp_path / "a.png", MediaKind.PNG, 0, "a.png")
        first.join()


def _ignored(opened: Studio, path: Path) -> None:
    with pytest.raises(MediaError):
        opened.draw(path, MediaKind.PNG, 0, 200, "a.png")


def test_limits_that_are_set_hold_for_drawing_too(tmp_path: Path):
    quarters().save(tmp_path / "a.png")
    with Studio(workers=1, limits=MediaLimits(pixels=600 * 400 - 1)) as opened:
        for asked in (
            lambda: opened.full_size(tmp_path / "a.png", MediaKind.PNG, 0, "布告.png"),
            lambda: opened.draw(tmp_path / "a.png", MediaKind.PNG, 0, 200, "布告.png"),
        ):
            with pytest.raises(MediaError) as refused:
                asked()
            assert "布告.png" in refused.value.letter.zh


def test_no_process_is_left_behind(tmp_path: Path):
    quarters().save(tmp_path / "a.png")
    with Studio(workers=1) as opened:
        opened.full_size(tmp_path / "a.png", MediaKind.PNG, 0, "a.png")
        (painter,) = opened._idle
    assert not painter.alive()
