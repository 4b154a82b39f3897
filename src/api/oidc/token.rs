//! Checks an ID token (OpenID Connect Core 1.0, section 3.1.3.7) and reads who it is about.

use jsonwebtoken::errors::{Error, ErrorKind};
use jsonwebtoken::jwk::{Jwk, PublicKeyUse};
use jsonwebtoken::{DecodingKey, Header, Validation, decode, decode_header};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::signatures::{install, is_accepted};
use crate::config::OidcSettings;

/// Seconds by which the clocks of provider and service may differ.
const MAX_CLOCK_SKEW_SECONDS: u64 = 60;
/// Characters of a person's name that are kept.
const MAX_NAME_CHARS: usize = 100;

/// Who signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::api) struct Person {
    /// What the provider calls them for good.
    pub(in crate::api) subject: String,
    /// What people call them: a user name or an address.
    pub(in crate::api) name: String,
    /// Their groups.
    pub(in crate::api) groups: Vec<String>,
}

/// Why a token is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::api) enum TokenProblem {
    /// It is none, or a claim that it must have is missing or of another type.
    Malformed,
    /// It is not signed, or by a secret that others have.
    Algorithm,
    /// The provider has no such key.
    Key,
    /// Somebody else signed it, or changed it.
    Signature,
    /// It is of another provider.
    Issuer,
    /// It is for another service.
    Audience,
    /// It is over, or not yet good.
    Time,
    /// It is of another attempt to sign in.
    Nonce,
}

impl TokenProblem {
    /// The word for it in messages and in the log.
    pub(in crate::api) fn as_str(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::Algorithm => "algorithm",
            Self::Key => "key",
            Self::Signature => "signature",
            Self::Issuer => "issuer",
            Self::Audience => "audience",
            Self::Time => "time",
            Self::Nonce => "nonce",
        }
    }
}

/// The claims that are read; the times, the issuer and that this service is meant are checked before.
#[derive(Debug, Deserialize)]
struct Claims {
    sub: String,
    aud: Value,
    azp: Option<String>,
    nonce: Option<String>,
    #[serde(flatten)]
    others: Map<String, Value>,
}

/// Who a token of the attempt with this `nonce` is about.
///
/// # Errors
/// [`TokenProblem`], the first there is.
pub(super) fn read(token: &str, keys: &[Jwk], settings: &OidcSettings, nonce: &str) -> Result<Person, TokenProblem> {
    install();
    let header = decode_header(token).map_err(|error| problem(&error))?;
    if !is_accepted(header.alg) {
        return Err(TokenProblem::Algorithm);
    }
    let key = DecodingKey::from_jwk(key_of(&header, keys)?).map_err(|_| TokenProblem::Key)?;
    if !key.family().algorithms().contains(&header.alg) {
        return Err(TokenProblem::Key);
    }
    let mut validation = Validation::new(header.alg);
    validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    validation.set_issuer(&[&settings.issuer]);
    validation.set_audience(&[&settings.client_id]);
    validation.leeway = MAX_CLOCK_SKEW_SECONDS;
    validation.validate_nbf = true;
    let claims = decode::<Claims>(token, &key, &validation).map_err(|error| problem(&error))?.claims;
    if !is_for(&settings.client_id, &claims) {
        return Err(TokenProblem::Audience);
    }
    if claims.nonce.as_deref() != Some(nonce) {
        return Err(TokenProblem::Nonce);
    }
    if claims.sub.is_empty() {
        return Err(TokenProblem::Malformed);
    }
    Ok(Person { name: name(&claims), groups: groups(&claims, &settings.groups_claim), subject: claims.sub })
}

/// The key that a token says it is signed with; where it does not say, the provider must have one alone.
fn key_of<'k>(header: &Header, keys: &'k [Jwk]) -> Result<&'k Jwk, TokenProblem> {
    let signs = |key: &&Jwk| !matches!(key.common.public_key_use, Some(PublicKeyUse::Encryption));
    let mut own = keys.iter().filter(signs).filter(|key| header.kid.is_none() || key.common.key_id == header.kid);
    match (own.next(), own.next()) {
        (Some(key), None) => Ok(key),
        _ => Err(TokenProblem::Key),
    }
}

/// Whether the token is for this service, and for it alone or at its own wish.
fn is_for(client_id: &str, claims: &Claims) -> bool {
    let is_alone = claims.aud.as_array().is_none_or(|all| all.len() == 1);
    claims.azp.as_deref().map_or(is_alone, |party| party == client_id)
}

fn name(claims: &Claims) -> String {
    let text = |claim: &str| claims.others.get(claim).and_then(Value::as_str).filter(|text| !text.trim().is_empty());
    let name = ["preferred_username", "email", "name"].into_iter().find_map(text).unwrap_or(&claims.sub);
    name.chars().filter(|letter| !letter.is_control()).take(MAX_NAME_CHARS).collect()
}

fn groups(claims: &Claims, claim: &str) -> Vec<String> {
    match claims.others.get(claim) {
        Some(Value::String(one)) => vec![one.clone()],
        Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_)) | None => Vec::new(),
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the library may add kinds, and whatever is not known is malformed")]
fn problem(error: &Error) -> TokenProblem {
    match error.kind() {
        ErrorKind::InvalidSignature => TokenProblem::Signature,
        ErrorKind::InvalidIssuer => TokenProblem::Issuer,
        ErrorKind::InvalidAudience => TokenProblem::Audience,
        ErrorKind::ExpiredSignature | ErrorKind::ImmatureSignature => TokenProblem::Time,
        ErrorKind::InvalidAlgorithm | ErrorKind::InvalidAlgorithmName | ErrorKind::UnsupportedAlgorithm => {
            TokenProblem::Algorithm
        }
        _ => TokenProblem::Malformed,
    }
}
