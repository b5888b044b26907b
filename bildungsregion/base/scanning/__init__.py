"""Files of strangers are shown once the virus scanner says they are clean (docs/adr/0300)."""
