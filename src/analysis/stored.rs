//! An analysis as bytes, for a store: its JSON and its reports are written from it when somebody asks for them.

use super::answer::Analysis;

/// The version of the form, before everything else. Fields are stored by name: a new one with a default needs no new version.
/// Another change needs one, and a way to read the old.
const FORM: u8 = 1;

/// An analysis that was stored cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum StoredAnalysisError {
    /// Another version of audience-fit stored it.
    #[error("a stored analysis has form {0:?}; this version of audience-fit reads form {FORM}")]
    Form(Option<u8>),
    /// It is not what its form says.
    #[error("a stored analysis cannot be read: {0}")]
    Content(#[from] rmp_serde::decode::Error),
}

impl Analysis {
    /// The analysis as bytes, without the posterior distribution of its share.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![FORM];
        rmp_serde::encode::write_named(&mut bytes, self)
            .expect("an analysis is plain data, and memory takes any bytes");
        bytes
    }

    /// The analysis that is in `bytes`.
    ///
    /// # Errors
    /// [`StoredAnalysisError`] where another version wrote them, or they are damaged.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, StoredAnalysisError> {
        match bytes.split_first() {
            Some((&FORM, content)) => Ok(rmp_serde::from_slice(content)?),
            other => Err(StoredAnalysisError::Form(other.map(|(form, _)| *form))),
        }
    }
}
