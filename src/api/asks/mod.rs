//! Asks: people of a stored audience who are asked, and their answers.

pub(crate) mod answers;
pub(crate) mod body;
