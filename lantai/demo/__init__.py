"""The demonstration: sample holdings, readers of each kind, and questions that are answered differently."""
