//! How often forecasts held, in a sentence.

use super::messages::{Messages, args};
use crate::analysis::{ForecastKind, KindRecord};

/// `18 of 20 forecasts of responses held: 90 % (75 % to 97 %), where 90 % was said.`
pub(crate) fn track_record_summary(m: &Messages, record: &KindRecord) -> String {
    let kind = match record.kind {
        ForecastKind::Fit => m.label("report-track-record-fit"),
        ForecastKind::Response => m.label("report-track-record-response"),
    };
    let Some(share) = &record.share else {
        return m.text("report-track-record-none", args![kind = kind]);
    };
    m.text(
        "report-track-record-held",
        args![
            kind = kind,
            held = record.held,
            scored = record.scored,
            share = m.percent(share.value),
            lower = m.percent(share.lower),
            upper = m.percent(share.upper),
            level = m.exact_percent(share.level),
        ],
    )
}
