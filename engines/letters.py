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


class IndexDamaged(LantaiError):
    """Something of the indices cannot be what was written there, so nothing of them is answered.

    Args:
        what: the file or folder, below the folder of the indices, or an index of a cluster.
        why: what is wrong with it; for whoever looks after the machine, never for a reader.
        is_asked: whether questions are answered all the same.
    """

    def __init__(self, what: str, why: str, *, is_asked: bool = False) -> None:
        super().__init__(
            Letter(
                "检索索引有损坏，为免漏答错答，暂不回答；馆藏数据库不由它而定，索引可由馆藏重建。"
                "请管理员运行 lantai check 看是哪一处，再运行 lantai reindex。",
                "The search indices are damaged, so they are not asked, lest an answer be wrong or lack something; "
                "they are made from the store and can be made again. An administrator should run lantai check to see "
                "where, then lantai reindex.",
            )
        )
        self.what = what
        self.why = f"{what}: {why}"
        self.is_asked = is_asked


def damaged_part(fault: IndexDamaged) -> Letter:
    """A damage by its place, for whoever looks after the machine."""
    if fault.is_asked:
        return Letter(
            f"索引文件夹中有损坏：{fault.why}。检索不受影响。请运行 lantai reindex（服务运行时也可），它会改正。",
            f"Something in the folder of the indices is damaged: {fault.why}. Questions are answered as before. Run "
            "lantai reindex, which mends it (a running service may go on).",
        )
    return Letter(
        f"索引损坏：{fault.why}。在重建之前不用它作答。请运行 lantai reindex（服务运行时也可）。",
        f"The index is damaged: {fault.why}. Until it is made anew it is not asked. Run lantai reindex (a running "
        "service may go on).",
    )


class IndexInTheMaking(LantaiError):
    """The first whole index of a home is being made; until then there is none to ask."""

    def __init__(self) -> None:
        super().__init__(
            Letter(
                "索引正在建立，还没有完成，因此暂时无法检索；建成后自动可用，请稍后再试。"
                "若没有写入进程在运行，请启动 lantai serve 或运行 lantai reindex，会从停下处继续。",
                "The index is being made and not whole yet, so it cannot be searched; searching goes on by itself when "
                "it is. Ask again in a moment. If no index writer runs, start lantai serve or run lantai reindex: it "
                "goes on where it stopped.",
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
