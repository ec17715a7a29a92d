"""What engines say to a person."""

from __future__ import annotations

from holdings.letters import LantaiError, Letter


class EngineError(LantaiError):
    """The engine could not keep what it was given; nothing of it is findable, and nothing is lost."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(
            Letter(
                f"索引 {place} 写入失败：{reason}。馆藏本身没有受影响，未写入的变更会在写入进程重新启动后继续。",
                f"Writing the index {place} failed: {reason}. The holdings are untouched; "
                "the changes go on when the index writer is started again.",
            )
        )


class EngineFailed(LantaiError):
    """The engine failed while it was asked; its own words are for the log, never for a reader.

    Args:
        letter: what is said instead, in our words; None for what holds of any failure.
    """

    def __init__(self, letter: Letter | None = None) -> None:
        super().__init__(
            letter
            or Letter(
                "检索引擎出了故障，这个问题暂时没有答案；馆藏没有受影响。请稍后再试；"
                "若一再发生，请管理员运行 lantai check，必要时 lantai reindex。",
                "The search engine failed, so this question has no answer now; the holdings are untouched. "
                "Ask again in a moment; if it goes on, an administrator should run lantai check and, if need be, "
                "lantai reindex.",
            )
        )


def engine_away() -> Letter:
    """A cluster gives no answer."""
    return Letter(
        "检索引擎暂时没有应答，这个问题现在没有答案；馆藏没有受影响，恢复后自动可用，请稍后再试。"
        "管理员请检查 OpenSearch 是否在运行、LANTAI_ENGINE 的地址与网络。",
        "The search engine does not answer now, so this question has no answer; the holdings are untouched, and "
        "searching goes on by itself when it is back. Ask again in a moment. An administrator should check that "
        "OpenSearch runs, the address in LANTAI_ENGINE, and the network.",
    )


def for_the_log(error: BaseException) -> str:
    """What went wrong, in one line for those who look after the machines; never what a reader asked."""
    told = getattr(error, "why", "")
    if isinstance(told, str) and told:
        return told
    if isinstance(error, EngineFailed) and error.__cause__ is not None:
        return for_the_log(error.__cause__)
    if isinstance(error, LantaiError):
        return error.letter.en
    return f"{type(error).__name__}: {error}"


class NoIndex(LantaiError):
    """There is no index to ask yet."""

    def __init__(self) -> None:
        super().__init__(
            Letter(
                "此馆藏还没有索引，暂时无法检索。请运行 lantai serve（或 lantai intake），索引会自动建立。",
                "This home has no index yet, so it cannot be searched. Run lantai serve (or lantai intake); "
                "the index is then built by itself.",
            )
        )


class OtherAnalyzer(LantaiError):
    """The index was made by other rules of analysis than the ones in use."""

    def __init__(self) -> None:
        super().__init__(
            Letter(
                "索引由另一套分词规则建立（规则、词典或库的版本不同），用它检索会漏掉档案。请运行：lantai reindex",
                "The index was made by other rules of analysis (another version of rules, lexicons or libraries), "
                "so searching it would miss records. Run: lantai reindex",
            )
        )


class IndexBehind(LantaiError):
    """The index is older than the changes that are still known, so what was closed since cannot be hidden."""

    def __init__(self) -> None:
        super().__init__(
            Letter(
                "索引落后太多，无法保证不显示已收紧的档案，因此暂不回答。"
                "请启动写入进程（lantai serve）或运行 lantai reindex。",
                "The index is too far behind to be sure that nothing closed since is shown, so it does not answer. "
                "Start the index writer (lantai serve) or run lantai reindex.",
            )
        )


class WriterBusy(LantaiError):
    """Another process holds the index writer's lock."""

    def __init__(self) -> None:
        super().__init__(
            Letter(
                "此馆藏已有一个索引写入进程在运行；每个馆藏只能有一个。无需再启动，变更会由它写入。",
                "This home already has an index writer; there is only ever one. Changes are written by it, "
                "nothing else needs to be started.",
            )
        )
