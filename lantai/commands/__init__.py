"""The command line, one module a family. Each has `register(families)` and is light until its command runs."""
