//! The settings of an OpenID Connect provider, and what the groups that it names may do.

use std::path::PathBuf;

use super::layers::{ConfigIssue, Layers, Values};
use super::secret::url;
use crate::message::{Message, message};
use crate::store::Scope;

/// Path of the page to which a provider sends people back.
pub const RETURN_PATH: &str = "/sign-in/provider/return";

/// The settings without which nobody can sign in at a provider: all of them or none.
const REQUIRED: [&str; 5] =
    ["oidc_issuer", "oidc_client_id", "oidc_client_secret_file", "oidc_redirect_url", "oidc_groups"];

/// Longest name of an agency, as of one that `keys create` makes.
const MAX_AGENCY_CHARS: usize = 100;

/// How people sign in with an account elsewhere. The table of settings says what each is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OidcSettings {
    /// The issuer, letter by letter as the provider writes it.
    pub issuer: String,
    /// Name of this service there.
    pub client_id: String,
    /// File with its secret there.
    pub client_secret_file: PathBuf,
    /// Where people are sent back to.
    pub redirect_url: String,
    /// Scopes to ask for, separated by spaces.
    pub scopes: String,
    /// Claim of the ID token with the groups of a person.
    pub groups_claim: String,
    /// What the members of each group may do.
    pub groups: Vec<Group>,
}

/// What the members of a group may do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Its name, as the provider writes it.
    pub name: String,
    /// Name of the agency whose data they see.
    pub agency: String,
    /// What they may do there.
    pub scopes: Vec<Scope>,
}

impl OidcSettings {
    /// The settings, where all that is required is set.
    pub(super) fn of(values: &Values) -> Option<Self> {
        let text = |key: &str| values.get(key).map(|value| value.text.expose().to_owned());
        let always = |key: &str| text(key).expect("it has a default");
        Some(Self {
            issuer: text("oidc_issuer")?,
            client_id: text("oidc_client_id")?,
            client_secret_file: text("oidc_client_secret_file")?.into(),
            redirect_url: text("oidc_redirect_url")?,
            scopes: always("oidc_scopes"),
            groups_claim: always("oidc_groups_claim"),
            groups: groups(&text("oidc_groups")?).expect("the table checks groups"),
        })
    }
}

/// The groups in a text like `analysts=housing:write+exact; staff=housing:read`; none where it is no such text. Names of
/// groups may have equals signs and commas, as those of a directory have (`CN=analysts,OU=staff`).
pub(super) fn groups(text: &str) -> Option<Vec<Group>> {
    let groups: Vec<Group> = text.split(';').map(group).collect::<Option<_>>()?;
    let is_once = |group: &Group| groups.iter().filter(|other| other.name == group.name).count() == 1;
    groups.iter().all(is_once).then_some(groups)
}

fn group(text: &str) -> Option<Group> {
    let (name, rest) = text.trim_matches(' ').rsplit_once('=')?;
    let (agency, scopes) = rest.rsplit_once(':')?;
    let (name, agency) = (name.trim_matches(' '), agency.trim_matches(' '));
    let mut scopes: Vec<Scope> = scopes.split('+').map(|scope| Scope::named(scope.trim())).collect::<Option<_>>()?;
    scopes.sort_unstable();
    scopes.dedup();
    let is_named = |name: &str| !name.is_empty() && !name.chars().any(char::is_control);
    let is_group = is_named(name) && is_named(agency) && agency.chars().count() <= MAX_AGENCY_CHARS;
    is_group.then(|| Group { name: name.to_owned(), agency: agency.to_owned(), scopes })
}

impl Layers {
    /// Checks the settings of a provider against each other and against those of keys.
    pub(super) fn check_oidc(&mut self) {
        let text = |key: &str| self.values.get(key).map(|value| value.text.expose());
        let Some(given) = REQUIRED.into_iter().find(|key| text(key).is_some()) else { return };
        let mut issues: Vec<(&str, Message)> = REQUIRED
            .into_iter()
            .filter(|key| text(key).is_none() && !self.issues.iter().any(|issue| issue.is_of(key)))
            .map(|key| (key, message!["setting-fault-together", given = given, all = REQUIRED.join(", ")]))
            .collect();
        if text("auth") == Some("off") {
            issues.push(("auth", message!["setting-fault-oidc-auth"]));
        }
        for key in ["oidc_issuer", "oidc_redirect_url"] {
            if text(key).is_some_and(|text| !is_guarded(text)) {
                issues.push((key, message!["setting-fault-oidc-http"]));
            }
        }
        let path = text("oidc_redirect_url").and_then(url).map(|url| url.path().to_owned());
        if path.is_some_and(|path| path != RETURN_PATH) {
            issues.push(("oidc_redirect_url", message!["setting-fault-oidc-path", path = RETURN_PATH]));
        }
        if text("oidc_scopes").is_some_and(|scopes| !scopes.split(' ').any(|scope| scope == "openid")) {
            issues.push(("oidc_scopes", message!["setting-fault-oidc-scopes"]));
        }
        self.issues.extend(issues.into_iter().map(|(key, detail)| ConfigIssue { place: key.into(), detail }));
    }
}

/// Whether what travels to a URL cannot be read on the way.
fn is_guarded(text: &str) -> bool {
    url(text).is_some_and(|url| match url.host() {
        _ if url.scheme() == "https" => true,
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost",
        None => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_have_an_agency_and_scopes() {
        let group = |name: &str, agency: &str, scopes: &[Scope]| Group {
            name: name.to_owned(),
            agency: agency.to_owned(),
            scopes: scopes.to_vec(),
        };
        assert_eq!(
            groups("CN=fit,OU=staff=housing:write + exact ; /health/readers=health : read"),
            Some(vec![
                group("CN=fit,OU=staff", "housing", &[Scope::Write, Scope::Exact]),
                group("/health/readers", "health", &[Scope::Read]),
            ])
        );
        let wrong = [
            "",
            "a",
            "a=b",
            "a=b:",
            "=b:read",
            "a=:read",
            "a=b:reader",
            "a=b:read;",
            "a=b:read;a=c:read",
            "a\n=b:read",
        ];
        for text in wrong {
            assert_eq!(groups(text), None, "{text:?}");
        }
    }
}
