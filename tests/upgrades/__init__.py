"""States of the portal that districts may still run, and the proof that each comes to today whole.

``<name>/state.zip`` is a backup of a tiny region with a row in every table that takes one, made by the program of that
time; ``<name>/triggers.<database>.json.gz`` are the triggers that stood in its database. A released state is never
made anew; each release adds its own: ``make keep-state NAME=<version>`` (docs/maintenance.md).
"""
