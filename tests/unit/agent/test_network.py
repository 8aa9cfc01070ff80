"""Names of hosts."""

from __future__ import annotations

import os
from pathlib import Path

from parity.agent.network import named_hosts


def test_names_of_hosts_other_than_its_own(tmp_path: Path) -> None:
    own = os.uname().nodename
    path = tmp_path / "hosts"
    path.write_text(
        "127.0.0.1 localhost shop.local\n::1 ip6-localhost ip6-loopback\n"
        f"10.0.0.2 features.internal f # x\n172.17.0.2 {own}\n"
    )
    assert named_hosts(str(path)) == {"features.internal": "10.0.0.2", "f": "10.0.0.2"}
