"""Three versions of a document made one, without a person: what base became on two sides.

A version is read as the base and the set of what was changed in it: entries, fields, boxes, items,
passages of prose. Merging is to unite the two sets and to write the base with all of them. Where
two changes exclude each other, a rule decides that does not know which side is whose (the result is
the same on every clone, in whichever order the sides are merged), or both stay, for a person.

`documents` puts the parts together: `header` (the front matter), `journal` (the timeline), and
`hunks` (everything else) over `units`, with `passages` where two versions of a text must both stay.
"""
