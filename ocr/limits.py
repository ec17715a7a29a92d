"""What an image must be to be read as a page."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ocr.port import OcrError

MAX_PIXELS = 120_000_000
"""A broadsheet page at 300 dpi has 70 million; 10,000 x 10,000 took 12.5 s and 1.35 GB."""

MIN_SIDE = 8
"""Pixels. Nothing narrower holds a legible Han character."""


def checked_page_image(image: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """The image itself, if it is one that can be read as a page.

    Args:
        image: to be (height, width, 3), uint8, RGB.

    Raises:
        OcrError: wrong shape or type, empty, or larger than ``MAX_PIXELS``.
    """
    if image.ndim != 3 or image.shape[2] != 3 or image.dtype != np.uint8:
        raise OcrError(
            "交给识别的不是彩色图像（高×宽×3,8 位），本页无法识读。请先转换图像。",
            f"What was handed over is not a colour image (height x width x 3, 8 bit) but {image.dtype} "
            f"{image.shape}, so the page cannot be read. Convert the image first.",
        )
    height, width = image.shape[:2]
    if height == 0 or width == 0:
        raise OcrError(
            "图像没有像素，本页无法识读。请核对原文件并重新扫描。",
            "The image has no pixels, so the page cannot be read. Check the original and scan it again.",
        )
    if height * width > MAX_PIXELS:
        raise OcrError(
            f"图像为 {width}×{height} 像素，超过 {MAX_PIXELS} 的上限，本页未识读。请降低分辨率或分割后再交。",
            f"The image has {width} x {height} pixels, more than the limit of {MAX_PIXELS}; the page was not "
            "read. Hand it over at a lower resolution or in parts.",
        )
    return image
