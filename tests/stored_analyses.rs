//! Analyses that earlier versions stored.

use audience_fit::analysis::Analysis;
use audience_fit::report::{Language, html, markdown};

/// Each form in which an analysis was stored, by what `Analysis::to_bytes` gave. Once a version is released its file stays.
const STORED: [&[u8]; 1] = [include_bytes!("data/stored-analysis-1.bin")];

#[test]
fn an_analysis_that_was_stored_before_is_still_read() {
    for bytes in STORED {
        let stored = Analysis::from_bytes(bytes).unwrap_or_else(|error| {
            panic!("{error}: give a new field a default (`#[serde(default)]`), or read the old form beside the new one")
        });
        let written = markdown(&stored, Language::English);
        assert!(written.contains("24,500 (20,900-28,200) reached"), "{written}");
        assert!(html(&stored, Language::Korean).contains("<html lang=\"ko\">"));
        for damaged in [&bytes[..bytes.len() / 2], &[9, 0], &[]] {
            Analysis::from_bytes(damaged).expect_err("it is damaged");
        }
    }
}
