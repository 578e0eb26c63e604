"""For whoever writes and mends flows: saved pages made of a live one, what has changed, which words lack."""
