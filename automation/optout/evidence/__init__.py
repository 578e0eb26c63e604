"""Proof that stands without us: captures, the sealed record, and verifying it."""
