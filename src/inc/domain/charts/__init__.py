"""Charts: numbers in, the text of an SVG out. No script, no font, nothing fetched, no clock.

They stand in Markdown, so there is no empty line in one and `<svg …>` is a line of its own. Text
and lines take the colour of the page (`currentColor`), and the fillings are seen on white and on
black; which is which is told by their texture too. Whoever cannot see a chart has its title, its
description, and the table with the same numbers that stands below it.
"""
