"""A file is read alike whatever was read before it, and whatever another file with the same bytes is called."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from indexer.extraction.jobs import Job, ObjectRead, PageUnread, Told
from indexer.extraction.pool import ExtractionPool
from tests.leaks.duplicates import SORTS

NAMES = ("密卷/鼷鼠检举信", "公开/通告")


def read(pool: ExtractionPool, jobs: Sequence[Job]) -> dict[int, list[Told]]:
    """What is told of each job, in a fixed order."""
    told: dict[int, list[Told]] = {job.key: [] for job in jobs}
    for word in pool.read(jobs):
        told[word.key].append(word)
    return {key: sorted(words, key=repr) for key, words in told.items()}


@pytest.mark.parametrize("sort", SORTS, ids=lambda sort: sort.name)
def test_neither_the_order_nor_the_neighbour_s_name_is_seen(tmp_path, sort):
    path = tmp_path / "0123456789abcdef"
    path.write_bytes(sort.bytes_of("1"))
    pair = [Job(at, path, f"{NAMES[at]}{suffix}") for at, suffix in enumerate((sort.hidden, sort.other))]
    alone: dict[int, list[Told]] = {}
    for job in pair:
        with ExtractionPool("none", 1) as pool:
            alone |= read(pool, [job])
    with ExtractionPool("none", 1) as pool:
        assert read(pool, pair) == alone
        assert read(pool, pair[::-1]) == alone
    for job in pair:
        for word in alone[job.key]:
            if isinstance(word, ObjectRead | PageUnread) and word.letter is not None:
                assert job.name in word.letter.zh and NAMES[1 - job.key] not in word.letter.zh
                assert path.name not in word.letter.zh + word.letter.en


def test_the_same_name_elsewhere_is_read_to_the_same_words(tmp_path):
    """But for the name itself what is told depends on the bytes and the suffix alone."""
    for at, sort in enumerate(SORTS):
        (tmp_path / f"{at}").write_bytes(sort.bytes_of("1"))
    with ExtractionPool("none", 1) as pool:
        for at, sort in enumerate(SORTS):
            one, other = (Job(key, tmp_path / f"{at}", f"{NAMES[key]}{sort.hidden}") for key in (0, 1))
            told = read(pool, [one, other])
            unnamed = [
                repr([(type(word), word) for word in told[job.key]])
                .replace(job.name, "")
                .replace(f"key={job.key}", "")
                for job in (one, other)
            ]
            assert unnamed[0] == unnamed[1]
