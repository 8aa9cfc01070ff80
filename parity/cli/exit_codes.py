"""Exit codes: what a script can rely on."""

PARITY = 0  # parity, or every finding below the threshold
DRIFT = 1  # findings at or over --fail-on
USAGE = 2  # a wrong option, a reference that names nothing, an input that cannot be read
CANNOT_TELL = 3  # something that the check needs could not be seen
INTERRUPTED = 130
