"""Events from elsewhere, fetched calendars and uploaded tables (docs/calendar.md, adr/0183).

lines → zones, moments, calendars (or columns, days, tables) → fields → planning → writing; fetching does it by itself.
"""
