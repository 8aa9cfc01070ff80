# What `python parity.pyz` runs: parsed by every Python, so that an old one is told what it is missing.
import sys

if sys.version_info < (3, 10):
    sys.stderr.write(
        "parity: cannot run on Python %d.%d (%s): it needs 3.10 or newer; "
        "take a snapshot of this environment from outside, with `parity snapshot`\n"
        % (sys.version_info[0], sys.version_info[1], sys.executable)
    )
    sys.exit(2)

import unpacked

unpacked.run()
