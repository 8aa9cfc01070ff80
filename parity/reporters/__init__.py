"""Reports to strings: one file per format."""
