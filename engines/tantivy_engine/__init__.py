"""The embedded engine: Tantivy, in folders of the home. Nothing of it shapes the questions."""
