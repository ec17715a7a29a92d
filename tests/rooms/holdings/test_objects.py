"""Digital objects: the same bytes come back by their digest, whole or not at all."""

from __future__ import annotations

import hashlib
import io
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdings.objects import FolderObjects, ObjectMissing


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "objects"


def keep(objects, content):
    return objects.keep(io.BytesIO(content))


def lying(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


@given(contents=st.lists(st.binary(max_size=5_000), max_size=5))
def test_what_is_kept_comes_back_by_its_digest(tmp_path_factory, contents):
    objects = FolderObjects(tmp_path_factory.mktemp("objects"))
    for content in contents:
        digest, size = keep(objects, content)
        assert (digest, size) == (hashlib.sha256(content).hexdigest(), len(content))
        assert objects.holds(digest) and objects.path(digest).read_bytes() == content


def test_more_than_one_piece_comes_back_whole(folder):
    content = os.urandom((1 << 20) * 2 + 7)
    digest, size = keep(FolderObjects(folder), content)
    assert size == len(content) and FolderObjects(folder).path(digest).read_bytes() == content


def test_the_same_bytes_twice_change_nothing(folder):
    objects = FolderObjects(folder)
    first = keep(objects, b"archive")
    before = objects.path(first[0]).stat()
    assert keep(objects, b"archive") == first
    after = objects.path(first[0]).stat()
    assert (before.st_mtime_ns, before.st_ino) == (after.st_mtime_ns, after.st_ino)
    assert lying(folder) == [first[0]]


def test_what_is_missing_is_a_letter_that_says_what_to_do(folder):
    objects = FolderObjects(folder)
    digest = hashlib.sha256(b"never").hexdigest()
    assert not objects.holds(digest)
    with pytest.raises(ObjectMissing) as told:
        objects.path(digest)
    assert digest in told.value.letter.zh and "lantai check" in told.value.letter.zh
    assert digest in told.value.letter.en and "lantai check" in told.value.letter.en


def test_what_was_erased_is_gone_and_erasing_it_again_is_fine(folder):
    objects = FolderObjects(folder)
    digest, _ = keep(objects, b"secret")
    objects.erase(digest)
    objects.erase(digest)
    assert not objects.holds(digest) and lying(folder) == []


class Torn(io.BytesIO):
    """A source that breaks off after its first piece."""

    def read(self, size=-1):
        piece = super().read(10)
        if not piece:
            raise OSError("the disk was pulled out")
        return piece


def test_a_source_that_breaks_off_leaves_nothing(folder):
    objects = FolderObjects(folder)
    with pytest.raises(OSError, match="pulled out"):
        objects.keep(Torn(b"0123456789"))
    assert lying(folder) == []
    assert not objects.holds(hashlib.sha256(b"0123456789").hexdigest())


def test_half_written_pieces_of_a_killed_process_are_swept_and_nothing_else(folder):
    objects = FolderObjects(folder)
    objects.sweep()  # a home without objects has nothing to sweep
    digest, _ = keep(objects, b"whole")
    (folder / ".new-killed").write_bytes(b"ha")
    objects.sweep()
    assert lying(folder) == [digest]


def test_a_kept_object_s_name_is_on_the_disk_before_keep_returns(folder, monkeypatch):
    synced = []
    real = os.fsync

    def noting(opened):
        synced.append(os.fstat(opened).st_ino)
        real(opened)

    monkeypatch.setattr(os, "fsync", noting)
    digest, _ = keep(FolderObjects(folder), b"a name can be lost as well as bytes")
    place = FolderObjects(folder).path(digest)
    # Bytes, the new folder's name, the object's name: in this order.
    assert synced == [place.stat().st_ino, folder.stat().st_ino, place.parent.stat().st_ino]
    synced.clear()
    keep(FolderObjects(folder), b"a name can be lost as well as bytes")
    assert synced == [place.parent.stat().st_ino]
