"""Documents and what they mean: text in, domain out, and back without losing a byte."""
