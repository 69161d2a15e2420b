"""The forms in which findings are told, one a file."""
