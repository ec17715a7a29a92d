"""Problems of pages and their pictures."""

from __future__ import annotations

from holdings.letters import Letter
from search_api.problems import ProblemError


def no_image() -> ProblemError:
    """The page is there and has no picture."""
    return ProblemError(
        404,
        "no-image",
        "No image",
        Letter(
            "这一页没有图像，只有文字：它不是扫描件或版式文件，或者收在压缩包、邮件里。请读这一页的文字。",
            "This page has no image, only text: it is not of a scan or a laid-out document, or it lies in an archive "
            "or a mail. Read the text of the page.",
        ),
    )


def image_unreadable(why: Letter) -> ProblemError:
    """The page should have a picture that cannot be drawn."""
    return ProblemError(404, "image-unreadable", "Image cannot be drawn", why)


def object_missing() -> Letter:
    """The bytes are not where they were put. What lies where is for the log."""
    return Letter(
        "这一页的原文件暂时取不到，图像无法显示；文字不受影响。请把档号和页号告诉档案馆。",
        "The file that this page is part of cannot be fetched at present, so its image cannot be shown; its text is "
        "not affected. Tell the archive the code and the page.",
    )


def studio_busy(why: Letter) -> ProblemError:
    """Nobody is free to draw."""
    return ProblemError(503, "busy", "Service unavailable", why, retry_after=3)
