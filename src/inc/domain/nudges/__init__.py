"""What is due or wrong now: a small function for each rule, and one list of them."""
