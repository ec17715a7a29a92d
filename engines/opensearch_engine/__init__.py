"""The cluster: OpenSearch 3, its core alone. Nothing of it shapes the questions."""
