"""What the record knows for a postmortem: one small module a generated block of Markdown."""
