//! How many requests a caller may make.

use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue, RETRY_AFTER};
use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};

/// The policy's name in the headers.
const POLICY: &str = "requests";
/// Requests after which callers are forgotten who have asked for nothing since long enough.
const SWEEP: u32 = 4096;

/// Whose requests are counted together.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::api) enum Payer {
    /// All of a key.
    Key(String),
    /// All from an address that showed no valid key.
    Address(IpAddr),
}

impl Payer {
    /// Whoever is at `address`. Who has one IPv6 address mostly has all that share its first 64 bits.
    pub(in crate::api) fn at(address: IpAddr) -> Self {
        Self::Address(match address {
            IpAddr::V4(_) => address,
            IpAddr::V6(six) => six
                .to_ipv4_mapped()
                .map_or_else(|| IpAddr::V6(Ipv6Addr::from_bits(six.to_bits() & (u128::MAX << 64))), IpAddr::V4),
        })
    }
}

/// Where a caller stands once a request of theirs was counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::api) struct Standing {
    /// Requests that may come at once.
    quota: u32,
    /// Seconds in which a quota that is used up comes back whole.
    window: u64,
    /// Requests left.
    remaining: u32,
    /// Seconds until the quota is whole again or, when it is used up, until there is one request more.
    reset: u64,
    /// Whether this request was one too many.
    pub(in crate::api) exceeded: bool,
}

impl Standing {
    /// Tells it in the fields of draft-ietf-httpapi-ratelimit-headers.
    pub(in crate::api) fn tell(&self, headers: &mut HeaderMap) {
        let Self { quota, window, remaining, reset, exceeded } = self;
        let value = |text: String| HeaderValue::try_from(text).expect("digits and ASCII letters");
        let policy = value(format!("\"{POLICY}\";q={quota};w={window}"));
        headers.insert(HeaderName::from_static("ratelimit-policy"), policy);
        headers.insert(HeaderName::from_static("ratelimit"), value(format!("\"{POLICY}\";r={remaining};t={reset}")));
        if *exceeded {
            headers.insert(RETRY_AFTER, value(self.wait().to_string()));
        }
    }

    /// Seconds to wait, at least 1.
    pub(in crate::api) fn wait(&self) -> u64 {
        self.reset
    }
}

type Limiter<C> = RateLimiter<Payer, HashMapStateStore<Payer>, C, StateInformationMiddleware>;

/// Counts requests by the generic cell rate algorithm: a quota that may be used at once and comes back evenly.
#[derive(Debug)]
pub(in crate::api) struct Limits<C: Clock = DefaultClock> {
    limiter: Option<Limiter<C>>,
    clock: C,
    quota: u32,
    /// Time after which there is one request more.
    interval: Duration,
    counted: AtomicU32,
}

impl Limits {
    /// `per_minute` requests a minute, none where it is 0, of which `burst` may come at once.
    pub(in crate::api) fn new(per_minute: u32, burst: u32) -> Self {
        Self::with_clock(per_minute, burst, DefaultClock::default())
    }
}

impl<C: Clock + Clone> Limits<C> {
    fn with_clock(per_minute: u32, burst: u32, clock: C) -> Self {
        let interval = Duration::from_secs(60) / per_minute.max(1);
        let quota = NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN);
        let limiter = (per_minute > 0).then(|| {
            let whole = Quota::with_period(interval).expect("a minute has more nanoseconds than requests");
            Limiter::new(whole.allow_burst(quota), HashMapStateStore::default(), clock.clone())
        });
        Self { limiter, clock, quota: quota.get(), interval, counted: AtomicU32::new(0) }
    }

    /// Counts a request; `None` where nothing is limited.
    pub(in crate::api) fn count(&self, payer: &Payer) -> Option<Standing> {
        let limiter = self.limiter.as_ref()?;
        if self.counted.fetch_add(1, Ordering::Relaxed) % SWEEP == SWEEP - 1 {
            // Whoever's quota is whole again is as good as new, so that only those are remembered who asked of late.
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
        let (remaining, reset, exceeded) = match limiter.check_key(payer) {
            Ok(state) => {
                let remaining = state.remaining_burst_capacity();
                (remaining, self.interval * self.quota.saturating_sub(remaining), false)
            }
            Err(too_many) => (0, too_many.wait_time_from(self.clock.now()), true),
        };
        let window = seconds(self.interval * self.quota);
        Some(Standing { quota: self.quota, window, remaining, reset: seconds(reset), exceeded })
    }
}

/// Whole seconds, at least 1, not less than `time`.
fn seconds(time: Duration) -> u64 {
    (time.as_secs() + u64::from(time.subsec_nanos() > 0)).max(1)
}

#[cfg(test)]
mod tests {
    use governor::clock::FakeRelativeClock;

    use super::*;

    fn key(name: &str) -> Payer {
        Payer::Key(name.to_owned())
    }

    fn limits(per_minute: u32, burst: u32) -> (Limits<FakeRelativeClock>, FakeRelativeClock) {
        let clock = FakeRelativeClock::default();
        (Limits::with_clock(per_minute, burst, clock.clone()), clock)
    }

    #[test]
    fn a_quota_is_used_up_and_comes_back_evenly_for_each_caller() {
        let (limits, clock) = limits(60, 3);
        let count = |payer: &Payer| limits.count(payer).expect("it is limited");
        let told: Vec<(u32, bool)> = (0..5).map(|_| count(&key("a"))).map(|s| (s.remaining, s.exceeded)).collect();
        assert_eq!(told, [(2, false), (1, false), (0, false), (0, true), (0, true)]);
        assert_eq!(count(&key("b")).remaining, 2, "another's quota is another's");
        assert_eq!(count(&key("a")).wait(), 1);
        clock.advance(Duration::from_secs(1));
        assert!(!count(&key("a")).exceeded, "one is back after a second");
        assert!(count(&key("a")).exceeded);
        clock.advance(Duration::from_secs(60));
        assert_eq!(count(&key("a")).remaining, 2, "no more than the quota is back");
    }

    #[test]
    fn the_headers_tell_policy_and_standing() {
        let (limits, _) = limits(600, 100);
        let mut headers = HeaderMap::new();
        limits.count(&key("a")).expect("it is limited").tell(&mut headers);
        let header = |headers: &HeaderMap, name| headers.get(name).map(|v| v.to_str().expect("ASCII").to_owned());
        assert_eq!(header(&headers, "ratelimit-policy").as_deref(), Some("\"requests\";q=100;w=10"));
        assert_eq!(header(&headers, "ratelimit").as_deref(), Some("\"requests\";r=99;t=1"));
        assert_eq!(header(&headers, "retry-after"), None);
        let last = (0..100).filter_map(|_| limits.count(&key("a"))).last().expect("it is limited");
        last.tell(&mut headers);
        assert_eq!(header(&headers, "ratelimit").as_deref(), Some("\"requests\";r=0;t=1"));
        assert_eq!(header(&headers, "retry-after").as_deref(), Some("1"));
    }

    #[test]
    fn those_who_went_are_forgotten() {
        let (limits, clock) = limits(600, 100);
        for i in 0..SWEEP - 1 {
            limits.count(&key(&i.to_string()));
        }
        let limiter = limits.limiter.as_ref().expect("it is limited");
        assert_eq!(limiter.len(), SWEEP as usize - 1);
        clock.advance(Duration::from_secs(60));
        limits.count(&key("one more"));
        assert_eq!(limiter.len(), 1);
    }

    #[test]
    fn nothing_is_counted_without_a_limit() {
        assert_eq!(limits(0, 100).0.count(&key("a")), None);
    }

    #[test]
    fn addresses_of_one_network_count_as_one() {
        let at = |text: &str| Payer::at(text.parse().expect("an address"));
        assert_eq!(at("2001:db8::1"), at("2001:db8::ffff:1"));
        assert_ne!(at("2001:db8::1"), at("2001:db8:0:1::1"));
        assert_ne!(at("192.0.2.1"), at("192.0.2.2"));
        assert_eq!(at("::ffff:192.0.2.1"), at("192.0.2.1"));
    }
}
