//! The place of a request in a trace, as W3C's recommendation Trace Context has it.

use std::fmt;

/// A trace, the span in it that is being worked on, and whether it is recorded.
///
/// It is written as the header `traceparent` has it: `00-<32 hex digits>-<16 hex digits>-<2 hex digits>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TraceContext {
    trace_id: u128,
    span_id: u64,
    sampled: bool,
}

/// Length of a `traceparent` of version 00; later versions may go on after a hyphen.
const LENGTH: usize = 55;

/// The flag that says that a trace is recorded.
const SAMPLED: u128 = 1;

impl TraceContext {
    /// The context of these ids; none where one of them is zero, which stands for no id.
    pub fn new(trace_id: u128, span_id: u64, sampled: bool) -> Option<Self> {
        (trace_id != 0 && span_id != 0).then_some(Self { trace_id, span_id, sampled })
    }

    /// Reads the header `traceparent`; none where it is not valid.
    pub fn parse(header: &str) -> Option<Self> {
        let bytes = header.as_bytes();
        if bytes.len() < LENGTH || [2, 35, 52].iter().any(|at| bytes[*at] != b'-') {
            return None;
        }
        let (version, rest) = (hex(&bytes[..2])?, &bytes[LENGTH..]);
        let ends_well = if version == 0 { rest.is_empty() } else { rest.first().is_none_or(|byte| *byte == b'-') };
        if version == 0xff || !ends_well {
            return None;
        }
        let (trace_id, span_id, flags) = (hex(&bytes[3..35])?, hex(&bytes[36..52])?, hex(&bytes[53..55])?);
        Self::new(trace_id, u64::try_from(span_id).ok()?, flags & SAMPLED != 0)
    }

    /// The same trace, in a span of ours.
    pub fn child(self, span_id: u64) -> Option<Self> {
        Self::new(self.trace_id, span_id, self.sampled)
    }

    /// The ids of the trace and the span, and whether the trace is recorded.
    pub fn parts(self) -> (u128, u64, bool) {
        (self.trace_id, self.span_id, self.sampled)
    }

    /// The id of the trace: 32 hex digits.
    pub fn trace_id(self) -> String {
        format!("{:032x}", self.trace_id)
    }
}

impl fmt::Display for TraceContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "00-{:032x}-{:016x}-{:02x}", self.trace_id, self.span_id, u8::from(self.sampled))
    }
}

/// The number that lower-case hex digits stand for.
fn hex(digits: &[u8]) -> Option<u128> {
    digits.iter().try_fold(0, |number, digit| {
        let value = match digit {
            b'0'..=b'9' => digit - b'0',
            b'a'..=b'f' => digit - b'a' + 10,
            _ => return None,
        };
        Some(number << 4 | u128::from(value))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const GIVEN: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    #[test]
    fn a_context_is_continued() {
        let context = TraceContext::parse(GIVEN).expect("it is one");
        assert_eq!((context.to_string().as_str(), context.trace_id().as_str()), (GIVEN, &GIVEN[3..35]));
        let child = context.child(0xabc).expect("no id is zero").to_string();
        assert_eq!(child, "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000abc-01");
        assert_eq!(context.child(0), None);
        let quiet = TraceContext::parse(&GIVEN.replace("-01", "-02")).expect("other flags are nothing to us");
        assert!(quiet.to_string().ends_with("-00"));
    }

    #[test]
    fn later_versions_may_say_more_and_this_one_may_not() {
        let later = GIVEN.replacen("00", "01", 1);
        assert!(TraceContext::parse(&later).is_some());
        assert!(TraceContext::parse(&format!("{later}-more")).is_some());
        for header in [format!("{later}more"), format!("{GIVEN}-more"), format!("{GIVEN}-")] {
            assert_eq!(TraceContext::parse(&header), None, "{header}");
        }
    }

    #[test]
    fn what_keeps_not_to_the_recommendation_is_ignored() {
        let wrong = [
            "",
            "00",
            &GIVEN[..54],
            &GIVEN.to_uppercase(),
            &GIVEN.replacen("00", "ff", 1),
            &GIVEN.replacen('-', "_", 1),
            &format!(" {GIVEN}"),
            &GIVEN.replace("4bf92f3577b34da6a3ce929d0e0e4736", "00000000000000000000000000000000"),
            &GIVEN.replace("00f067aa0ba902b7", "0000000000000000"),
            &GIVEN.replace("00f067aa0ba902b7", "00f067aa0ba902bg"),
            &GIVEN.replace("00f067aa0ba902b7", "+0f067aa0ba902b7"),
            &GIVEN.replace("00f067aa0ba902b7", "00f067aa0ba902é"),
        ];
        for header in wrong {
            assert_eq!(TraceContext::parse(header), None, "{header}");
        }
    }
}
