"""A storage in memory, for tests of what reads storages."""

from __future__ import annotations


class MemoryStorage:
    """Bytes as a storage; counts what was read of them."""

    random = True

    def __init__(self, data: bytes, name: str = "memory") -> None:
        self.name = name
        self.size: int | None = len(data)
        self.read_bytes = 0
        self._data = data

    def read_at(self, offset: int, size: int) -> bytes:
        data = self._data[offset : offset + size]
        self.read_bytes += len(data)
        return data

    def close(self) -> None:
        pass
