"""Numbers as archives write them, for whoever shows an answer: the numerals of the holdings, as they stand there."""

from holdings.numerals import CHINESE_NUMBER, DIGITS, plain_numerals

__all__ = ["CHINESE_NUMBER", "DIGITS", "plain_numerals"]
