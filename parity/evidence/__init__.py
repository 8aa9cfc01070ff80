"""What really changed inside: looks at both sides' files, for what differs only."""
