"""Excel and PowerPoint before 2007, and a damaged Word, by kreuzberg: in process, without recognition or downloads."""

from __future__ import annotations

from pathlib import Path

from kreuzberg import ExtractionConfig, KreuzbergError, PostProcessorConfig, extract_bytes_sync

from holdings.media import letters
from holdings.media.letters import MediaError

#: The largest file that is read, in bytes.
MOST_BYTES = 512 << 20

# Its cache would lie in the user's own folder; its quality processing changes the text.
_CONFIG = ExtractionConfig(
    use_cache=False,
    enable_quality_processing=False,
    postprocessor=PostProcessorConfig(enabled=False),
)


def kreuzberg_texts(path: Path, kind: str) -> list[str]:
    """The text of an object of a media type of old Office: a sheet an entry, else all in one.

    Raises:
        MediaError: damaged or too large.
    """
    if path.stat().st_size > MOST_BYTES:
        raise MediaError(letters.part_too_large(path.name, path.name, MOST_BYTES))
    try:
        found = extract_bytes_sync(path.read_bytes(), kind, config=_CONFIG)
    except KreuzbergError as error:
        raise MediaError(letters.broken(path.name, str(error)[:200])) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # Rust's, which is no Exception of Python's
            raise
        raise MediaError(letters.broken(path.name, "parser panic")) from error
    if kind == "application/vnd.ms-excel":
        names = dict(found.metadata).get("sheet_names")
        return _by_sheet(found.content, [str(name) for name in names] if isinstance(names, list) else [])
    return [found.content.replace("\n\n", "\n")]


def _by_sheet(content: str, names: list[str]) -> list[str]:
    """Each sheet begins with its name on a line of its own; sheets without cells are not told of."""
    sheets: list[list[str]] = [[]]
    left = list(names)
    for line in content.split("\n"):
        if line in left:
            left = left[left.index(line) + 1 :]
            sheets.append([])
        sheets[-1].append(line)
    texts = ("\n".join(line for line in lines if line.strip()) for lines in sheets)
    return [text for text in texts if text]
