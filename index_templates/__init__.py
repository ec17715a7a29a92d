"""What does each index remember? One description an index; every engine builds from it."""
