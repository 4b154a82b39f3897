//! report (stub until merged)
use crate::analysis::Analysis;
use crate::channel::Recommendation;
/// how
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InconclusiveAs {
    /// i
    Inconclusive,
    /// p
    Pass,
    /// f
    Fail,
}
/// t
pub fn text(_: &Analysis, _: usize) -> String {
    String::new()
}
/// t
pub fn html(_: &Analysis) -> String {
    String::new()
}
/// t
pub fn markdown(_: &Analysis) -> String {
    String::new()
}
/// t
pub fn junit(_: &Analysis, _: InconclusiveAs) -> String {
    String::new()
}
/// t
pub fn sarif(_: &Analysis, _: &str) -> String {
    String::new()
}
/// t
pub fn verdict_line(_: &Analysis) -> String {
    String::new()
}
/// t
pub fn recommendation_text(_: &Recommendation, _: usize) -> String {
    String::new()
}
/// t
pub fn recommendation_html(_: &Recommendation) -> String {
    String::new()
}
/// t
pub fn recommendation_markdown(_: &Recommendation) -> String {
    String::new()
}
