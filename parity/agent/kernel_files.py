"""Files in which the kernel tells how this machine is set up."""

HOST_FILES = (
    "/proc/cpuinfo",
    "/proc/self/status",
    "/proc/meminfo",
    "/proc/self/cgroup",
    "/proc/sys/kernel/osrelease",
    "/proc/cmdline",
    "/proc/self/oom_score_adj",
    "/proc/self/uid_map",
    "/proc/self/attr/current",
    "/sys/kernel/mm/transparent_hugepage/enabled",
    "/sys/kernel/mm/transparent_hugepage/defrag",
    "/sys/kernel/mm/transparent_hugepage/shmem_enabled",
    "/sys/kernel/mm/ksm/run",
    "/sys/module/zswap/parameters/enabled",
    "/sys/devices/system/node/online",
    "/sys/devices/system/clocksource/clocksource0/current_clocksource",
    "/sys/devices/system/cpu/smt/active",
    "/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor",
    "/sys/devices/system/cpu/cpu0/cpufreq/scaling_max_freq",
    "/sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq",
    "/sys/devices/system/cpu/cpu0/cpufreq/energy_performance_preference",
    "/sys/devices/system/cpu/intel_pstate/no_turbo",
    "/sys/devices/system/cpu/cpufreq/boost",
    "/sys/devices/system/cpu/cpu0/cache/index2/size",
    "/sys/devices/system/cpu/cpu0/cache/index3/size",
    "/sys/devices/system/cpu/vulnerabilities/meltdown",
    "/sys/devices/system/cpu/vulnerabilities/spectre_v2",
    "/sys/class/dmi/id/sys_vendor",
    "/sys/class/dmi/id/product_name",
    "/sys/hypervisor/type",
    "/proc/driver/nvidia/version",
)
# Settings of the kernel by sysctl(8), below /proc/sys: directory -> names.
SYSCTLS = {
    "vm": (
        "overcommit_memory", "overcommit_ratio", "overcommit_kbytes", "max_map_count", "swappiness",
        "nr_hugepages", "nr_overcommit_hugepages", "zone_reclaim_mode", "dirty_ratio", "dirty_background_ratio",
        "vfs_cache_pressure", "min_free_kbytes", "watermark_scale_factor", "page-cluster",
        "compaction_proactiveness", "panic_on_oom", "oom_kill_allocating_task",
    ),
    "kernel": (
        "threads-max", "pid_max", "numa_balancing", "shmmax", "shmall", "shmmni", "sem", "core_pattern",
        "io_uring_disabled", "randomize_va_space", "perf_event_paranoid", "yama/ptrace_scope",
        "sched_autogroup_enabled", "sched_rt_runtime_us", "timer_migration", "nmi_watchdog",
        "unprivileged_bpf_disabled", "dmesg_restrict", "kptr_restrict", "sysrq", "panic",
    ),
    "fs": (
        "file-max", "nr_open", "aio-max-nr", "pipe-max-size", "inotify/max_user_watches",
        "inotify/max_user_instances",
    ),
    "net": (
        "core/somaxconn", "core/rmem_max", "core/wmem_max", "core/netdev_max_backlog", "core/default_qdisc",
        "core/busy_poll", "ipv4/ip_local_port_range", "ipv4/ip_unprivileged_port_start",
        "ipv4/tcp_keepalive_time", "ipv4/tcp_keepalive_intvl", "ipv4/tcp_keepalive_probes", "ipv4/tcp_rmem",
        "ipv4/tcp_wmem", "ipv4/tcp_congestion_control", "ipv4/tcp_max_syn_backlog", "ipv4/tcp_tw_reuse",
        "ipv4/tcp_fin_timeout", "ipv4/tcp_slow_start_after_idle", "ipv4/tcp_fastopen", "ipv4/tcp_syn_retries",
        "ipv4/tcp_retries2", "ipv4/tcp_mtu_probing", "ipv4/ip_forward", "ipv6/conf/all/disable_ipv6",
    ),
    "abi": ("sve_default_vector_length",),
}  # fmt: skip
KERNEL_FILES = HOST_FILES + tuple("/proc/sys/" + group + "/" + name for group in SYSCTLS for name in SYSCTLS[group])
