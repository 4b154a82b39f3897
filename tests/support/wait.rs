//! Waiting for what happens by itself, in one place.

use std::thread;
use std::time::{Duration, Instant};

/// How long anything may take before a test gives up. Only failures wait for it.
const PATIENCE: Duration = Duration::from_secs(120);

/// Asks `look` until it gives something. `what` names what is waited for where it never comes.
pub(crate) fn wait_for<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < deadline, "{what}: not within {PATIENCE:?}");
        thread::sleep(Duration::from_millis(20));
    }
}
