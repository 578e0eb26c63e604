"""Letters that the person sends: an objection, a complaint, and whom they go to."""
