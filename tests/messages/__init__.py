"""The catalogues of the public texts: what the source says, and what locale/ has of it (docs/languages.md).

Written in Python so that a machine without GNU gettext can bring them up to date and check them.
"""
