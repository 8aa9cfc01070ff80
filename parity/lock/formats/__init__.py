"""A lock as text: one file a format. What a format cannot say is an error, never left out."""
