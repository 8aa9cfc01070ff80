"""What a person types: lines that take a difference away, and commands that show it without parity. Pure."""
