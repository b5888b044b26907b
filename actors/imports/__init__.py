"""The directory from files: read, mapped, understood, matched, planned, written (docs/importing.md).

reading → columns → values → matching → planning → writing; the office's pages are in admin/imports.py.
"""
