//! Who asks.

use actix_web::{HttpMessage, HttpRequest};

use crate::store::{AgencyId, ApiKey, Scope};

/// Who asks: all that is read and kept for a request is this agency's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Caller {
    /// The agency.
    pub(super) agency: AgencyId,
    /// Id of the key it asks with; none where no key is asked for.
    pub(super) key: Option<String>,
    /// What it may ask for: this scope and those below it.
    pub(super) scope: Scope,
}

impl Caller {
    /// Who asks where no key is asked for: the machine's own user, who may do anything.
    pub(super) fn local() -> Self {
        Self { agency: AgencyId::local(), key: None, scope: Scope::Admin }
    }
}

impl From<&ApiKey> for Caller {
    fn from(key: &ApiKey) -> Self {
        Self { agency: key.agency.clone(), key: Some(key.id.clone()), scope: key.scope() }
    }
}

/// Who asks, as it was found out before the handler ran.
///
/// # Panics
/// In the handler of an operation that is open to everyone: it has no caller, and must not answer for one.
pub(super) fn caller(request: &HttpRequest) -> Caller {
    request.extensions().get::<Caller>().cloned().expect("admit() lets none through to a handler without a caller")
}
