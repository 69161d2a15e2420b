"""Our disposable SQLite copy of the documents: its tables, and the questions it answers."""
