//! Who works next: the agencies that wait take turns, whatever the number of their requests.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

use crate::store::AgencyId;

/// Threads that are free, and who waits for one.
#[derive(Debug)]
pub(super) struct Turns(Mutex<Waiting>);

#[derive(Debug)]
struct Waiting {
    free: usize,
    /// The next agency first; each with its requests in the order in which they came.
    agencies: VecDeque<(AgencyId, VecDeque<oneshot::Sender<Turn>>)>,
}

/// The right to use a thread; whoever is next has it once this is dropped.
#[derive(Debug)]
pub(super) struct Turn(Option<Arc<Turns>>);

impl Turns {
    pub(super) fn new(threads: usize) -> Arc<Self> {
        Arc::new(Self(Mutex::new(Waiting { free: threads, agencies: VecDeque::new() })))
    }

    /// Threads that nobody uses.
    pub(super) fn free(&self) -> usize {
        self.waiting().free
    }

    /// Waits for the turn of a request of `agency`.
    pub(super) async fn next(self: &Arc<Self>, agency: &AgencyId) -> Turn {
        let receiver = {
            let mut waiting = self.waiting();
            if waiting.free > 0 {
                waiting.free -= 1;
                return Turn(Some(Arc::clone(self)));
            }
            let (sender, receiver) = oneshot::channel();
            match waiting.agencies.iter_mut().find(|(other, _)| other == agency) {
                Some((_, requests)) => requests.push_back(sender),
                None => waiting.agencies.push_back((agency.clone(), VecDeque::from([sender]))),
            }
            receiver
        };
        receiver.await.expect("who waits is reported, or waits for ever")
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The request that is next, which may have given up; where there is none the thread is free.
    fn pop(&self) -> Option<oneshot::Sender<Turn>> {
        let mut waiting = self.waiting();
        let Some((agency, mut requests)) = waiting.agencies.pop_front() else {
            waiting.free += 1;
            return None;
        };
        let next = requests.pop_front();
        if !requests.is_empty() {
            waiting.agencies.push_back((agency, requests));
        }
        next
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let Some(turns) = self.0.take() else { return };
        while let Some(next) = turns.pop() {
            match next.send(Turn(Some(Arc::clone(&turns)))) {
                Ok(()) => return,
                // It gave up; its turn is the next one's, not one more.
                Err(mut turn) => drop(turn.0.take()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    #[tokio::test]
    async fn agencies_take_turns_and_those_who_gave_up_are_passed_over() {
        let turns = Turns::new(1);
        let agency = |name: &str| AgencyId(name.to_owned());
        let (a, b) = (agency("a"), agency("b"));
        let first = turns.next(&a).await;
        let mut of_a: Vec<_> = (0..3).map(|_| Box::pin(turns.next(&a))).collect();
        let mut of_b = Box::pin(turns.next(&b));
        assert!(of_a.iter_mut().all(|next| next.now_or_never().is_none()) && (&mut of_b).now_or_never().is_none());
        drop(of_a.remove(0));
        drop(first);
        // The first of A gave up, so the second had its chance in A's turn or B in its own; both before A's third.
        let second = (&mut of_b).now_or_never().expect("B need not wait for all of A");
        drop(second);
        let third = (&mut of_a[0]).now_or_never().expect("A's turn");
        assert!((&mut of_a[1]).now_or_never().is_none() && turns.free() == 0);
        drop((third, of_a));
        assert_eq!(turns.free(), 1);
    }
}
