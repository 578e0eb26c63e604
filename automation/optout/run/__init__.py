"""One objection from start to outcome."""
