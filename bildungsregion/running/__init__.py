"""What who runs an installation needs: whether it is well, what it logs, counts and reports."""
