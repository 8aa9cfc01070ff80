"""/proc/cpuinfo -> vendor, model, flags. Format: linux/arch/*/kernel/cpu/proc.c, arch/arm64/kernel/cpuinfo.c."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

# arm64 prints the implementer as a number (Arm's main ID register); names as archspec has them.
ARM_VENDORS = {
    "0x41": "ARM", "0x42": "Broadcom", "0x43": "Cavium", "0x46": "Fujitsu", "0x48": "HiSilicon", "0x4e": "Nvidia",
    "0x50": "APM", "0x51": "Qualcomm", "0x53": "Samsung", "0x56": "Marvell", "0x61": "Apple", "0x69": "Intel",
    "0xc0": "Ampere",
}  # fmt: skip

# Linux reports these beside instruction sets: bugs worked around, power management, virtualisation, tracing. They come
# and go with kernels and hypervisors, and no library chooses code by them.
NOT_INSTRUCTIONS = re.compile(
    r"^(acpi|aperfmperf|apic|arat|arch_\w+|arch_capabilities|art|bts|clflush\w*|cmp_legacy|constant_tsc|cpb|cpuid\w*|cqm\w*"
    r"|cr8_legacy|dca|de|ds_cpl|dtes64|dtherm|dts|epb|ept\w*|erms|est|extapic|extd_apicid|flexpriority|flush\w*|fsrm|ht"
    r"|hw_pstate|hwp\w*|hypervisor|ibpb|ibrs\w*|ibs|ida|intel_\w+|invpcid\w*|irperf|mba|mca|mce|md_clear|monitor|mtrr"
    r"|mwaitx?|nonstop_tsc|nopl|npt|nrip_save|nx|ospke|osvw|osxsave|overflow_recov|pae|pat|pausefilter|pbe|pcid"
    r"|pdcm|pdpe1gb|pebs|perfctr\w*|perfmon\w*|pfthreshold|pge|pke|pku|pln|pni_|pse|pse36|pti|pts|rdpid|rdpru|rdt_\w"
    r"|rdtscp|rep_good|retpoline\w*|sdbg|sev\w*|skinit|smap|smca|smep|sme|ss|ssbd|ssbs|stibp\w*|succor|svm\w*|syscall"
    r"|tce|tm|tm2|topoext|tpr_shadow|tsc\w*|umip|user_shstk|v_\w+|vgif|virt_ssbd|vmcb_clean|vme|vmmcall|vmx|vnmi|vpid"
    r"|vdpau|wbnoinvd|wdt|x2apic|x2avic|xgetbv1|xsave\w*|xtopology|xtpr|msr|mp|lm|up|split_lock\w*|bus_lock\w*"
    r"|eagerfpu|spec_ctrl|smx|c(at|dp)_l\d|amd_\w+|avic|bpext|decodeassists|nodeid_msr|lbrv|rapl|ibp_disable|sep|pconfig"
    r"|enqcmd|tme|misalignsse|tdx_guest|la57|waitpkg|cldemote|serialize|fred|lam|hfi|ibt|fsrs|fzrm|fsrc|nullseg|auto_ibrs|debug_swap|cppc)$"
)


ALIASES = {"pni": "sse3"}  # the kernel's name, and everybody else's


def instructions(flags: Iterable[str]) -> tuple[str, ...]:
    """Those of the flags that are instruction sets, sorted, by their usual names."""
    return tuple(sorted({ALIASES.get(flag, flag) for flag in flags if not NOT_INSTRUCTIONS.match(flag)}))


@dataclass(frozen=True, slots=True, kw_only=True)
class CpuInfo:
    """The first processor's block.

    Attributes:
        vendor: as archspec names it, None where the file has none.
        flags: all of them; `instructions` are those that programs choose code by.
        part: Arm's part number.
        generation: of IBM's POWER, 0 elsewhere.
        named: RISC-V's own name of its microarchitecture ("sifive,u74-mc"), or of its model.
    """

    vendor: str | None
    model: str | None
    flags: frozenset[str]
    part: str | None
    generation: int = 0
    named: str | None = None

    @property
    def instructions(self) -> tuple[str, ...]:
        """Instruction sets, sorted."""
        return instructions(self.flags)


def parse_cpuinfo(text: str) -> CpuInfo:
    """Lenient: what a line does not say is None or empty."""
    fields: dict[str, str] = {}
    for line in text.split("\n\n", 1)[0].splitlines():
        name, colon, value = line.partition(":")
        if colon:
            fields.setdefault(name.strip().lower(), value.strip())
    power = re.match(r"POWER(\d{1,3})", fields.get("cpu", ""))
    implementer = fields.get("cpu implementer", "").lower()
    return CpuInfo(
        vendor=fields.get("vendor_id") or ARM_VENDORS.get(implementer),
        model=fields.get("model name") or fields.get("cpu") or None,
        flags=frozenset((fields.get("flags") or fields.get("features") or "").split()),
        part=fields.get("cpu part"),
        generation=int(power.group(1)) if power else 0,
        named=fields.get("uarch") or fields.get("model name") if "isa" in fields else None,
    )
