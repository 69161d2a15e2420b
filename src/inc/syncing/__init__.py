"""A branch and its counterpart at a remote made one, without a word of anybody lost."""
