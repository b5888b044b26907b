"""What people type into the fund's pages, checked at the field, the input kept."""
