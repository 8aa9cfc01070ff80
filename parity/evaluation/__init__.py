"""Whether two versions of a function answer alike on inputs that are made for them. Nothing is executed."""
