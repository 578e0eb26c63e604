"""What a flow says: its models, its loader and its words. No browser here."""
