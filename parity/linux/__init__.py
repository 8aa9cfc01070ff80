"""What a Linux root file system knows of itself: where its loader looks, and which packages own its files."""
