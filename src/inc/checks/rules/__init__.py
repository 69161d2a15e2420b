"""The rules of the check, one a file, each named for what it finds."""
