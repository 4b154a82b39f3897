//! What agencies share: places and memory, of which none may hold more than its part.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::extract::Caller;
use crate::error::{ErrorCode, Failure};
use crate::message::{Message, message};
use crate::store::AgencyId;

/// An agency may hold this part of all there is: one in four.
const AGENCIES: u32 = 4;
/// Time that a request waits for its share before it is sent away to come again.
const MAX_WAIT: Duration = Duration::from_secs(30);
/// Bytes of one unit of memory: small enough that a short body takes little, large enough to count a tebibyte.
const UNIT: u64 = 1 << 16;

/// Something of which there is so much. The callers of a service without keys are one agency, which has all of it.
#[derive(Debug)]
pub(super) struct Shares {
    all: Arc<Semaphore>,
    size: u32,
    parts: Mutex<HashMap<AgencyId, Arc<Semaphore>>>,
    max_wait: Duration,
}

/// What a request holds of it, until this is dropped.
#[derive(Debug)]
pub(super) struct Share {
    _part: Option<OwnedSemaphorePermit>,
    _all: OwnedSemaphorePermit,
}

impl Shares {
    /// So many units.
    pub(super) fn new(size: usize) -> Self {
        let size = u32::try_from(size).unwrap_or(u32::MAX);
        Self { all: Arc::new(Semaphore::new(size as usize)), size, parts: Mutex::default(), max_wait: MAX_WAIT }
    }

    /// So many bytes of memory.
    pub(super) fn of_bytes(bytes: u64) -> Self {
        Self::new(usize::try_from(bytes / UNIT).unwrap_or(usize::MAX))
    }

    /// How many units there are.
    pub(super) fn size(&self) -> usize {
        self.size as usize
    }

    /// How many bytes of memory there are.
    pub(super) fn bytes(&self) -> u64 {
        u64::from(self.size) * UNIT
    }

    /// How many units nobody holds.
    pub(super) fn free(&self) -> usize {
        self.all.available_permits()
    }

    /// One unit, at once or not at all.
    pub(super) fn try_take(&self, caller: &Caller) -> Option<Share> {
        let part = match self.part(caller) {
            Some((part, _)) => Some(part.try_acquire_owned().ok()?),
            None => None,
        };
        Some(Share { _part: part, _all: Arc::clone(&self.all).try_acquire_owned().ok()? })
    }

    /// One unit that counts for no agency, at once or not at all.
    pub(super) fn try_take_own(&self) -> Option<Share> {
        Some(Share { _part: None, _all: Arc::clone(&self.all).try_acquire_owned().ok()? })
    }

    /// So many units, or all there are. Those who ask for more than an agency's part hold all of that, so they are alone
    /// of their agency.
    ///
    /// # Errors
    /// `busy` where others hold them for too long.
    pub(super) async fn take(&self, caller: &Caller, units: u32, busy: Message) -> Result<Share, Failure> {
        let taken = async {
            let part = match self.part(caller) {
                Some((part, size)) => Some(part.acquire_many_owned(units.min(size)).await.ok()?),
                None => None,
            };
            let all = Arc::clone(&self.all).acquire_many_owned(units.min(self.size)).await.ok()?;
            Some(Share { _part: part, _all: all })
        };
        let taken = tokio::time::timeout(self.max_wait, taken).await.ok().flatten();
        taken.ok_or_else(|| Failure::of(ErrorCode::Busy, busy))
    }

    /// Memory of so many bytes.
    ///
    /// # Errors
    /// `busy` where others hold it for too long.
    pub(super) async fn take_bytes(&self, caller: &Caller, bytes: u64) -> Result<Share, Failure> {
        let units = u32::try_from(bytes.div_ceil(UNIT)).unwrap_or(u32::MAX).max(1);
        self.take(caller, units, message!["failure-busy-memory"]).await
    }

    /// The part of an agency, and its size.
    fn part(&self, caller: &Caller) -> Option<(Arc<Semaphore>, u32)> {
        caller.key.as_ref()?;
        let size = (self.size / AGENCIES).max(1);
        let mut parts = self.parts.lock().unwrap_or_else(PoisonError::into_inner);
        let part = parts.entry(caller.agency.clone()).or_insert_with(|| Arc::new(Semaphore::new(size as usize)));
        Some((Arc::clone(part), size))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Scope;

    fn caller(agency: &str) -> Caller {
        Caller { agency: AgencyId(agency.to_owned()), key: Some("key".to_owned()), scope: Scope::Read, exact: false }
    }

    #[test]
    fn an_agency_has_a_quarter_and_the_only_one_has_all() {
        let shares = Shares::new(8);
        let of = |caller: &Caller| std::iter::from_fn(|| shares.try_take(caller)).take(20).collect::<Vec<_>>();
        let (a, b) = (of(&caller("a")), of(&caller("b")));
        assert_eq!((a.len(), b.len(), shares.free()), (2, 2, 4));
        assert_eq!(of(&Caller::local()).len(), 4, "without keys there is one agency");
        drop(a);
        assert_eq!((shares.free(), of(&caller("a")).len()), (6, 2), "they are given back");
    }

    #[tokio::test]
    async fn whoever_needs_more_than_a_part_is_alone_of_its_agency_and_others_are_served() {
        let shares = Shares { max_wait: Duration::from_millis(10), ..Shares::of_bytes(64 * UNIT) };
        let large = shares.take_bytes(&caller("a"), 40 * UNIT).await.expect("there is enough");
        assert_eq!(shares.free(), 24);
        let second = shares.take_bytes(&caller("a"), 1).await.expect_err("the agency holds its part");
        assert_eq!(second.code, ErrorCode::Busy);
        shares.take_bytes(&caller("b"), 20 * UNIT).await.expect("another agency has its own part");
        drop(large);
        shares.take_bytes(&caller("a"), 1000 * UNIT).await.expect("more than there is takes all there is");
    }
}
