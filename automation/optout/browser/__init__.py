"""A real browser with a person in front of it."""
