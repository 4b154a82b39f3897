//! Who works next: the agencies that wait take turns, whatever the number of their requests.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

use crate::store::AgencyId;

/// Agencies whose work does not wait for one another's: each of so many has a lane, which is a pool of threads of its own.
pub(super) const LANES: usize = 4;

/// Who works, and who waits.
#[derive(Debug)]
pub(super) struct Turns {
    /// Requests that work at once, where all are of one agency.
    size: usize,
    waiting: Mutex<Waiting>,
}

#[derive(Debug, Default)]
struct Waiting {
    /// In each lane the agencies of the requests that work there.
    lanes: [Vec<AgencyId>; LANES],
    /// The next agency first; each with its requests in the order in which they came.
    agencies: VecDeque<(AgencyId, VecDeque<oneshot::Sender<Turn>>)>,
}

/// The right to work in a lane; whoever is next has one once this is dropped.
#[derive(Debug)]
pub(super) struct Turn {
    turns: Arc<Turns>,
    agency: AgencyId,
    lane: usize,
}

impl Turns {
    pub(super) fn new(size: usize) -> Arc<Self> {
        Arc::new(Self { size, waiting: Mutex::default() })
    }

    /// How many requests may begin at once, whosoever they are.
    pub(super) fn free(&self) -> usize {
        self.size.saturating_sub(self.waiting().working())
    }

    /// Waits for the turn of a request of `agency`.
    pub(super) async fn next(self: &Arc<Self>, agency: &AgencyId) -> Turn {
        let receiver = {
            let mut waiting = self.waiting();
            if waiting.has_room(agency, self.size) {
                return self.begin(&mut waiting, agency.clone());
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
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn begin(self: &Arc<Self>, waiting: &mut Waiting, agency: AgencyId) -> Turn {
        let lane = waiting.lane_of(&agency);
        waiting.lanes[lane].push(agency.clone());
        Turn { turns: Arc::clone(self), agency, lane }
    }

    /// Ends a turn, and begins that of the request that is next, which may have given up.
    fn end(self: &Arc<Self>, lane: usize, agency: &AgencyId) -> Option<(oneshot::Sender<Turn>, Turn)> {
        let mut waiting = self.waiting();
        let ended = waiting.lanes[lane].iter().position(|other| other == agency)?;
        waiting.lanes[lane].swap_remove(ended);
        let next = (0..waiting.agencies.len()).find(|i| waiting.has_room(&waiting.agencies[*i].0, self.size))?;
        let (agency, mut requests) = waiting.agencies.remove(next)?;
        let request = requests.pop_front()?;
        if !requests.is_empty() {
            waiting.agencies.push_back((agency.clone(), requests));
        }
        Some((request, self.begin(&mut waiting, agency)))
    }
}

impl Waiting {
    fn working(&self) -> usize {
        self.lanes.iter().map(Vec::len).sum()
    }

    /// Whether a request of an agency may begin. One without any work under way need not wait for that of others, which may
    /// take long, as long as there are lanes: the processor is shared among them.
    fn has_room(&self, agency: &AgencyId, size: usize) -> bool {
        let working = self.working();
        let is_idle = !self.lanes.iter().any(|lane| lane.contains(agency));
        working < size || is_idle && working < size + LANES - 1
    }

    /// The lane in which an agency works, or that with the least work.
    fn lane_of(&self, agency: &AgencyId) -> usize {
        let own = self.lanes.iter().position(|lane| lane.contains(agency));
        own.or_else(|| (0..LANES).min_by_key(|lane| self.lanes[*lane].len())).unwrap_or_default()
    }
}

impl Turn {
    /// The lane, below [`LANES`].
    pub(super) fn lane(&self) -> usize {
        self.lane
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if let Some((next, turn)) = self.turns.end(self.lane, &self.agency) {
            // Where it gave up, its turn ends here, and the next one's begins.
            drop(next.send(turn));
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
        let a = agency("a");
        let first = turns.next(&a).await;
        let others = ["b", "c", "d"].map(|name| turns.next(&agency(name)).now_or_never().expect("a lane of its own"));
        let mut lanes: Vec<usize> = others.iter().map(Turn::lane).chain([first.lane()]).collect();
        lanes.sort_unstable();
        assert_eq!(lanes, [0, 1, 2, 3]);
        let mut of_a: Vec<_> = (0..3).map(|_| Box::pin(turns.next(&a))).collect();
        let e = agency("e");
        let mut of_e = Box::pin(turns.next(&e));
        assert!(of_a.iter_mut().all(|next| next.now_or_never().is_none()) && (&mut of_e).now_or_never().is_none());
        drop(of_a.remove(0));
        let [b, c, d] = others;
        drop(b);
        let fifth = (&mut of_e).now_or_never().expect("E has no work under way, A has");
        assert!(of_a.iter_mut().all(|next| next.now_or_never().is_none()));
        drop(fifth);
        drop((c, d));
        assert!((&mut of_a[0]).now_or_never().is_none() && turns.free() == 0, "one at a time");
        drop(first);
        // The first of A gave up, so its second has the turn.
        let second = (&mut of_a[0]).now_or_never().expect("A's turn");
        assert!((&mut of_a[1]).now_or_never().is_none());
        drop((second, of_a));
        assert_eq!(turns.free(), 1);
    }
}
