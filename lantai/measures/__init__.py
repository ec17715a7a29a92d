"""An archive's own material, its own figures: relevance and speed by the full application path."""
