"""Keeps the index exact: rows of the last commit, and what is dirty laid over them."""
