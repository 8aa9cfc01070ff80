"""Images that lie in files: what an archive or a layout holds, which of them is meant, and its root file system."""
