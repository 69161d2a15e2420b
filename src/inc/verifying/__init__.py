"""The record proves itself: what every commit made of every entry, from the history alone."""
