"""Where do entries live, and how is a question answered? A port in our own words, and its adapters."""
