"""馆藏: what do we keep? Units of description, codes, dates, themes, digital objects, page texts, the store."""
