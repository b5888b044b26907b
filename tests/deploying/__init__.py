"""Trying deploy/ and docs/install.md from start to end in a clean Debian: by hand, as root, some minutes each."""
