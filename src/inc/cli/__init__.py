"""The command line: words in, one call below, what happened out."""
