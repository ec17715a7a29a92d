"""What the search says to a reader: notices and problems, in both languages."""

from __future__ import annotations

from collections.abc import Sequence

from holdings.letters import Letter
from search_api.credentials import NO_BEARER_TOKEN
from search_api.problems import ProblemError
from search_api.shapes import Notice

#: The longest question that is read where no setting says otherwise, in characters (design section 4: cut at a
#: stated length).
LONGEST_QUESTION = 500


def notice(code: str, letter: Letter) -> Notice:
    """A letter as a notice of an answer."""
    return {"code": code, "zh": letter.zh, "en": letter.en}


def cut(longest: int) -> Notice:
    """A question of which the beginning was searched; `longest` in characters."""
    return notice(
        "question-cut",
        Letter(
            f"问题太长，只按前 {longest} 个字检索。",
            f"The question is long; only its first {longest} characters were searched.",
        ),
    )


TOO_MUCH_WORK = notice(
    "question-of-too-many-parts",
    Letter(
        "问题的部分太多（词、档号、日期合计），只按前面的部分检索。请分几次提问。",
        "The question has too many parts (words, codes, dates); only the first of them were searched. "
        "Ask in several questions.",
    ),
)
AS_WORDS = notice(
    "read-as-words",
    Letter(
        "问题中的引号、括号或 AND OR NOT 不成对，已按普通词检索。",
        "Quotes, brackets or AND OR NOT in the question do not pair up; they were searched as words.",
    ),
)
DATE_AS_WORDS = notice(
    "date-as-words",
    Letter(
        "“日期:”后面的文字不能读作日期，已按普通词检索。可写 1934、193405、19340512、1934..1937 或 民国二十三年。",
        "What follows 日期: cannot be read as a date; it was searched as words. "
        "Write 1934, 193405, 19340512, 1934..1937 or 民国二十三年.",
    ),
)
STRETCH_READ = notice(
    "read-as-dates",
    Letter(
        "问题里的起止年份按档案的日期检索，文中原样写有的也算。要只按文字检索，请给它加引号。",
        "The years in the question from or until which it asks were compared with the dates of records; texts that say "
        "the same count too. Put them in quotes to search for the words alone.",
    ),
)
TITLE_IN_CAPITALS = notice(
    "title-in-capitals",
    Letter(
        "全部大写的英文按题名检索，其中的 AND OR NOT 是普通词。要作运算符，请给两边的词加引号。",
        "A question in capitals is searched as a title, its AND OR NOT as words. "
        "Put the words beside them in quotes to use them as operators.",
    ),
)


CODE_END_TOO_SHORT = notice(
    "code-end-too-short",
    Letter(
        "没有这个档号，也没有以它开头的。只写档号的末尾，至少要写三段：Y-0001 是两段（Y、0001），1952·Y-0001 是三段。"
        "请多写前面一段，或写出整个档号。",
        "There is no such code, and none begins like it. Of a code's end at least three parts are needed: Y-0001 has "
        "two (Y, 0001), 1952·Y-0001 three. Write one part more before it, or the whole code.",
    ),
)


def no_such_field(named: Sequence[str]) -> Notice:
    """Elements before a colon that cannot be asked by themselves; what follows was searched everywhere."""
    return notice(
        "no-such-field",
        Letter(
            f"“{'、'.join(named)}”不能单独检索，其后的文字已按普通词在目录和全文中检索。"
            "可以单独检索的有：题名、责任者、文号、档号、原档号、全宗、门类、日期。",
            f"There is no field {', '.join(named)}; what follows was searched as words, in catalogue and texts. "
            "Fields are: 题名 title, 责任者 responsible, 文号 number, 档号 code, 原档号 former, 全宗 fonds, "
            "门类 category, 日期 date.",
        ),
    )


def pattern_found(typed: str, forms: Sequence[str], count: int, *, whole: bool) -> Notice:
    """A word with gaps and what was asked in its place.

    Args:
        typed: the word.
        forms: some of what stands in texts.
        count: how many forms were asked.
        whole: whether these are all that there are.
    """
    zh = "、".join(forms) + ("等" if count > len(forms) else "")
    en = ", ".join(forms) + (" and others" if count > len(forms) else "")
    return notice(
        "pattern-found" if whole else "pattern-partly",
        Letter(
            f"“{typed}”按式样检索（? 代一个字，* 代至多四个字），检索的是：{zh}。{'' if whole else _PARTLY.zh}",
            f"{typed} was searched as a pattern (? is one character, * up to four): {en}."
            f"{'' if whole else _PARTLY.en}",
        ),
    )


_PARTLY = Letter(
    "合式样的文字太多，只看了其中一部分，可能还有别的写法：请多写一个字。",
    " Too much may fit, so only a part was looked into and others may exist: write one more character.",
)


def pattern_nowhere(typed: str, *, whole: bool) -> Notice:
    """A word with gaps that was found nowhere; `whole` where all that may hold it was looked into."""
    return notice(
        "pattern-nowhere" if whole else "pattern-partly",
        Letter(
            f"没有找到合“{typed}”这个式样的文字（? 代一个字，* 代至多四个字）。{'' if whole else _PARTLY.zh}",
            f"Nothing fits the pattern {typed} (? is one character, * up to four).{'' if whole else _PARTLY.en}",
        ),
    )


def pattern_too_wide(typed: str, between: int) -> Notice:
    """A word with more gaps than are looked for, read as it stands."""
    return notice(
        "pattern-too-wide",
        Letter(
            f"“{typed}”的式样太宽，没有按式样检索：一个词里至多三处 ? 或 *，每个 * 至多代 {between} 个字，"
            "一次至多两个这样的词。",
            f"{typed} leaves too much open and was not searched as a pattern: at most three ? or * in a word, each * "
            f"for up to {between} characters, and two such words in a question.",
        ),
    )


QUOTED_NOWHERE = notice(
    "quoted-nowhere",
    Letter(
        "没有档案原样含有引号中的词语；以下是含有其中或其余词语的，最相近的在前。",
        "Nothing holds what stands in quotes as it stands; these hold some of the words, the nearest first.",
    ),
)
QUOTED_FIRST = notice(
    "quoted-first",
    Letter(
        "原样含有引号中词语的档案排在前面，其余的在后。只要这些，请把引号中的词语单独检索。",
        "Records that hold what stands in quotes as it stands come first, others after. "
        "To see these alone, ask for the quoted words by themselves.",
    ),
)
NOTHING_SEARCHABLE = notice(
    "nothing-searchable",
    Letter(
        "问题里没有可以检索的文字（只有标点或符号）。请输入字、词或档号。",
        "There is nothing to search for in the question (punctuation or symbols only). "
        "Write characters, words or a code.",
    ),
)
FIELD_EMPTY = notice(
    "field-empty",
    Letter(
        "问题里有一项（如“题名:”）后面没有可以检索的文字，这一项没有检索。请在冒号后写上内容。",
        "A field of the question (such as 题名:) has nothing to search for after it and was left out. Write what it is "
        "to hold after the colon.",
    ),
)
LOOSENED = notice(
    "loosened",
    Letter(
        "没有同时含有全部词语的档案，以下是含有其中一些词语的，最相近的在前。",
        "Nothing holds all the words; these hold some of them, the nearest first.",
    ),
)
SOME_OF_IT = notice(
    "some-of-it",
    Letter(
        "问题是一句话，因此所列档案含有其中的全部或一些词语。只要同时含有全部词语的，请选“全部词语”（match=all）。",
        "The question is a sentence, so these hold all or some of its words. Choose all words (match=all) to see only "
        "what holds all of them.",
    ),
)


def all_first(units: int) -> Notice:
    """So many units hold all the words of a sentence and stand first; others follow."""
    return notice(
        "all-first",
        Letter(
            f"排在最前的 {units} 个著录单元同时含有全部词语，其后的含有其中一些词语，最相近的在前。",
            f"The first {units} units hold all the words; after them come those that hold some, the nearest first.",
        ),
    )


BEST_ONLY = notice(
    "best-only",
    Letter(
        "按相关度只列出最相近的 500 个著录单元，数目和分面只就它们而言。加引号或换词可缩小范围。",
        "By relevance only the best 500 units are listed; totals and facets are of these. "
        "Quotes or other words narrow it down.",
    ),
)
LIST_ENDS = notice(
    "list-ends",
    Letter(
        "按相关度的列表到 500 个著录单元为止。要看全部，请按档号或日期排序。",
        "By relevance the list ends at 500 units. Sort by code or date to see all.",
    ),
)
TOO_MANY_TIES = notice(
    "by-code",
    Letter(
        "太多档案与问题同样相近，已改按档号排列。",
        "Too many records are equally near to the question; they are listed by code.",
    ),
)
ABOUT = notice(
    "about",
    Letter(
        "结果很多，著录单元数和分面数为约数。",
        "There are many results; the numbers of units and in facets are about right.",
    ),
)
ABOUT_ALL = notice(
    "about",
    Letter(
        "结果很多，著录单元数、页数和分面数为约数。",
        "There are many results; the numbers of units, of pages and in facets are about right.",
    ),
)


def not_found() -> ProblemError:
    """The one answer for what is not held and for what this reader may not see."""
    return ProblemError(
        404,
        "not-found",
        "Not found",
        Letter(
            "这里没有可以显示的内容：档号不存在，或者它未向您开放。请核对档号；如有权限，请先登录。",
            "There is nothing to show here: the code is not held, or it is not open to you. "
            "Check the code; sign in if you have been given access.",
        ),
    )


def unknown_token() -> ProblemError:
    """The one answer for unknown and ended tokens."""
    return ProblemError(
        401,
        "unknown-token",
        "Unauthorized",
        Letter(
            "凭证无效或已停用，因此不能确认您的身份。请重新登录，或向档案馆工作人员索取新凭证；不带凭证可以检索开放档案。",
            "The token is not known or has ended, so nobody can tell who asks. Sign in again or ask the archive "
            "for a new one; without a token the open records can be searched.",
        ),
    )


def no_bearer_token() -> ProblemError:
    """The one answer for a header Authorization without a bearer token, whatever else it says."""
    return ProblemError(
        401,
        NO_BEARER_TOKEN,
        "Unauthorized",
        Letter(
            "请求头 Authorization 不是“Bearer 凭证”的写法，因此不能确认是谁在问。请改写为 Authorization: Bearer 凭证，"
            "或去掉这个请求头再问；若是前面的反向代理用 Basic 认证，请管理员让代理不要转发它。",
            "The header Authorization does not say “Bearer” and a token, so nobody can tell who asks. Write "
            "Authorization: Bearer TOKEN, or ask without the header; where a reverse proxy asks for a Basic password, "
            "whoever runs it lets the proxy take the header away.",
        ),
    )


def bad_parameter(name: str, zh: str, en: str) -> ProblemError:
    """A parameter that cannot be understood."""
    return ProblemError(
        400,
        "bad-parameter",
        "Bad request",
        Letter(f"参数 {name} 无法理解：{zh}", f"The parameter {name} cannot be understood: {en}"),
    )


def unavailable(letter: Letter) -> ProblemError:
    """The index cannot answer now."""
    return ProblemError(503, "unavailable", "Service unavailable", letter, retry_after=5)


def store_away() -> ProblemError:
    """The store cannot be asked now."""
    return unavailable(
        Letter(
            "馆藏数据库暂时没有应答，这个问题现在没有答案；馆藏没有受影响。请稍后再试，恢复后会自动作答。",
            "The store of the holdings does not answer now, so neither does this question; the holdings are untouched. "
            "Ask again in a moment: answers come back by themselves.",
        )
    )


def store_damaged() -> ProblemError:
    """Something of the store cannot be read, or is not there."""
    return unavailable(
        Letter(
            "馆藏数据库有损坏或缺失，为免答错，这个问题现在没有答案。请管理员运行 lantai check："
            "它逐表说明哪些还可以读，该怎么办。",
            "The store of the holdings is damaged or lacks something, so this question has no answer now, lest it be "
            "wrong. An administrator should run lantai check: it says table by table what can be read and what to do.",
        )
    )


def wrong_method(known: Sequence[str] = ("GET",)) -> ProblemError:
    """A method that a route does not have; `known` are those that it has."""
    letter = Letter("这个地址只能用 GET 读取。", "This address can only be read, by GET.")
    if tuple(known) != ("GET",):
        letter = Letter(
            f"这个地址只接受 {'、'.join(known)}。请改用其中之一。",
            f"This address knows {', '.join(known)} alone. Use one of these.",
        )
    return ProblemError(405, "wrong-method", "Method not allowed", letter)


def unexpected() -> ProblemError:
    """A fault of ours."""
    return ProblemError(
        500,
        "fault",
        "Internal server error",
        Letter(
            "兰台出了差错，没有给出答案；馆藏没有受影响。请把响应头 X-Request-ID 的值告诉管理员。",
            "Lantai failed to answer; the holdings are untouched. "
            "Tell the administrator the value of the header X-Request-ID.",
        ),
    )


def tolerated(pages: int, *, last: bool) -> Notice:
    """Some pages were found in spite of misreadings; by relevance they stand last."""
    return notice(
        "tolerant",
        Letter(
            f"其中 {pages} 页的识读文字与所查不尽相同，可能是识读有误；这些页已标明{'，排在最后' if last else ''}。",
            f"On {pages} of the pages the text differs from what was asked: it may have been misread. They are marked"
            f"{' and stand last' if last else ''}.",
        ),
    )
