"""Who changed what, when: rows that the database writes by itself with every change (docs/adr/0265)."""
