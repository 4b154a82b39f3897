//! Who asks.

use actix_web::{HttpMessage, HttpRequest};

use crate::store::AgencyId;

/// Who asks: all that is read and kept for a request is this agency's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Caller {
    /// The agency.
    pub(super) agency: AgencyId,
    /// Id of the key it asks with; none where no key is asked for.
    pub(super) key: Option<String>,
}

/// Who asks, as it was found out before any handler ran.
pub(super) fn caller(request: &HttpRequest) -> Caller {
    request.extensions().get::<Caller>().cloned().unwrap_or_else(|| Caller { agency: AgencyId::local(), key: None })
}
