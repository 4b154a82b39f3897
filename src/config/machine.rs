//! What the machine or container has.

use std::fs::read_to_string;

/// Memory that is assumed where the system does not say how much there is.
const ASSUMED_BYTES: u64 = 4 << 30;
/// Where Linux says how much memory a container may use, in versions 2 and 1 of control groups.
const LIMITS: [&str; 2] = ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"];

/// Bytes of memory that this process may use: the container's limit, or what the machine has.
pub(super) fn available_memory() -> u64 {
    let limits = LIMITS.iter().filter_map(|path| read_to_string(path).ok()?.trim().parse().ok());
    let machine = read_to_string("/proc/meminfo").ok().and_then(|meminfo| total_of(&meminfo));
    limits.chain(machine).min().unwrap_or(ASSUMED_BYTES)
}

/// The machine's memory in what `/proc/meminfo` says.
fn total_of(meminfo: &str) -> Option<u64> {
    let line = meminfo.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes << 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_memory_of_the_machine() {
        assert_eq!(total_of("MemTotal:       24560212 kB\nMemFree:         345 kB\n"), Some(24_560_212 << 10));
        assert_eq!(total_of("MemFree: 345 kB"), None);
        assert!(available_memory() >= 64 << 20);
    }
}
