"""The search over everything: what it knows of each row, how it asks, and what the office adds to it.

`sources` names the kinds of rows, `index` keeps their words in one place (the database does it itself),
`hits` asks there, `marking` shows where the words stand, `words` knows what may have been meant, `bets` what
the office recommends.
"""
