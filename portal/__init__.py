"""How does a person see it? Pages, styles, and nothing of its own to remember."""
