"""The pages of the office beyond lists and forms of rows: a case, its steps, its files, bookings."""
