//! Limits how many requests a caller may make.

use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue, RETRY_AFTER};
use governor::Quota;
use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::HashMapStateStore;

/// The policy's name in the headers.
const POLICY: &str = "requests";
/// Requests after which callers without recent requests are dropped.
const PURGE_INTERVAL: u32 = 4096;

/// What requests are counted by.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::api) enum RateLimitKey {
    /// The API key.
    ApiKey(String),
    /// The address, for requests without a valid key.
    Address(IpAddr),
}

impl RateLimitKey {
    /// The key of `address`. Whoever has one IPv6 address usually has all that share its first 64 bits.
    pub(in crate::api) fn of_address(address: IpAddr) -> Self {
        Self::Address(match address {
            IpAddr::V4(_) => address,
            IpAddr::V6(six) => six
                .to_ipv4_mapped()
                .map_or_else(|| IpAddr::V6(Ipv6Addr::from_bits(six.to_bits() & (u128::MAX << 64))), IpAddr::V4),
        })
    }
}

/// What a caller has left once a request was counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::api) struct RateLimitStatus {
    /// Requests allowed at once.
    quota: u32,
    /// Seconds in which a used-up quota is restored.
    window: u64,
    /// Requests left.
    remaining: u32,
    /// Seconds until the quota is restored or, when it is used up, until the next request is allowed.
    reset: u64,
    /// Whether this request exceeded the quota.
    pub(in crate::api) exceeded: bool,
}

impl RateLimitStatus {
    /// Writes the header fields of draft-ietf-httpapi-ratelimit-headers.
    pub(in crate::api) fn write_headers(&self, headers: &mut HeaderMap) {
        let Self { quota, window, remaining, reset, exceeded } = self;
        let value = |text: String| HeaderValue::try_from(text).expect("digits and ASCII letters");
        let policy = value(format!("\"{POLICY}\";q={quota};w={window}"));
        headers.insert(HeaderName::from_static("ratelimit-policy"), policy);
        headers.insert(HeaderName::from_static("ratelimit"), value(format!("\"{POLICY}\";r={remaining};t={reset}")));
        if *exceeded {
            headers.insert(RETRY_AFTER, value(self.wait_seconds().to_string()));
        }
    }

    /// Seconds to wait, at least 1.
    pub(in crate::api) fn wait_seconds(&self) -> u64 {
        self.reset
    }
}

type Governor<C> = governor::RateLimiter<RateLimitKey, HashMapStateStore<RateLimitKey>, C, StateInformationMiddleware>;

/// Counts requests by the generic cell rate algorithm: a quota that may be used at once and is restored evenly.
#[derive(Debug)]
pub(in crate::api) struct RateLimiter<C: Clock = DefaultClock> {
    limiter: Option<Governor<C>>,
    clock: C,
    quota: u32,
    /// Time after which one more request is allowed.
    interval: Duration,
    counted: AtomicU32,
}

impl RateLimiter {
    /// `per_minute` requests a minute, of which `burst` may come at once; 0 is no limit.
    pub(in crate::api) fn new(per_minute: u32, burst: u32) -> Self {
        Self::with_clock(per_minute, burst, DefaultClock::default())
    }
}

impl<C: Clock + Clone> RateLimiter<C> {
    fn with_clock(per_minute: u32, burst: u32, clock: C) -> Self {
        let interval = Duration::from_secs(60) / per_minute.max(1);
        let quota = NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN);
        let limiter = (per_minute > 0).then(|| {
            let whole = Quota::with_period(interval).expect("a minute has more nanoseconds than requests");
            Governor::new(whole.allow_burst(quota), HashMapStateStore::default(), clock.clone())
        });
        Self { limiter, clock, quota: quota.get(), interval, counted: AtomicU32::new(0) }
    }

    /// Counts a request; `None` where nothing is limited.
    pub(in crate::api) fn count(&self, key: &RateLimitKey) -> Option<RateLimitStatus> {
        let limiter = self.limiter.as_ref()?;
        if self.counted.fetch_add(1, Ordering::Relaxed) % PURGE_INTERVAL == PURGE_INTERVAL - 1 {
            // A caller whose quota is restored needs no memory, so only recent callers are kept.
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
        let (remaining, reset, exceeded) = match limiter.check_key(key) {
            Ok(state) => {
                let remaining = state.remaining_burst_capacity();
                (remaining, self.interval * self.quota.saturating_sub(remaining), false)
            }
            Err(too_many) => (0, too_many.wait_time_from(self.clock.now()), true),
        };
        let window = seconds(self.interval * self.quota);
        Some(RateLimitStatus { quota: self.quota, window, remaining, reset: seconds(reset), exceeded })
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

    fn key(name: &str) -> RateLimitKey {
        RateLimitKey::ApiKey(name.to_owned())
    }

    fn limits(per_minute: u32, burst: u32) -> (RateLimiter<FakeRelativeClock>, FakeRelativeClock) {
        let clock = FakeRelativeClock::default();
        (RateLimiter::with_clock(per_minute, burst, clock.clone()), clock)
    }

    #[test]
    fn restores_the_quota_of_each_caller_evenly() {
        let (limits, clock) = limits(60, 3);
        let count = |key: &RateLimitKey| limits.count(key).expect("it is limited");
        let statuses: Vec<(u32, bool)> = (0..5).map(|_| count(&key("a"))).map(|s| (s.remaining, s.exceeded)).collect();
        assert_eq!(statuses, [(2, false), (1, false), (0, false), (0, true), (0, true)]);
        assert_eq!(count(&key("b")).remaining, 2, "another's quota is another's");
        assert_eq!(count(&key("a")).wait_seconds(), 1);
        clock.advance(Duration::from_secs(1));
        assert!(!count(&key("a")).exceeded, "one is back after a second");
        assert!(count(&key("a")).exceeded);
        clock.advance(Duration::from_secs(60));
        assert_eq!(count(&key("a")).remaining, 2, "no more than the quota is back");
    }

    #[test]
    fn writes_policy_and_status_headers() {
        let (limits, _) = limits(600, 100);
        let mut headers = HeaderMap::new();
        limits.count(&key("a")).expect("it is limited").write_headers(&mut headers);
        let header = |headers: &HeaderMap, name| headers.get(name).map(|v| v.to_str().expect("ASCII").to_owned());
        assert_eq!(header(&headers, "ratelimit-policy").as_deref(), Some("\"requests\";q=100;w=10"));
        assert_eq!(header(&headers, "ratelimit").as_deref(), Some("\"requests\";r=99;t=1"));
        assert_eq!(header(&headers, "retry-after"), None);
        let last = (0..100).filter_map(|_| limits.count(&key("a"))).last().expect("it is limited");
        last.write_headers(&mut headers);
        assert_eq!(header(&headers, "ratelimit").as_deref(), Some("\"requests\";r=0;t=1"));
        assert_eq!(header(&headers, "retry-after").as_deref(), Some("1"));
    }

    #[test]
    fn drops_callers_without_recent_requests() {
        let (limits, clock) = limits(600, 100);
        for i in 0..PURGE_INTERVAL - 1 {
            limits.count(&key(&i.to_string()));
        }
        let limiter = limits.limiter.as_ref().expect("it is limited");
        assert_eq!(limiter.len(), PURGE_INTERVAL as usize - 1);
        clock.advance(Duration::from_secs(60));
        limits.count(&key("one more"));
        assert_eq!(limiter.len(), 1);
    }

    #[test]
    fn counts_nothing_without_a_limit() {
        assert_eq!(limits(0, 100).0.count(&key("a")), None);
    }

    #[test]
    fn counts_addresses_of_one_network_together() {
        let at = |text: &str| RateLimitKey::of_address(text.parse().expect("an address"));
        assert_eq!(at("2001:db8::1"), at("2001:db8::ffff:1"));
        assert_ne!(at("2001:db8::1"), at("2001:db8:0:1::1"));
        assert_ne!(at("192.0.2.1"), at("192.0.2.2"));
        assert_eq!(at("::ffff:192.0.2.1"), at("192.0.2.1"));
    }
}
