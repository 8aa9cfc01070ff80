"""The Docker daemon: connected to, asked for images and containers, and for their root file systems."""
