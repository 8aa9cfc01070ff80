"""Root file systems: read-only views of directories, archives and layers, with every link resolved inside the root."""
