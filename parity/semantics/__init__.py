"""What an edit of Python code does: two sources in, their edits out. Nothing is run."""
