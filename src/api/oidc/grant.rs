//! What the groups of a person allow.

use std::collections::BTreeSet;

use crate::config::Group;
use crate::store::Scope;

/// What somebody may do, and in which agency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::api) struct Grant {
    /// Name of the agency.
    pub(in crate::api) agency: String,
    /// What they may do there, the least first.
    pub(in crate::api) scopes: Vec<Scope>,
}

/// Why somebody may do nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::api) enum GrantProblem {
    /// None of their groups is among the settings.
    NoGroup,
    /// Their groups are of several agencies; nobody acts for two at once.
    SeveralAgencies(Vec<String>),
}

/// What the members of all of `groups` together may do.
///
/// # Errors
/// [`GrantProblem`] where that is nothing, or not in one agency.
pub(in crate::api) fn grant(groups: &[String], settings: &[Group]) -> Result<Grant, GrantProblem> {
    let own: Vec<&Group> = settings.iter().filter(|group| groups.contains(&group.name)).collect();
    let agencies: BTreeSet<&str> = own.iter().map(|group| group.agency.as_str()).collect();
    let mut agencies = agencies.into_iter().map(str::to_owned);
    match (agencies.next(), agencies.next()) {
        (None, _) => Err(GrantProblem::NoGroup),
        (Some(agency), None) => {
            let scopes: BTreeSet<Scope> = own.iter().flat_map(|group| group.scopes.iter().copied()).collect();
            Ok(Grant { agency, scopes: scopes.into_iter().collect() })
        }
        (Some(first), Some(second)) => {
            Err(GrantProblem::SeveralAgencies([first, second].into_iter().chain(agencies).collect()))
        }
    }
}
