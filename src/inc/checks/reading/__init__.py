"""What rules read out of documents: prose, durations, days, fields, people, gates."""
