"""A new district's way from nothing to its own region: questions, a folder made from the answers, its loading."""
