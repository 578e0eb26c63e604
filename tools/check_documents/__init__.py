"""Checks what START-HERE says of every case of every flow, in three languages: `make documents`."""
