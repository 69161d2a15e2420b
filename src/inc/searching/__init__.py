"""Finding the lines of documents that have some words, or fit a pattern."""
