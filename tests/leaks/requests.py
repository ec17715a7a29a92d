"""A large set of requests: what is open, what is hidden, what is nowhere, and what is nonsense."""

from __future__ import annotations

import random
from urllib.parse import quote, unquote_plus, urlencode

from tests.leaks.archives import MARKERS, WORDS, Holdings
from tests.leaks.asking import search_path, unit_path

#: Of these a reader should learn nothing, whatever they are asked with.
MALFORMED = (
    "/api/v1/search?q=%FF%FE%00&size=3",
    "/api/v1/search?q=%22%22%22&facets=",
    "/api/v1/search?q=(((&match=any",
    "/api/v1/search?q=AND+OR+NOT",
    "/api/v1/search?q=NOT+" + quote(MARKERS["hidden text"]),
    "/api/v1/search?q=" + quote("😀𠀀𪚥"),
    "/api/v1/search?q=" + quote("<script>alert(1)</script>"),
    "/api/v1/search?q=" + quote("堤" * 600),
    "/api/v1/search?size=0",
    "/api/v1/search?size=101",
    "/api/v1/search?size=x",
    "/api/v1/search?scope=nothing",
    "/api/v1/search?sort=random",
    "/api/v1/search?match=maybe",
    "/api/v1/search?facets=unit",
    "/api/v1/search?facets=access",
    "/api/v1/search?facets=fonds,,year",
    "/api/v1/search?from=19341399",
    "/api/v1/search?to=abc",
    "/api/v1/search?cursor=AAAA",
    "/api/v1/search?cursor=%F0%9F%98%80",
    "/api/v1/search?cursor=WyIiLDAsWzAsIiIsMF1d&sort=code",
    "/api/v1/search?cursor=WyIiLDAsWzk5OTk5OTk5LCJKMTAzIiw1XV0&sort=date",
    "/api/v1/search?class=secret",
    "/api/v1/search?q=a&q=b",
    "/api/v1/search?unknown=1",
    "/api/v1/search?fonds=%00",
    "/api/v1/suggest?q=%00",
    "/api/v1/suggest?q=" + "J" * 500,
    "/api/v1/suggest?x=1",
    "/api/v1/units/",
    "/api/v1/units/%00",
    "/api/v1/units/" + quote("𠀀/../../etc"),
    "/api/v1/units/%FF",
    "/api/v1/units/J103/children?size=x",
    "/api/v1/units/J101/children?cursor=!!!",
    "/api/v1/units/J101/children?cursor=AQID",
    "/api/v1/units/J101-A-000/pages/0",
    "/api/v1/units/J101-A-000/pages/99999999999",
    "/api/v1/units/J101-A-000/pages/1/image",
    "/api/v1/units/J103-000/pages/1/image",
    "/api/v1/units/J101-A-000/objects/0",
    "/api/v1/units/J101-A-000/objects/99999999999",
    "/api/v1/units/J101-A-000/objects/1?width=200",
    "/api/v1/units/J103-000/objects/1",
    "/api/v1/units/J103-000/objects/x",
    "/api/v1/themes/",
    "/api/v1/themes/%00",
    "/api/v1/themes/%FF/x",
    "/api/v1/nothing",
    "/api/v1/health",
    "/api/v1/openapi.json",
)

_FIELDED = (
    "题名:{}",
    "责任者:{}",
    "文号:{}",
    "档号:{}",
    '"{}"',
    "{} OR 堤岸",
    "堤岸 NOT {}",
    "{} 堤岸 报告",
    '"{}" 堤岸 报告',
    "题名:{} 修缮报告",
)
_SCOPES = ("all", "catalogue", "fulltext", "themes")
_SORTS = ("relevance", "date", "newest", "code")
_MATCHES = ("auto", "all", "any")


def searches(held: Holdings, count: int, seed: int) -> list[str]:
    """Searches of every shape, at random but always the same."""
    chance = random.Random(seed)
    codes = [piece.written for piece in held.pieces]
    owns = [piece.own for piece in held.pieces if piece.own]
    markers = list(MARKERS.values())
    paths = []
    for _ in range(count):
        word = chance.choice(
            (
                chance.choice(WORDS),
                chance.choice(WORDS),
                f"{chance.choice(WORDS)} {chance.choice(WORDS)}",
                f"{chance.choice(WORDS)}{chance.choice(WORDS)}",
                chance.choice(markers),
                chance.choice(markers)[: chance.randint(1, 3)],
                f"{chance.choice(markers)} {chance.choice(WORDS)}",
                chance.choice(owns),
                chance.choice(codes),
                chance.choice(codes)[: chance.randint(1, 8)],
                "",
            )
        )
        if word and chance.random() < 0.35:
            word = chance.choice(_FIELDED).format(word)
        asked: dict[str, object] = {"q": word}
        if chance.random() < 0.8:
            asked["scope"] = chance.choice(_SCOPES)
        if chance.random() < 0.5:
            asked["sort"] = chance.choice(_SORTS)
        if chance.random() < 0.6:
            asked["match"] = chance.choice(_MATCHES)
        if chance.random() < 0.5:
            asked["size"] = chance.choice((1, 2, 3, 5, 20, 100))
        if chance.random() < 0.2:
            asked["facets"] = chance.choice(("fonds", "fonds,year", "supplier,category", "class,theme", ""))
        if chance.random() < 0.1:
            asked["facet"] = chance.choice(("fonds", "supplier", "year", "theme"))
            asked["facet_q"] = chance.choice(("", "J10", "1", MARKERS["hidden supplier"], word))
        for name, values in (
            ("fonds", ("J101", "J102", "J103", "J104", "J105", "J999", "352002:J101", "352002:J102")),
            (
                "supplier",
                ("J101", "J103", "352002:J101", MARKERS["hidden creator"], MARKERS["hidden supplier"]),
            ),
            ("category", ("WS", "KJ", MARKERS["hidden category"], "ZZ")),
            ("class", ("unconditional", "conditional", "withheld", "unreviewed", "暂不共享")),
            ("theme", ("dikes", "gloom", "schools", "nowhere")),
            ("from", ("1934", "193405", "19500101")),
            ("to", ("1934", "1952", "196012")),
        ):
            if chance.random() < 0.08:
                asked[name] = chance.choice(values)
            if chance.random() < 0.02 and name not in ("from", "to"):
                asked[name] = chance.sample(values, 2)
        paths.append(search_path(**asked))
    return paths


def every_word(held: Holdings) -> list[str]:
    """Each marker and everyday word, alone, everywhere."""
    told = [*MARKERS.values(), *WORDS]
    told += [marker[at : at + 2] for marker in MARKERS.values() for at in range(0, len(marker) - 1, 2)]
    return [search_path(q=word, scope=scope) for word in dict.fromkeys(told) for scope in _SCOPES]


def units_and_pages(held: Holdings) -> list[str]:
    """Every code that is held somewhere, its neighbours that are held nowhere, and what hangs on them."""
    codes = list(dict.fromkeys(piece.written for piece in held.pieces))
    absent = (
        [f"{code}-9" for code in codes[::5]]
        + [code[:-1] for code in codes[::5]]
        + ["J104", "J104-1", "J105", "J1"]
    )
    paths = []
    for at, code in enumerate(
        (*codes, *absent, "352002:J101-A-001", "352002:J101-A-002", "352002:J101-A-003")
    ):
        paths += [unit_path(code), unit_path(code, "/children")]
        if at % 2:
            paths += [
                unit_path(code, "/pages/1"),
                unit_path(code, f"/pages/2?{urlencode({'q': '堤岸 报告'})}"),
            ]
        if not at % 3:
            paths += [unit_path(code, "/children?size=2"), unit_path(code.lower())]
            paths += [unit_path(code, f"/pages/1/{layer}") for layer in ("image?width=200", "alto", "text")]
            paths += [unit_path(code, f"/objects/{at}") for at in (1, 2)]
    return paths


def suggestions(held: Holdings) -> list[str]:
    """Beginnings of everything that might be offered."""
    told = [
        *MARKERS.values(),
        *WORDS,
        "J",
        "J1",
        "J10",
        "J103",
        "J103-",
        "j101-b",
        "352002",
        "閔",
        "卞",
        "王",
    ]
    starts = [word[:end] for word in told for end in (1, 2, 3, len(word))]
    return [f"/api/v1/suggest?{urlencode({'q': start})}" for start in dict.fromkeys(starts)]


def themed() -> list[str]:
    """Themes that are open, hidden, and nowhere."""
    return [
        "/api/v1/themes",
        *(f"/api/v1/themes/{slug}" for slug in ("dikes", "gloom", "schools", "nowhere", "secret")),
    ]


def portal(held: Holdings) -> list[str]:
    """The same through a person's pages."""
    codes = [piece.code for piece in held.pieces]
    paths = ["/", "/themes", "/about", "/nothing", "/robots.txt", "/signin?next=/units/J103", "/?lang=en"]
    paths += [f"/themes/{slug}" for slug in ("dikes", "gloom", "schools", "nowhere")]
    paths += [f"/?{urlencode({'q': word})}" for word in (*MARKERS.values(), *WORDS[:12])]
    paths += [f"/units/{quote(code)}" for code in codes[::3]]
    paths += [f"/units/{quote(code)}/pages/1" for code in codes[1::6]]
    paths += [
        "/units/J999",
        "/units/J103",
        "/units/J103/pages/1",
        "/?fonds=J103",
        "/?scope=themes&q=" + quote("堤岸"),
    ]
    return paths


def question_of(path: str) -> str:
    """What a request itself says, which its answer may repeat."""
    return unquote_plus(path)
