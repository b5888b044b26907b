"""The catalogue of faults, done to a running portal: make faults (docs/faults.md)."""
