"""An invented small archive that answers as search_api does, to see and to try the portal's pages with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from holdings.letters import Letter
from search_api.correcting import Correction
from search_api.credentials import NO_BEARER
from search_api.letters import no_bearer_token
from search_api.originals import Original
from search_api.problems import ProblemError
from search_api.shapes import (
    ChildrenAnswer,
    FacetValue,
    Notice,
    PageAnswer,
    PageHit,
    SearchAnswer,
    SearchHit,
    SuggestAnswer,
    ThemeAnswer,
    ThemePlaceShape,
    ThemesAnswer,
    UnitAnswer,
    UnitBrief,
)
from sharing.access import ANONYMOUS, Reader, Role
from tests.rooms.portal.invented_archive import (
    APPLY,
    CLASSES,
    GRANTEE_TOKEN,
    KEPT,
    LEVELS,
    PLACES,
    THEME,
    Kept,
    fold,
)


class FakeAnswers:
    """`search_api.answers.Answers` over `KEPT`.

    Attributes:
        broken: set to make every question fail with 503.
        crash: set to make every question fail as a mistake in the program would.
    """

    def __init__(self) -> None:
        self.broken = False
        self.crash = False

    def reader(self, token: str | None) -> Reader:
        if token is None:
            return ANONYMOUS
        if token == GRANTEE_TOKEN:
            return Reader("陈读者", Role.READER, granted=frozenset({"0023-001-0052", "0023-001-0052-001"}))
        if token == NO_BEARER:
            raise no_bearer_token()
        raise ProblemError(401, "token", "Unknown token", Letter("凭证无效。", "The token is not valid."))

    def search(self, reader: Reader, parameters: Mapping[str, str]) -> SearchAnswer:
        self._fail()
        if "facet" in parameters:
            return self._values_of(reader, parameters)
        known = {
            "q",
            "scope",
            "match",
            "fonds",
            "supplier",
            "from",
            "to",
            "category",
            "class",
            "theme",
            "sort",
            "tolerant",
            "size",
            "cursor",
        }
        if strange := sorted(set(parameters) - known):
            raise ProblemError(
                400,
                "parameter",
                "Unknown parameter",
                Letter(f"不认识的参数：{strange[0]}。", f"Unknown parameter: {strange[0]}."),
            )
        for name in ("from", "to"):
            if not parameters.get(name, "0").isdigit():
                raise ProblemError(
                    400,
                    "date",
                    "Unreadable date",
                    Letter("日期请写 YYYY、YYYYMM 或 YYYYMMDD。", "Write dates as YYYY, YYYYMM or YYYYMMDD."),
                )
        question = parameters.get("q", "")
        scope = parameters.get("scope", "all")
        words = question.replace("“", "").replace("”", "").replace('"', "").split()
        found = [kept for kept in self._visible(reader) if self._matches(reader, kept, words, scope)]
        match = "all"
        if not found and words and parameters.get("match", "auto") != "all":
            pieces = list(
                dict.fromkeys(word[at : at + 2] for word in words for at in range(max(1, len(word) - 1)))
            )
            found = [
                kept
                for kept in self._visible(reader)
                if any(self._matches(reader, kept, [piece], scope) for piece in pieces)
            ]
            words, match = pieces, "any"
        found = [kept for kept in found if self._kept_by(kept, parameters)]
        hits: list[SearchHit] = [self._hit(reader, kept, words, scope) for kept in found]
        start, size = int(parameters.get("cursor", "0")), int(parameters.get("size", "20"))
        facets = {
            "fonds": self._facet(
                (kept.code.split("-")[0] for kept in found), {k.code: k.title for k in KEPT}
            ),
            "supplier": self._facet(kept.supplier for kept in found),
            "year": self._facet(str(year) for kept in found for year in kept.years),
            "category": self._facet(kept.category for kept in found),
            "class": self._facet((kept.kind for kept in found), CLASSES),
            "theme": self._facet(
                (THEME["id"] for kept in found if kept.code in PLACES), {THEME["id"]: THEME["title"]}
            ),
        }
        notices: list[Notice] = (
            [
                {
                    "code": "any",
                    "zh": "没有同时含有全部词语的档案，以下含有其中一些。",
                    "en": "Nothing holds all the words; these hold some of them.",
                }
            ]
            if match == "any"
            else []
        )
        return {
            "question": {
                "text": question,
                "scope": scope,
                "match": parameters.get("match", "auto"),
                "sort": parameters.get("sort", "relevance" if words else "code"),
                "chunks": question.split(),
                "filters": {},
            },
            "match": match,
            "total": {
                "units": len(found),
                "units_exact": match == "all",
                "pages": sum(hit["matching_pages"] for hit in hits),
            },
            "hits": hits[start : start + size],
            "facets": facets,
            "facets_exact": match == "all",
            "facet_values": {name: len(values) for name, values in facets.items()},
            "notices": notices,
            "next": str(start + size) if start + size < len(found) else None,
        }

    def _values_of(self, reader: Reader, parameters: Mapping[str, str]) -> SearchAnswer:
        """A page of the values of one facet in place of hits."""
        apart = ("facet", "facet_q", "cursor", "size")
        answer = self.search(reader, {key: value for key, value in parameters.items() if key not in apart})
        name, wanted = parameters["facet"], parameters.get("facet_q", "")
        start, size = int(parameters.get("cursor", "0")), int(parameters.get("size", "20"))
        values = [each for each in answer["facets"][name] if wanted in each["value"] + each["label"]]
        following = str(start + size) if start + size < len(values) else None
        return {
            **answer,
            "hits": [],
            "facets": {name: values[start : start + size]},
            "facet_values": {name: len(values)},
            "next": following,
        }

    def unit(self, reader: Reader, code: str) -> UnitAnswer:
        kept = self._one(reader, code)
        full = self._full(reader, kept)
        parts = kept.code.split("-")
        above = ["-".join(parts[:n]) for n in range(1, len(parts))]
        described = {one.code: one for one in self._visible(reader)}
        description = {
            "档号": kept.code,
            "题名": kept.title,
            "责任者": kept.responsible,
            "日期": kept.date,
            "文号": kept.number,
            "立档单位": described.get(parts[0], kept).title,
            "门类": kept.category,
            "保管期限": "永久",
            "摘要": kept.abstract if full else "",
        }
        return {
            "unit": self._brief(reader, kept, []),
            "description": {name: text for name, text in description.items() if text},
            "description_visible": full,
            "described": True,
            "ancestors": [
                {
                    "code": up,
                    "title": described[up].title if up in described else "",
                    "level": described[up].level if up in described else "",
                    "level_label": "",
                    "visible": up in described,
                }
                for up in above
            ],
            "children": len(self._below(reader, code)),
            "page_numbers": list(range(1, len(kept.pages) + 1)) if full else [],
            "objects": [
                {
                    "number": 1,
                    "name": f"{kept.code}.pdf",
                    "kind": "pdf",
                    "media_type": "application/pdf",
                    "pages": len(kept.pages) + bool(kept.note),
                    "bytes": 1_284_310,
                    "digest": "0" * 64,
                    "note": {
                        "code": "damaged",
                        "zh": kept.note,
                        "en": "The image of page 2 is damaged; it has no text.",
                    }
                    if kept.note
                    else None,
                }
            ]
            if full and kept.pages
            else [],
            "themes": [{"id": THEME["id"], "title": THEME["title"]}] if code in PLACES else [],
        }

    def children(self, reader: Reader, code: str, size: int, cursor: str) -> ChildrenAnswer:
        self._one(reader, code)
        below, start = self._below(reader, code), int(cursor or "0")
        return {
            "children": [self._brief(reader, kept, []) for kept in below[start : start + size]],
            "total": len(below),
            "next": str(start + size) if start + size < len(below) else None,
        }

    def page(
        self, reader: Reader, code: str, number: int, question: str, *, tolerant: bool = True
    ) -> PageAnswer:
        kept = self._one(reader, code)
        if not self._full(reader, kept) or not 1 <= number <= len(kept.pages):
            raise self._absent()
        text = kept.pages[number - 1]
        marks = self._marks(text, question.split())
        return {
            "code": code,
            "title": kept.title,
            "number": number,
            "text": text,
            "marks": marks,
            "boxes": [],
            "places": [[] for _ in marks],
            "image": None,
            "image_note": None,
            "previous_hit": None,
            "next_hit": None,
            "reading": "recognised" if code.startswith("0023") else "born",
            "engine": "rapidocr" if code.startswith("0023") else "",
            "confidence": 0.914 if code.startswith("0023") else 1.0,
            "poorly_read": code.startswith("0023"),
            "handwritten": False,
            "digest": "0" * 32,
            "pages": len(kept.pages),
            "last": len(kept.pages),
            "previous": number - 1 if number > 1 else None,
            "next": number + 1 if number < len(kept.pages) else None,
        }

    def image(self, reader: Reader, code: str, number: int, width: int) -> bytes:
        raise self._absent()

    def alto(self, reader: Reader, code: str, number: int) -> str:
        raise self._absent()

    def original(self, reader: Reader, code: str, number: int) -> Original:
        raise self._absent()

    def text(self, reader: Reader, code: str, number: int) -> str:
        return self.page(reader, code, number, "")["text"]

    def correct(
        self, reader: Reader, code: str, number: int, correction: Correction, seen: str
    ) -> PageAnswer:
        raise self._absent()

    def uncorrect(self, reader: Reader, code: str, number: int, seen: str) -> PageAnswer:
        raise self._absent()

    def suggest(self, reader: Reader, typed: str) -> SuggestAnswer:
        values = {kept.responsible for kept in self._visible(reader)} | {
            kept.title for kept in self._visible(reader)
        }
        return {
            "suggestions": [
                {"kind": "title", "value": value, "units": 1}
                for value in sorted(values)
                if fold(value).startswith(fold(typed))
            ]
        }

    def themes(self, reader: Reader) -> ThemesAnswer:
        self._fail()
        return {
            "themes": [
                {
                    "id": THEME["id"],
                    "title": THEME["title"],
                    "introduction": THEME["introduction"],
                    "units": len(PLACES),
                }
            ]
        }

    def theme(self, reader: Reader, theme: str) -> ThemeAnswer:
        if theme != THEME["id"]:
            raise self._absent()
        sections = list(dict.fromkeys(section for section, _ in PLACES.values()))
        return {
            "id": theme,
            "title": THEME["title"],
            "introduction": THEME["introduction"],
            "sections": [
                {
                    "id": f"s{at}",
                    "title": section,
                    "units": [
                        {
                            "unit": self._brief(reader, self._one(reader, code), []),
                            "position": place,
                            "note": note if self._full(reader, self._one(reader, code)) else "",
                        }
                        for place, (code, (where, note)) in enumerate(PLACES.items(), 1)
                        if where == section
                    ],
                }
                for at, section in enumerate(sections, 1)
            ],
        }

    def healthy(self) -> bool:
        return not self.broken

    # ------------------------------------------------------------------------------------------- inside

    def _fail(self) -> None:
        if self.crash:
            raise RuntimeError("a secret of the inside")
        if self.broken:
            raise ProblemError(
                503,
                "behind",
                "Behind",
                Letter("索引正在更新，请一分钟后再试。", "The index is catching up; ask again in a minute."),
                retry_after=60,
            )

    def _absent(self) -> ProblemError:
        return ProblemError(404, "absent", "Not found", Letter("没有找到。", "Not found."))

    def _visible(self, reader: Reader) -> list[Kept]:
        return [kept for kept in KEPT if kept.kind != "withheld"]

    def _one(self, reader: Reader, code: str) -> Kept:
        self._fail()
        for kept in self._visible(reader):
            if kept.code == code:
                return kept
        raise self._absent()

    def _full(self, reader: Reader, kept: Kept) -> bool:
        return kept.kind == "unconditional" or (kept.kind == "conditional" and kept.code in reader.granted)

    def _below(self, reader: Reader, code: str) -> list[Kept]:
        depth = code.count("-") + 1
        inside = [kept for kept in self._visible(reader) if kept.code.startswith(f"{code}-")]
        return sorted(
            (kept for kept in inside if kept.code.count("-") == depth or depth == 1),
            key=lambda kept: kept.code,
        )

    def _matches(self, reader: Reader, kept: Kept, words: list[str], scope: str) -> bool:
        catalogue = fold(f"{kept.code} {kept.title} {kept.responsible} {kept.number}")
        pages = fold(" ".join(kept.pages)) if self._full(reader, kept) else ""
        where = {"all": catalogue + pages, "catalogue": catalogue, "fulltext": pages}.get(scope, catalogue)
        return all(fold(word) in where for word in words) and (scope != "themes" or kept.code in PLACES)

    def _kept_by(self, kept: Kept, parameters: Mapping[str, str]) -> bool:
        asked = {
            "supplier": kept.supplier,
            "category": kept.category,
            "class": kept.kind,
            "fonds": kept.code.split("-")[0],
        }
        if any(value not in parameters.get(name, value).split("\n") for name, value in asked.items()):
            return False
        if "theme" in parameters and kept.code not in PLACES:
            return False
        begins, ends = int(parameters.get("from", "0")[:4]), int(parameters.get("to", "9999")[:4])
        return max(kept.years) >= begins and min(kept.years) <= ends

    def _marks(self, text: str, words: list[str]) -> list[list[int]]:
        folded, marks = fold(text), []
        for word in map(fold, words):
            at = folded.find(word)
            while at >= 0:
                marks.append([at, at + len(word)])
                at = folded.find(word, at + len(word))
        return sorted(marks)

    def _hit(self, reader: Reader, kept: Kept, words: list[str], scope: str) -> SearchHit:
        pages: list[PageHit] = []
        for number, text in enumerate(
            kept.pages if self._full(reader, kept) and scope != "catalogue" else (), 1
        ):
            marks = self._marks(text, words)
            if marks:
                start, end = max(0, marks[0][0] - 24), min(len(text), marks[0][0] + 76)
                inside = [
                    [begin - start, finish - start]
                    for begin, finish in marks
                    if begin >= start and finish <= end
                ]
                pages.append(
                    {
                        "number": number,
                        "text": text[start:end],
                        "marks": inside,
                        "boxes": [],
                        "cut_before": start > 0,
                        "cut_after": end < len(text),
                        "tolerant": False,
                    }
                )
        place: ThemePlaceShape | None = None
        if scope == "themes" and kept.code in PLACES:
            section, note = PLACES[kept.code]
            place = {
                "id": THEME["id"],
                "title": THEME["title"],
                "section": "s1",
                "section_title": section,
                "position": 1,
                "note": note,
                "note_marks": self._marks(note, words),
            }
        return {
            "unit": self._brief(reader, kept, words),
            "pages": pages[:3],
            "matching_pages": len(pages),
            "theme": place,
        }

    def _brief(self, reader: Reader, kept: Kept, words: list[str]) -> UnitBrief:
        full = self._full(reader, kept)
        fonds = kept.code.split("-")[0]
        return {
            "class": kept.kind,
            "code": kept.code,
            "title": kept.title,
            "title_marks": self._marks(kept.title, words),
            "level": kept.level,
            "level_label": LEVELS[kept.level],
            "date": kept.date,
            "date_from": f"{min(kept.years)}-01-01" if kept.years else None,
            "date_to": f"{max(kept.years)}-12-31" if kept.years else None,
            "responsible": kept.responsible,
            "document_number": kept.number,
            "former_codes": ["旧3-12-7"] if full and kept.code.startswith("0023") else [],
            "fonds": fonds,
            "fonds_title": next((k.title for k in KEPT if k.code == fonds), ""),
            "supplier": kept.supplier,
            "category": kept.category,
            "class_label": CLASSES[kept.kind],
            "pages": len(kept.pages),
            "pages_visible": full,
            "text_note": kept.note if full else "",
            "poorly_read": len(kept.pages) if full and kept.code.startswith("0023") else 0,
            "apply": None if full else APPLY,
        }

    def _facet(self, values: Iterable[str], labels: Mapping[str, str] | None = None) -> list[FacetValue]:
        counts: dict[str, int] = {}
        for value in values:
            counts[value] = counts.get(value, 0) + 1
        ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        return [
            {"value": value, "label": (labels or {}).get(value, value), "count": count}
            for value, count in ordered
        ]
