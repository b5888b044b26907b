"""Everything the portal keeps, in one file and back again (docs/backup.md)."""
