//! A target's definition in a request.

use crate::analysis::inherit;
use crate::api::contract::body::{Faults, Parsed, parse};
use crate::error::Failure;
use crate::target::{SpecFault, TargetSpec};

/// Reads the definition of a target, as the body of a request.
///
/// # Errors
/// Where it is no definition, with the field.
pub fn read_target(body: &[u8]) -> Result<TargetSpec, Failure> {
    let Parsed { value, faults } = parse(body)?;
    faults.finish_with(Some(value))
}

/// The definition, with what it leaves open filled in from the agency's own target where it names one.
pub fn with_own(spec: TargetSpec, targets: &[(String, TargetSpec)]) -> TargetSpec {
    match targets.iter().find(|(name, _)| Some(name) == spec.preset.as_ref()) {
        Some((_, own)) => inherit(spec, own),
        None => spec,
    }
}

pub(crate) fn check_spec(spec: Option<TargetSpec>, faults: &mut Faults) -> Option<TargetSpec> {
    if spec.is_none() {
        let detail = "name a preset, for example {\"preset\": \"under-middle-class-late-20s-to-40s\", \"country\": \
                      \"KR\"}, or give conditions";
        faults.add("/target", "missing", detail);
    }
    spec
}

/// What was resolved; its faults are noted below the target.
pub(crate) fn noted<T>(faults: &mut Faults, resolved: Result<T, Vec<SpecFault>>) -> Option<T> {
    resolved.map_err(|found| faults.extend("/target", found)).ok()
}
