"""The runbooks of a workspace; one that cannot be read is reported, and never stops a list."""
