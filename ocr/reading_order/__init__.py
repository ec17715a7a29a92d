"""In what order a page is read: the project's own, from the places of its lines alone."""

from ocr.reading_order.arrange import arrange
from ocr.reading_order.compose import compose
from ocr.reading_order.shapes import LineShape, Paragraph

__all__ = ["LineShape", "Paragraph", "arrange", "compose"]
