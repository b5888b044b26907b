"""What the office has of its own beside the lists: its search, its filters under a name, its hints and keys.

`kinds` says what is searched, `finding` asks for it, `hints` counts what could be better, `filters` keeps the
state of a list under a name, `views` are the pages.
"""
