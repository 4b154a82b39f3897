//! Memory, time and files of this process, from /proc on Linux.

use std::fs;

/// Ticks a second in /proc, which Linux promises to its programs on every machine.
const TICKS: f64 = 100.0;

/// What the system says of this process.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Process {
    /// Memory in use, in bytes.
    pub(super) resident_bytes: f64,
    /// Address space, in bytes.
    pub(super) virtual_bytes: f64,
    /// Time on processors, in seconds.
    pub(super) cpu_seconds: f64,
    /// When it began, in seconds since 1970.
    pub(super) start_seconds: f64,
    /// Files and sockets that are open.
    pub(super) open_files: f64,
}

impl Process {
    /// This process now; none where the system has no /proc.
    pub(super) fn now() -> Option<Self> {
        let status = fs::read_to_string("/proc/self/status").ok()?;
        let stat = fs::read_to_string("/proc/self/stat").ok()?;
        let system = fs::read_to_string("/proc/stat").ok()?;
        // The name of the program stands in brackets and may hold anything; numbers come after it.
        let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
        // proc_pid_stat(5) counts from 1, the name is the second: utime 14, stime 15, starttime 22.
        let ticks = |number: usize| fields.get(number - 3)?.parse::<f64>().ok();
        Some(Self {
            resident_bytes: kibibytes(&status, "VmRSS:")?,
            virtual_bytes: kibibytes(&status, "VmSize:")?,
            cpu_seconds: (ticks(14)? + ticks(15)?) / TICKS,
            start_seconds: value(&system, "btime")?.parse::<f64>().ok()? + ticks(22)? / TICKS,
            open_files: fs::read_dir("/proc/self/fd").ok()?.count() as f64,
        })
    }
}

/// The word after `name` at the beginning of a line.
fn value<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.lines().find_map(|line| line.strip_prefix(name)?.split_whitespace().next())
}

fn kibibytes(status: &str, name: &str) -> Option<f64> {
    Some(value(status, name)?.parse::<f64>().ok()? * 1024.0)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn the_metrics_of_this_process_are_its_own() {
        let before = Process::now().expect("Linux has /proc");
        let mut held = vec![0_u8; 64 << 20];
        // Memory counts once it is written.
        held.iter_mut().step_by(4096).for_each(|byte| *byte = 1);
        let after = Process::now().expect("Linux has /proc");
        assert!(after.resident_bytes - before.resident_bytes > 60e6, "{before:?} {after:?} {}", held.len());
        assert!(before.virtual_bytes >= before.resident_bytes && before.open_files >= 3.0);
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970").as_secs_f64();
        assert!((0.0..3600.0).contains(&(now - before.start_seconds)), "{before:?} {now}");
        assert!(before.cpu_seconds >= 0.0 && before.cpu_seconds <= after.cpu_seconds);
    }
}
