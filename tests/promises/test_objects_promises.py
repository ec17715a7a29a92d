"""What every place of digital objects promises: the same bytes by their digest, whole or not at all."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import os
import socketserver
import subprocess
import sys
import threading
import time
from contextlib import contextmanager

import obstore
import pytest
from obstore.store import S3Store

from holdings.objects import ObjectChanged, ObjectDamaged, ObjectMissing, ObjectsUnavailable
from holdings.s3_objects import S3Objects
from tests.homes import environment
from tests.promises import buckets
from tests.servers.s3proxy import KEY, SECRET

#: More than one piece, and more than one part of an upload.
LARGE = os.urandom((8 << 20) * 2 + 7)


@pytest.fixture(params=buckets.KINDS)
def opening(request):
    return buckets.opener(request.param, request)


@pytest.fixture
def objects(opening):
    return opening()


def keep(objects, content):
    return objects.keep(io.BytesIO(content))


def digest_of(content):
    return hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("content", [b"", b"archive", LARGE], ids=["nothing", "little", "much"])
def test_what_is_kept_comes_back_by_its_digest_wherever_it_is_asked(opening, content):
    digest, size = keep(opening(), content)
    assert (digest, size) == (digest_of(content), len(content))
    elsewhere = opening()
    assert elsewhere.holds(digest)
    assert elsewhere.path(digest).read_bytes() == content
    assert b"".join(elsewhere.pieces(digest)) == content


def test_the_same_bytes_twice_are_kept_once(opening):
    objects = opening()
    first = keep(objects, b"archive")
    assert keep(objects, b"archive") == first and keep(opening(), b"archive") == first
    assert list(objects.all()) == [first]


def test_all_that_is_kept_is_told_once(objects):
    kept = {keep(objects, b"%d" % number) for number in range(30)}
    told = list(objects.all())
    assert len(told) == 30 and set(told) == kept


def test_many_may_keep_at_a_time(opening):
    objects, contents = opening(), [b"%d" % (number % 5) for number in range(20)]
    threads = [threading.Thread(target=keep, args=(objects, content)) for content in contents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(objects.all()) == sorted((digest_of(b"%d" % n), 1) for n in range(5))
    assert all(objects.path(digest_of(b"%d" % n)).read_bytes() == b"%d" % n for n in range(5))


def test_what_is_missing_is_a_letter_that_says_what_to_do(objects):
    digest = digest_of(b"never")
    assert not objects.holds(digest) and list(objects.all()) == []
    for ask in (objects.path, lambda name: list(objects.pieces(name))):
        with pytest.raises(ObjectMissing) as told:
            ask(digest)
        assert digest in told.value.letter.zh and "lantai check" in told.value.letter.zh


def test_what_was_erased_is_gone_and_erasing_it_again_is_fine(objects):
    digest, _ = keep(objects, b"secret")
    objects.path(digest)
    objects.erase(digest)
    objects.erase(digest)
    assert not objects.holds(digest) and list(objects.all()) == []
    with pytest.raises(ObjectMissing):
        objects.path(digest)


class Torn(io.BytesIO):
    """A source that breaks off after its first piece."""

    def read(self, size=-1):
        piece = super().read(10)
        if not piece:
            raise OSError("the disk was pulled out")
        return piece


def test_a_source_that_breaks_off_leaves_nothing(objects):
    with pytest.raises(OSError, match="pulled out"):
        objects.keep(Torn(b"0123456789"))
    assert not objects.holds(digest_of(b"0123456789")) and list(objects.all()) == []


# ---- a bucket


@pytest.fixture
def place(s3_url):
    return buckets.bucket(s3_url)


def raw(place):
    """The bucket itself, as somebody else's program sees it."""
    return S3Store(
        place.name,
        prefix=place.prefix,
        endpoint=place.endpoint,
        region="us-east-1",
        access_key_id=KEY,
        secret_access_key=SECRET,
        client_options={"allow_http": True},
    )


def test_bytes_that_rotted_in_the_bucket_are_seen_and_never_handed_out(place, tmp_path):
    digest, _ = keep(S3Objects(place, tmp_path / "a", buckets.ROOM), b"archive")
    obstore.put(raw(place), f"{digest[:2]}/{digest}", b"Archive")
    objects = S3Objects(place, tmp_path / "b", buckets.ROOM)
    with pytest.raises(ObjectDamaged) as told:
        objects.path(digest)
    assert digest in told.value.letter.zh
    assert hashlib.sha256(b"".join(objects.pieces(digest))).hexdigest() != digest
    assert [path for path in (tmp_path / "b").rglob("*") if path.is_file()] == []
    # A check looks at the bucket, not at the copy that happens to be whole.
    there = S3Objects(place, tmp_path / "a", buckets.ROOM)
    assert there.path(digest).read_bytes() == b"archive"
    assert b"".join(there.pieces(digest)) == b"Archive"


def test_what_was_half_sent_by_something_else_is_sent_again(place, tmp_path):
    objects = S3Objects(place, tmp_path / "a", buckets.ROOM)
    digest = digest_of(b"archive")
    obstore.put(raw(place), f"{digest[:2]}/{digest}", b"arch")
    assert keep(objects, b"archive") == (digest, 7)
    assert b"".join(objects.pieces(digest)) == b"archive"


def test_copies_that_nobody_asked_for_lately_make_room(place, tmp_path):
    objects = S3Objects(place, tmp_path / "a", 100_000)
    kept = [keep(objects, bytes([number]) * 30_000)[0] for number in range(3)]
    hour_ago = time.time() - 3_600
    for digest in kept[:2]:
        os.utime(objects.path(digest), (hour_ago, hour_ago))
    objects.path(kept[0])  # asked for just now
    keep(objects, bytes([9]) * 30_000)
    left = {path.name for path in (tmp_path / "a").glob("??/*")}
    assert kept[1] not in left and {kept[0], kept[2]} <= left
    assert objects.path(kept[1]).read_bytes() == bytes([1]) * 30_000  # fetched again


def test_another_prefix_is_another_home(place, tmp_path):
    one = S3Objects(place, tmp_path / "a", buckets.ROOM)
    other = S3Objects(dataclasses.replace(place, prefix=place.prefix + "x"), tmp_path / "b", buckets.ROOM)
    digest, _ = keep(one, b"archive")
    assert not other.holds(digest) and list(other.all()) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": "nowhere"}, "no bucket"),
        ({"secret": "hush-hush"}, "refused access"),
        ({"key": "somebody"}, "refused access"),
    ],
    ids=["no bucket", "wrong secret", "unknown key"],
)
def test_a_bucket_that_cannot_be_used_says_why_and_never_the_secret(place, tmp_path, change, said):
    objects = S3Objects(dataclasses.replace(place, **change), tmp_path / "a", buckets.ROOM)
    for ask in (lambda: keep(objects, b"archive"), lambda: list(objects.all())):
        with pytest.raises(ObjectsUnavailable) as told:
            ask()
        assert said in told.value.letter.en and "LANTAI_" in told.value.letter.zh
        for secret in (SECRET, "hush"):
            assert secret not in str(told.value)
    assert "hush" not in repr(objects._bucket) and SECRET not in repr(objects._bucket)


@contextmanager
def hanging_up():
    """A port where whoever comes is hung up on, and each who came."""
    came: list[object] = []

    class HangsUp(socketserver.BaseRequestHandler):
        def handle(self):
            came.append(self.client_address)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), HangsUp) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1], came
        server.shutdown()


@pytest.mark.slow
def test_a_server_that_is_away_is_asked_a_few_times_and_then_said(place, tmp_path):
    with hanging_up() as (port, came):
        away = dataclasses.replace(place, endpoint=f"http://127.0.0.1:{port}")
        objects = S3Objects(away, tmp_path / "a", buckets.ROOM)
        with pytest.raises(ObjectsUnavailable) as told:
            keep(objects, b"archive")
    assert 1 < len(came) <= 10
    assert "LANTAI_S3_ENDPOINT" in told.value.letter.zh and f"127.0.0.1:{port}" in told.value.letter.zh
    assert [path for path in (tmp_path / "a").rglob("*") if path.is_file()] == []


@pytest.mark.slow
def test_a_process_killed_while_it_sends_leaves_no_half_object(place, tmp_path):
    program = (
        "import io, sys, dataclasses; from pathlib import Path; from tests.promises import buckets\n"
        "from holdings.s3_objects import S3Objects\n"
        "objects = S3Objects(buckets.bucket(sys.argv[1], sys.argv[2]), Path(sys.argv[3]), 1 << 30)\n"
        "print('sending', flush=True)\n"
        "while True:\n"
        "    objects.keep(io.BytesIO(__import__('os').urandom(20 << 20)))\n"
    )
    for wait in (0.3, 0.8):
        sending = subprocess.Popen(
            [sys.executable, "-c", program, place.endpoint, place.prefix, str(tmp_path / "a")],
            env=environment(),
            stdout=subprocess.PIPE,
        )
        assert sending.stdout is not None and sending.stdout.readline()
        time.sleep(wait)
        sending.kill()
        sending.communicate()
    objects = S3Objects(place, tmp_path / "b", buckets.ROOM)
    for digest, size in objects.all():
        assert size == 20 << 20
        assert hashlib.sha256(b"".join(objects.pieces(digest))).hexdigest() == digest


def test_bytes_that_are_not_those_announced_are_not_kept(opening):
    objects = opening()
    told = hashlib.sha256(b"one").hexdigest()
    with pytest.raises(ObjectChanged):
        objects.keep(io.BytesIO(b"another"), told)
    assert not objects.holds(told) and not objects.holds(hashlib.sha256(b"another").hexdigest())
    assert objects.keep(io.BytesIO(b"one"), told) == (told, 3)


def test_a_sweep_takes_what_a_killed_process_left_and_not_what_is_being_written(opening, tmp_path):
    class Slow(io.BytesIO):
        """Half of the bytes are written when somebody sweeps."""

        def read(self, size=-1):
            got = super().read(4)
            if self.tell() == 8:
                kept.sweep()
            return got

    kept = opening()
    kept.keep(io.BytesIO(b"first"))
    left = next(
        path for path in tmp_path.rglob("*") if path.is_dir() and path.name.startswith(("objects", "copies"))
    )
    (left / ".new-killed").write_bytes(b"ha")
    digest, size = kept.keep(Slow(b"0123456789ab"))
    assert size == 12 and b"".join(kept.pieces(digest)) == b"0123456789ab"
    assert not list(tmp_path.rglob(".new-*"))


def test_what_is_erased_is_gone_from_its_place_and_from_copies(opening, tmp_path):
    objects = opening()
    digest, _ = objects.keep(io.BytesIO("遗下的字节".encode()))
    objects.path(digest)
    objects.erase(digest)
    objects.erase(digest)
    assert not objects.holds(digest)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
