"""Two lines of history made one: their documents, what was decided, and what is new."""
