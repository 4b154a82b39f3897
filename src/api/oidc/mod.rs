//! Signing in with an account of an OpenID Connect provider: authorization code flow with PKCE (OpenID Connect Core 1.0,
//! section 3.1; RFC 7636).
//!
//! The provider says who somebody is and in which groups; settings say what the members of a group may do. Nothing that the
//! provider sends is kept but a name for the audit log: who signs in has a key of their own, whose text nobody knows, and a
//! session of it.

mod attempt;
mod grant;
mod provider;
mod signatures;
mod token;

pub(in crate::api) use attempt::{MAX_ATTEMPT_MS, SignInAttempt};
pub(in crate::api) use grant::{Grant, GrantProblem, grant};
pub(in crate::api) use provider::{Provider, ProviderProblem};
pub(in crate::api) use token::Person;
