//! The provider: where it is, its keys, and what it gives for a code.

use std::time::{Duration, Instant};

use jsonwebtoken::jwk::Jwk;
use reqwest::header::{ACCEPT, CONTENT_TYPE};
use reqwest::{Client, RequestBuilder, redirect};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::sync::Mutex;
use url::Url;

use super::attempt::SignInAttempt;
use super::token::{Person, TokenProblem, read};
use crate::api::server::ServeError;
use crate::config::{OidcSettings, Secret};

/// Longest time that an answer of the provider is waited for: somebody looks at a blank page meanwhile.
const TIMEOUT: Duration = Duration::from_secs(10);
/// The largest answer that is read, in bytes: those of real providers have a few thousand.
const MAX_ANSWER_BYTES: usize = 1 << 20;
/// Time after which what the provider says of itself is asked for again.
const MAX_AGE: Duration = Duration::from_secs(3600);
/// Time before which its keys are not asked for again, however many tokens name a key that it does not have.
const MIN_AGE: Duration = Duration::from_secs(30);

/// Why nobody could be signed in.
#[derive(Debug, thiserror::Error)]
pub(in crate::api) enum ProviderProblem {
    /// The provider does not answer, or not as the standard says; for the log, not for people.
    #[error("{0}")]
    NoAnswer(String),
    /// It takes the code for none of its own.
    #[error("the code was refused: {0}")]
    Code(String),
    /// Its token is not to be believed.
    #[error("the ID token is not believed: {}", .0.as_str())]
    Token(TokenProblem),
}

/// The provider with which people sign in.
#[derive(Debug)]
pub(in crate::api) struct Provider {
    pub(in crate::api) settings: OidcSettings,
    secret: Secret,
    client: Client,
    known: Mutex<Option<Known>>,
}

/// What the provider says of itself.
#[derive(Debug, Clone)]
struct Known {
    document: Document,
    keys: Vec<Jwk>,
    read_at: Instant,
}

/// The part of the discovery document that is used.
#[derive(Debug, Clone, Deserialize)]
struct Document {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

#[derive(Debug, Deserialize)]
struct Keys {
    keys: Vec<Value>,
}

#[derive(Debug, Deserialize)]
struct Tokens {
    id_token: String,
}

#[derive(Debug, Deserialize)]
struct Refusal {
    error: String,
}

impl Provider {
    /// The provider of these settings. It is not asked yet: a service starts without it.
    ///
    /// # Errors
    /// [`ServeError::ClientSecret`] where the file of the secret cannot be read or is empty.
    pub(in crate::api) fn new(settings: OidcSettings) -> Result<Self, ServeError> {
        let failed = |reason: String| ServeError::ClientSecret { path: settings.client_secret_file.clone(), reason };
        let secret =
            std::fs::read_to_string(&settings.client_secret_file).map_err(|error| failed(error.to_string()))?;
        if secret.trim().is_empty() {
            return Err(failed("it is empty".to_owned()));
        }
        let secret = Secret::new(secret.trim());
        // Who redirects a request with a secret in it is no provider.
        let builder = Client::builder().timeout(TIMEOUT).redirect(redirect::Policy::none());
        let client = builder.build().map_err(|error| failed(error.to_string()))?;
        Ok(Self { settings, secret, client, known: Mutex::default() })
    }

    /// Where somebody signs in.
    ///
    /// # Errors
    /// [`ProviderProblem::NoAnswer`] where the provider does not say that.
    pub(in crate::api) async fn address(&self, attempt: &SignInAttempt) -> Result<String, ProviderProblem> {
        let known = self.known(MAX_AGE).await?;
        let mut address = checked_url(&known.document.authorization_endpoint, &self.settings.issuer)?;
        address
            .query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.settings.client_id)
            .append_pair("redirect_uri", &self.settings.redirect_url)
            .append_pair("scope", &self.settings.scopes)
            .append_pair("state", &attempt.state())
            .append_pair("nonce", &attempt.nonce())
            .append_pair("code_challenge", &attempt.challenge())
            .append_pair("code_challenge_method", "S256");
        Ok(address.into())
    }

    /// Whether the `iss` beside a code is this provider's, as far as it says so (RFC 9207).
    ///
    /// # Errors
    /// [`ProviderProblem`] where it is not.
    pub(in crate::api) async fn check_issuer(&self, issuer: Option<&str>) -> Result<(), ProviderProblem> {
        let must_say = self.known(MAX_AGE).await?.document.authorization_response_iss_parameter_supported;
        let is_own = issuer.map_or(!must_say, |issuer| issuer == self.settings.issuer);
        if is_own { Ok(()) } else { Err(ProviderProblem::Token(TokenProblem::Issuer)) }
    }

    /// Who the code of an attempt is about.
    ///
    /// # Errors
    /// [`ProviderProblem`] where the provider does not say, or not in a way to be believed.
    pub(in crate::api) async fn person(&self, code: &str, attempt: &SignInAttempt) -> Result<Person, ProviderProblem> {
        let known = self.known(MAX_AGE).await?;
        let token = self.exchange(&known.document, code, attempt).await?;
        let of_keys = |known: &Known| read(&token, &known.keys, &self.settings, &attempt.nonce());
        let person = match of_keys(&known) {
            // The provider may have got new keys.
            Err(TokenProblem::Key) => of_keys(&self.known(MIN_AGE).await?),
            done => done,
        };
        person.map_err(ProviderProblem::Token)
    }

    /// The ID token for a code.
    async fn exchange(
        &self,
        document: &Document,
        code: &str,
        attempt: &SignInAttempt,
    ) -> Result<String, ProviderProblem> {
        let verifier = attempt.verifier();
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("grant_type", "authorization_code")
            .append_pair("code", code)
            .append_pair("redirect_uri", &self.settings.redirect_url)
            .append_pair("code_verifier", &verifier);
        let address = checked_url(&document.token_endpoint, &self.settings.issuer)?;
        let mut request = self.client.post(address);
        let methods = document.token_endpoint_auth_methods_supported.as_deref();
        // What a provider supports that says nothing.
        let takes_header = methods.is_none_or(|all| all.iter().any(|method| method == "client_secret_basic"));
        if takes_header {
            let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
            request = request.basic_auth(encoded(&self.settings.client_id), Some(encoded(self.secret.expose())));
        } else {
            form.append_pair("client_id", &self.settings.client_id);
            form.append_pair("client_secret", self.secret.expose());
        }
        let form = form.finish();
        let request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(form);
        let (status, body) = answer(request).await?;
        if !status.is_success() {
            let error = serde_json::from_slice::<Refusal>(&body).map_or_else(|_| status.to_string(), |it| it.error);
            return Err(ProviderProblem::Code(error));
        }
        Ok(parse::<Tokens>(&document.token_endpoint, &body)?.id_token)
    }

    /// What the provider says of itself, asked for again where that is older than `max_age`.
    async fn known(&self, max_age: Duration) -> Result<Known, ProviderProblem> {
        let mut known = self.known.lock().await;
        if let Some(known) = known.as_ref().filter(|known| known.read_at.elapsed() < max_age) {
            return Ok(known.clone());
        }
        let issuer = &self.settings.issuer;
        let document: Document =
            self.get(&format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'))).await?;
        if document.issuer != *issuer {
            let detail = format!("the provider calls itself {}, but oidc_issuer is {issuer}", document.issuer);
            return Err(ProviderProblem::NoAnswer(detail));
        }
        let keys: Keys = self.get(&document.jwks_uri).await?;
        // A provider may have keys of kinds that are not known here.
        let keys = keys.keys.into_iter().filter_map(|key| serde_json::from_value(key).ok()).collect();
        Ok(known.insert(Known { document, keys, read_at: Instant::now() }).clone())
    }

    async fn get<T: DeserializeOwned>(&self, address: &str) -> Result<T, ProviderProblem> {
        let url = checked_url(address, &self.settings.issuer)?;
        let (status, body) = answer(self.client.get(url).header(ACCEPT, "application/json")).await?;
        if !status.is_success() {
            return Err(ProviderProblem::NoAnswer(format!("{address} answers {status}")));
        }
        parse(address, &body)
    }
}

/// A URL that the provider names. It must be guarded as its issuer is.
fn checked_url(address: &str, issuer: &str) -> Result<Url, ProviderProblem> {
    let url = Url::parse(address).map_err(|error| ProviderProblem::NoAnswer(format!("{address}: {error}")))?;
    let is_guarded = url.scheme() == "https" || (url.scheme() == "http" && issuer.starts_with("http://"));
    if is_guarded { Ok(url) } else { Err(ProviderProblem::NoAnswer(format!("{address} is not https"))) }
}

async fn answer(request: RequestBuilder) -> Result<(reqwest::StatusCode, Vec<u8>), ProviderProblem> {
    let no_answer = |error: reqwest::Error| ProviderProblem::NoAnswer(format!("{error:?}"));
    let mut response = request.send().await.map_err(no_answer)?;
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(no_answer)? {
        if body.len() + chunk.len() > MAX_ANSWER_BYTES {
            return Err(ProviderProblem::NoAnswer(format!("{} sends too much", response.url())));
        }
        body.extend_from_slice(&chunk);
    }
    Ok((response.status(), body))
}

fn parse<T: DeserializeOwned>(address: &str, body: &[u8]) -> Result<T, ProviderProblem> {
    serde_json::from_slice(body).map_err(|error| ProviderProblem::NoAnswer(format!("{address}: {error}")))
}
