"""What follows from several facts of a snapshot together; pure, and shared by rules that may not know one another."""
