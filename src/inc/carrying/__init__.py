"""One incident carried in a file, with its history and nothing else, to where nobody may push."""
