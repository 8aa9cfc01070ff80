"""What functions ask of the values they are given, read from their syntax trees."""
