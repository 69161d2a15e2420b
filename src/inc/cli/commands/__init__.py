"""One command a file; the listing of this folder is the list of commands."""
