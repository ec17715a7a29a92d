"""Digital objects and how to open them: pages, sizes, pixels, and text layers with their places."""
