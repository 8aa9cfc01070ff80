"""Snapshots as bills of materials: a room of its own, for its library is imported only where one is written."""
