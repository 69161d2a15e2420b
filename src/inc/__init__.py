"""inc: incident response in a git repository of Markdown files."""

# A literal: importlib.metadata costs more than the rest of `inc --version` together.
__version__ = "0.1.0"
