"""Pages to look at again: read once more in another way; the better reading stands, every reading is kept."""
