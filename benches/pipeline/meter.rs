//! What a piece of work costs: wall time, processor time and memory, as Linux counts them.

use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Linux tells processor time in hundredths of a second.
const TICK: Duration = Duration::from_millis(10);

/// What one piece of work cost.
#[derive(Debug, Clone, Copy)]
pub struct Cost {
    /// Time that went by.
    pub wall: Duration,
    /// Processor time of all threads; `None` where the system doesn't tell.
    pub cpu: Option<Duration>,
}

impl Cost {
    /// The lesser of each part.
    pub fn least(self, other: Cost) -> Cost {
        Cost { wall: self.wall.min(other.wall), cpu: self.cpu.zip(other.cpu).map(|(a, b)| a.min(b)) }
    }
}

/// Does `work` and tells what it cost.
pub fn cost_of(work: impl FnOnce()) -> Cost {
    let (began, before) = (Instant::now(), processor_time());
    work();
    let wall = began.elapsed();
    Cost { wall, cpu: before.zip(processor_time()).map(|(before, after)| after.saturating_sub(before)) }
}

/// Processor time of this process so far, in user and kernel mode.
fn processor_time() -> Option<Duration> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // The name before the last bracket may hold blanks; `utime` and `stime` are fields 14 and 15 of all.
    let (_, after_name) = stat.rsplit_once(") ")?;
    let ticks = after_name.split(' ').skip(11).take(2).map(|t| t.parse::<u32>().ok()).sum::<Option<u32>>()?;
    Some(TICK * ticks)
}

/// Average number of runnable tasks over the last minute.
pub fn load() -> Option<String> {
    let load = fs::read_to_string("/proc/loadavg").ok()?;
    load.split(' ').next().map(str::to_owned)
}

/// Runs `command` to its end and tells the most memory it ever had resident, in bytes.
///
/// # Panics
/// If it can't be started or fails.
pub fn peak_memory(command: &mut Command) -> Option<u64> {
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn().expect("the program can be started");
    let status = format!("/proc/{}/status", child.id());
    let mut peak = None;
    let end = loop {
        // The kernel keeps the high-water mark itself; what is missed is growth in the very last milliseconds.
        peak = high_water_mark(&status).max(peak);
        if let Some(end) = child.try_wait().expect("a child can be waited for") {
            break end;
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    assert!(end.success(), "{command:?} ended with {end}");
    peak
}

fn high_water_mark(status: &str) -> Option<u64> {
    let status = fs::read_to_string(status).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kibibytes * 1024)
}
