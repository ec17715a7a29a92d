"""Images of every mode come out as upright RGB pages; damaged ones as letters."""

from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from holdings.media.images import image_page, image_pages
from holdings.media.kinds import IMAGE_KINDS, MediaKind, kind_of
from holdings.media.letters import MediaError
from holdings.media.limits import USUAL
from holdings.media.render import page_jpeg, page_png


def _sheet(width=60, height=40) -> Image.Image:
    """White, with a black upper left quarter."""
    sheet = Image.new("RGB", (width, height), "white")
    sheet.paste("black", (0, 0, width // 2, height // 2))
    return sheet


def _saved(path, image, form, **options):
    image.save(path, form, **options)
    return path


@pytest.mark.parametrize(
    ("form", "mode", "options", "kind"),
    [
        ("JPEG", "RGB", {}, MediaKind.JPEG),
        ("JPEG", "CMYK", {}, MediaKind.JPEG),
        ("JPEG", "L", {}, MediaKind.JPEG),
        ("PNG", "RGBA", {}, MediaKind.PNG),
        ("PNG", "P", {}, MediaKind.PNG),
        ("PNG", "1", {}, MediaKind.PNG),
        ("PNG", "LA", {}, MediaKind.PNG),
        ("TIFF", "1", {"compression": "group4"}, MediaKind.TIFF),
        ("TIFF", "CMYK", {}, MediaKind.TIFF),
        ("TIFF", "RGB", {"compression": "tiff_lzw"}, MediaKind.TIFF),
        ("TIFF", "RGB", {"compression": "jpeg"}, MediaKind.TIFF),
        ("WEBP", "RGB", {"lossless": True}, MediaKind.WEBP),
        ("JPEG2000", "RGB", {}, MediaKind.JP2),
        ("BMP", "RGB", {}, MediaKind.BMP),
        ("GIF", "P", {}, MediaKind.GIF),
    ],
)
def test_every_mode_and_form_becomes_rgb(tmp_path, form, mode, options, kind):
    path = _saved(tmp_path / "page.bin", _sheet().convert(mode), form, **options)
    assert kind_of(path.read_bytes()[:4096], "wrong.txt") is kind
    assert kind in IMAGE_KINDS
    pixels = image_page(path, 0)
    assert pixels.shape == (40, 60, 3)
    assert pixels.dtype == np.dtype(np.uint8)
    assert pixels[5, 5].max() < 60
    assert pixels[30, 50].min() > 200


def test_sixteen_bits_of_grey_keep_their_tones(tmp_path):
    tones = np.tile(np.linspace(0, 65535, 64).astype(np.uint16), (8, 1))
    pixels = image_page(_saved(tmp_path / "grey.png", Image.fromarray(tones), "PNG"), 0)
    assert pixels[0, 0, 0] == 0
    assert pixels[0, 63, 0] == 255
    assert abs(int(pixels[0, 32, 0]) - 129) <= 3


def test_what_is_transparent_is_paper(tmp_path):
    clear = Image.new("RGBA", (10, 10), (0, 0, 0, 0))
    assert image_page(_saved(tmp_path / "clear.png", clear, "PNG"), 0).min() == 255


def test_the_camera_s_mark_of_orientation_is_obeyed(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6  # turn a quarter clockwise to see it upright
    pixels = image_page(_saved(tmp_path / "photo.jpg", _sheet(), "JPEG", exif=exif), 0)
    assert pixels.shape == (60, 40, 3)
    assert pixels[5, 35].max() < 60
    assert pixels[5, 5].min() > 200


def test_pages_of_a_tiff_are_pages_and_frames_of_an_animation_are_not(tmp_path):
    sheets = [Image.new("RGB", (20, 20 + at), "white") for at in range(3)]
    path = tmp_path / "three.tif"
    sheets[0].save(path, "TIFF", save_all=True, append_images=sheets[1:])
    assert image_pages(path) == 3
    assert image_page(path, 2).shape == (22, 20, 3)
    with pytest.raises(MediaError, match="没有第 4 页"):
        image_page(path, 3)
    moving = tmp_path / "moving.gif"
    frames = [Image.new("P", (20, 20), colour) for colour in (0, 1)]
    frames[0].save(moving, "GIF", save_all=True, append_images=frames[1:])
    assert image_pages(moving) == 1
    with pytest.raises(MediaError):
        image_page(moving, 1)


@pytest.mark.parametrize("tag", [(254, 1), (254, 4), (255, 2)], ids=["reduced", "mask", "old reduced"])
def test_a_thumbnail_in_a_tiff_is_no_page(tmp_path, tag):
    sheets = [Image.new("L", (size, size), 255 - size) for size in (40, 10, 50)]
    sheets[1].encoderinfo = {"tiffinfo": {tag[0]: tag[1]}}
    path = tmp_path / "scan.tif"
    sheets[0].save(path, "TIFF", save_all=True, append_images=sheets[1:])
    with Image.open(path) as image:
        image.seek(1)
        assert image.getexif()[tag[0]] == tag[1]
    assert image_pages(path) == 2
    assert [image_page(path, at).shape[0] for at in range(2)] == [40, 50]
    with pytest.raises(MediaError, match="没有第 3 页"):
        image_page(path, 2)


def test_a_tiff_of_nothing_but_small_versions_has_them_as_pages(tmp_path):
    path = _saved(tmp_path / "small.tif", Image.new("L", (10, 10), 255), "TIFF", tiffinfo={254: 1})
    assert image_pages(path) == 1
    assert image_page(path, 0).shape == (10, 10, 3)


def test_an_image_that_needs_too_much_memory_is_not_said_to_be_damaged(tmp_path, monkeypatch):
    path = tmp_path / "图.png"
    Image.new("L", (20, 20)).save(path)

    def starve(*_words, **_more):
        raise MemoryError

    monkeypatch.setattr(Image.Image, "load", starve)
    with pytest.raises(MediaError, match="内存超过了上限") as caught:
        image_page(path, 0)
    assert "MemoryError" not in caught.value.letter.zh + caught.value.letter.en


def test_a_huge_image_is_refused_before_it_is_decoded(tmp_path):
    path = _saved(tmp_path / "bomb.png", Image.new("1", (20_000, USUAL.pixels // 20_000 + 1)), "PNG")
    with pytest.raises(MediaError, match="像素"):
        image_page(path, 0)


def test_slivers_open(tmp_path):
    path = _saved(tmp_path / "sliver.png", Image.new("L", (5000, 1), 255), "PNG")
    assert image_page(path, 0).shape == (1, 5000, 3)


@pytest.mark.parametrize("content", [b"", b"\xff\xd8\xff", b"II*\x00", b"\x89PNG\r\n\x1a\n", b"plain words"])
def test_broken_and_empty_ones_say_so(tmp_path, content):
    path = tmp_path / "坏图.jpg"
    path.write_bytes(content)
    for opened in (lambda: image_pages(path), lambda: image_page(path, 0)):
        with pytest.raises(MediaError) as refused:
            opened()
        assert "坏图.jpg" in refused.value.letter.zh


def test_a_missing_one_says_so(tmp_path):
    with pytest.raises(MediaError):
        image_page(tmp_path / "none.png", 0)


@given(
    form=st.sampled_from(["JPEG", "PNG", "TIFF", "WEBP", "GIF", "BMP", "JPEG2000"]),
    cut=st.floats(0.02, 1.0),
    flips=st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 255)), max_size=6),
)
@settings(max_examples=120, deadline=None)
def test_a_damaged_one_is_read_or_refused_but_never_crashes(tmp_path_factory, form, cut, flips):
    made = io.BytesIO()
    _sheet().save(made, form)
    content = bytearray(made.getvalue())
    for at, value in flips:
        content[at % len(content)] = value
    path = tmp_path_factory.getbasetemp() / "damaged.bin"
    path.write_bytes(bytes(content[: max(1, int(len(content) * cut))]))
    try:
        pixels = image_page(path, 0)
    except MediaError as refused:
        assert refused.letter.zh
    else:
        assert pixels.ndim == 3
        assert pixels.dtype == np.uint8


def test_a_page_image_has_the_width_asked_for_and_is_never_blown_up():
    page = np.full((300, 200, 3), 240, dtype=np.uint8)
    for make, form in ((page_png, "PNG"), (page_jpeg, "JPEG")):
        with Image.open(io.BytesIO(make(page, 100))) as smaller:
            assert (smaller.format, smaller.size) == (form, (100, 150))
        with Image.open(io.BytesIO(make(page, 9000))) as same:
            assert same.size == (200, 300)
        with Image.open(io.BytesIO(make(page, 0))) as least:
            assert least.width == 1


@pytest.mark.parametrize(
    ("head", "name", "kind"),
    [
        (b"%PDF-1.7", "a.jpg", MediaKind.PDF),
        (b"\xef\xbb\xbf\n\n%PDF-1.4", "a.txt", MediaKind.PDF),
        ("档案目录".encode(), "a.pdf", MediaKind.TEXT),
        ("档案目录".encode("gb18030"), "a.txt", MediaKind.TEXT),
        ("檔案目錄".encode("big5"), "a.txt", MediaKind.TEXT),
        ("档案目录".encode("utf-16"), "a.txt", MediaKind.TEXT),
        ("档案".encode() + "馆".encode()[:1], "a.txt", MediaKind.TEXT),
        (b"PK\x03\x04" + b"\0" * 26 + b"OFD.xml", "a.zip", MediaKind.OFD),
        (b"PK\x03\x04" + b"\0" * 26 + b"[Content_Types].xml", "a", MediaKind.OFFICE_XML),
        (b"PK\x03\x04rest", "a.zip", MediaKind.ZIP),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.doc", MediaKind.OFFICE_OLD),
        (b"{\\rtf1", "a.doc", MediaKind.RTF),
        (b"<!DOCTYPE html><html>", "a", MediaKind.HTML),
        (b"From: a\nSubject: b", "a.eml", MediaKind.MAIL),
        (b"", "a.pdf", MediaKind.UNKNOWN),
        (b"\x00\x01\x02\x03\x00\x00", "a.pdf", MediaKind.UNKNOWN),
    ],
)
def test_kinds_are_told_by_content(head, name, kind):
    assert kind_of(head, name) is kind
