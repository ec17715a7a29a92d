"""分词: which words is this text made of?

A text is first *folded* (``fold``: one form for Traditional, Simplified, full-width, upper-case and variant
characters) and then *cut* (``chains``) into words, overlapping pairs of characters, and single characters.
The same chain object serves indexing and asking, so that both always see the same tokens. Nothing here knows
of an index, a field or an engine: engines get tokens joined by one blank.
"""
