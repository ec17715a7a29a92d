"""A pipe, a device or a socket in the place of a file is said at once; nobody waits for it."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from holdings.objects import FolderObjects, ObjectMissing
from holdings.plain_files import NotPlain, clear_for_writing, open_plain, read_plain


def pipe(path: Path) -> None:
    os.mkfifo(path)


def open_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(path))


def device(path: Path) -> None:
    path.symlink_to(os.devnull)


OTHERS = (pipe, open_socket, device, Path.mkdir)


@pytest.mark.parametrize("make", OTHERS)
def test_what_is_no_plain_file_is_not_opened(tmp_path, monkeypatch, make):
    monkeypatch.chdir(tmp_path)  # the name of a socket is short
    make(Path("x"))
    with pytest.raises(NotPlain, match="not a file"):
        open_plain(tmp_path / "x")
    with pytest.raises(NotPlain):
        read_plain(tmp_path / "x")


def test_a_file_is_read_and_a_link_to_one_too(tmp_path):
    (tmp_path / "文").write_bytes(b"abc")
    (tmp_path / "链").symlink_to("文")
    assert read_plain(tmp_path / "链") == b"abc"
    with pytest.raises(FileNotFoundError):
        open_plain(tmp_path / "无")


def test_what_stands_in_the_way_of_writing_goes_and_files_and_folders_stay(tmp_path):
    pipe(tmp_path / "管")
    (tmp_path / "文").write_bytes(b"abc")
    (tmp_path / "夹").mkdir()
    for name in ("管", "文", "夹", "无"):
        clear_for_writing(tmp_path / name)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["夹", "文"]


def test_a_pipe_in_the_place_of_an_object_is_no_object_and_the_object_can_be_kept_again(tmp_path):
    objects = FolderObjects(tmp_path / "objects")
    (tmp_path / "文").write_bytes(b"abc")
    with (tmp_path / "文").open("rb") as source:
        digest, _ = objects.keep(source)
    place = objects.path(digest)
    place.unlink()
    pipe(place)
    assert not objects.holds(digest)
    with pytest.raises(ObjectMissing):
        objects.path(digest)
    with (tmp_path / "文").open("rb") as source:
        assert objects.keep(source) == (digest, 3)
    assert b"".join(objects.pieces(digest)) == b"abc"
