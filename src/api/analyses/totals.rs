//! The platform's page statistics in requests.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::contract::body::Faults;
use crate::ingest::excerpt;
use crate::ingest::totals::{TotalRow, Totals, TotalsField, TotalsOf};

/// One share of the followers, from the platform's own statistics of them. The shares of a field add up to 1; those of
/// regions may be listed in part.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Total)]
pub struct TotalBody {
    /// What the share is of.
    #[schema(value_type = TotalsField)]
    pub field: String,
    /// For `age` and `age_gender`: ages in completed years, such as `25-34` or `65+`, without overlap; or `unknown`.
    pub band: Option<String>,
    /// For `gender`, `age_gender` and `region`: the gender or region, spelt as in profiles; or `unknown`.
    pub value: Option<String>,
    /// The share of the followers, 0 to 1. Its digits tell what it was rounded to.
    #[schema(minimum = 0.0, maximum = 1.0)]
    pub share: f64,
}

/// The totals of a request, their faults noted.
pub(super) fn check_totals(given: Option<&[TotalBody]>, of: Option<TotalsOf>, faults: &mut Faults) -> Option<Totals> {
    let mut row = |(i, total): (usize, &TotalBody)| {
        let Some(field) = TotalsField::named(&total.field) else {
            let detail = format!("received {}; accepted: age, gender, age_gender, region", excerpt(&total.field));
            faults.add(&format!("/totals/{i}/field"), "unknown_field", &detail);
            return None;
        };
        let (band, value) = (total.band.clone(), total.value.clone());
        Some(TotalRow { field, band, value, share: total.share, half_step: None })
    };
    let rows: Vec<TotalRow> = given?.iter().enumerate().map(&mut row).collect::<Option<_>>()?;
    let of = match of {
        Some(TotalsOf::Viewers) => TotalsOf::Viewers,
        Some(TotalsOf::Followers) | None => TotalsOf::Followers,
    };
    match Totals::new(&rows, of) {
        Ok(totals) => Some(totals),
        Err(found) => {
            for fault in found {
                faults.add(&format!("/totals/{}/{}", fault.row, fault.member), fault.code, fault.detail);
            }
            None
        }
    }
}
