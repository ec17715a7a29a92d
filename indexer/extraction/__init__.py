"""What do the digital objects say? Each page read in a worker process, by the reader of its format."""
