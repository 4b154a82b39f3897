//! Problems as sentences: their titles, and what was wrong and what to do.

use super::messages::{Messages, args};

/// The title of a kind of problem; `title` is the English one.
pub(crate) fn problem_title(m: &Messages, code: &str, title: &str) -> String {
    m.text("problem-title", args![code = code, title = title])
}

/// What happened and what to do; `detail` is the English of it.
pub(crate) fn problem_detail(m: &Messages, code: &str, detail: &str) -> String {
    m.text("problem-detail", args![code = code, detail = detail])
}

/// How many faults a request has.
pub(crate) fn problem_faults(m: &Messages, n: usize) -> String {
    m.text("problem-faults", args![n = n])
}

/// One fault; `detail` is the English of it.
pub(crate) fn problem_fault(m: &Messages, code: &str, detail: &str) -> String {
    m.text("problem-fault", args![code = code, detail = detail])
}

/// What a kind of problem means, and what to do.
pub(crate) fn problem_advice(m: &Messages, code: &str) -> String {
    m.text("problem-advice", args![code = code])
}
