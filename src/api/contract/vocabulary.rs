//! The closed vocabularies of answers: each value is documented beside its meaning, and none is sent that is not.

use std::borrow::Cow;

use serde::Serialize;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema, openapi::RefOr};

/// Declares vocabularies: a type whose schema is an enum of the values, with the meaning of each in its description.
macro_rules! vocabularies {
    ($($(#[doc = $doc:literal])+ $name:ident { $($value:literal: $meaning:literal,)+ })+) => {$(
        $(#[doc = $doc])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
        pub struct $name(&'static str);

        impl $name {
            /// The values with their meanings.
            pub const VALUES: &[(&str, &str)] = &[$(($value, $meaning)),+];
        }

        impl From<&'static str> for $name {
            fn from(value: &'static str) -> Self {
                Self(value)
            }
        }

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                schema(&[$($doc),+], Self::VALUES)
            }
        }

        impl ToSchema for $name {
            fn name() -> Cow<'static, str> {
                stringify!($name).into()
            }
        }
    )+};
}

pub(crate) fn schema(doc: &[&str], values: &[(&str, &str)]) -> RefOr<Schema> {
    let mut description = doc.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" ");
    description.push('\n');
    for (value, meaning) in values {
        description.push_str(&format!("\n- `{value}`: {meaning}"));
    }
    let names = values.iter().map(|(value, _)| *value);
    RefOr::T(
        ObjectBuilder::new().schema_type(Type::String).enum_values(Some(names)).description(Some(description)).into(),
    )
}

vocabularies! {
    /// Whether the share of members is known.
    FitStatus {
        "estimated": "The share is estimated, with an interval.",
        "assumed": "Nothing identifies the share; it is assumed from published figures, and decides no verdict.",
        "not_identified": "The data cannot carry an estimate; `required_data` says what would.",
        "withheld": "An estimate would disclose too small a group.",
    }
    /// How most of the unlabelled profiles were estimated.
    FitMethod {
        "all_labelled": "Every profile states its membership: counted.",
        "labelled_bands": "Every profile states its membership, some by a band across a limit.",
        "counted_in_part": "Every profile that could be read states its membership; the rejected rows may be anything.",
        "contradicted_labels": "From labels of which many contradict what the profiles state; these may be anything.",
        "bounds": "The few unlabelled profiles count as anything from none to all.",
        "labelled_only": "From labelled profiles that resemble them.",
        "random_sample": "From labels of a random sample, without a model.",
        "confidence_sequence": "From labels of a random sample, with an interval that holds at every look.",
        "panel": "From the panel, weighted to the audience.",
        "panel_and_labelled": "From the panel, weighted to the audience and corrected by the labelled profiles.",
        "random_sample_and_totals": "From the labels of a random sample, weighted to the platform's totals.",
        "labelled_and_totals": "From the labelled profiles, weighted to the platform's totals.",
        "totals": "From the platform's totals alone.",
        "platform_users": "Assumed: like the users of the account's platform, by published figures.",
        "population_share": "Assumed: like all adults of the country, by published figures.",
    }
    /// How audience and panel differ.
    ShiftKind {
        "label": "Only the share of members differs.",
        "covariate": "Covariates differ; membership given covariates does not.",
        "hidden": "A field that the panel has and the audience lacks differs.",
        "joint": "Covariates and the share of members differ, each on its own.",
        "none": "Nothing differs.",
        "unrestricted": "Everything may differ, so that the panel alone identifies nothing.",
    }
    /// The result of the comparison with a minimum share.
    VerdictOutcome {
        "pass": "The whole interval lies at or above the minimum share.",
        "fail": "The whole interval lies below it.",
        "inconclusive": "The interval contains it, or there is none.",
    }
    /// Why the input has to be corrected before there is a verdict.
    VerdictReason {
        "rejected_rows": "More rows were rejected than `max_rejected` allows, or the verdict depends on them.",
        "unreadable_values": "More values of a field of the target could not be read than `max_rejected` allows.",
        "labels_contradict": "More than 2 % of the labels contradict what the profiles state.",
        "nonresponse": "The answers decide, but the share with those who do not answer, as two random halves tell it, does not.",
        "field_not_recognised": "A column seems to hold a field that the target asks for, and was not recognised.",
    }
    /// How far the data show the number of segments.
    SegmentBasis {
        "too_few_profiles": "There are too few profiles to look for groups.",
        "no_groups": "The data show no groups.",
        "shown": "The data show so many groups.",
        "useful_split": "A useful split into so many; the data do not show how many groups there are.",
    }
    /// What to do with a channel.
    Stance {
        "favour": "Put more into it.",
        "keep": "Leave it as it is.",
        "reduce": "Put less into it.",
    }
    /// Whose use of a channel was observed.
    ObservedPopulation {
        "followers": "The profiles of the audience.",
        "panel": "The rows of the panel.",
    }
    /// What a plan is to bring about.
    TaskName {
        "awareness": "People know of the offer.",
        "eligibility": "People find out whether they are eligible.",
        "application": "People apply.",
    }
    /// What a plan is measured in.
    PlanScale {
        "people": "People whom the agency can reach, by its own numbers.",
        "order": "Which channel is worth more; how many people that is, is not known.",
    }
    /// How the share of the target among the people whom an agency can reach is known.
    ShareBasisName {
        "counted": "They are counted in the target alone.",
        "given": "The request gives it.",
        "audience": "It is the fit of the agency's account.",
        "campaigns": "Known from past campaigns of the agency.",
        "published": "It is that of all users of the channel by published figures, give or take.",
    }
    /// Whether the people asked for can be reached.
    GoalStatus {
        "reachable": "So many hours reach them.",
        "not_reachable": "However many hours there are, they are not reached.",
    }
    /// A resource of a plan.
    ResourceName {
        "hours": "Staff hours.",
        "money": "Money, in the currency of the budget.",
    }
    /// Why a plan excludes a channel.
    ExclusionCode {
        "unstaffed": "It needs more hours than there are.",
        "better_elsewhere": "Its hours or money reach more people elsewhere.",
        "too_little": "What its bounds leave reaches nobody.",
        "held": "The constraints hold it at zero.",
        "no_own_reach": "How many people the agency can reach there is not given.",
        "no_budget": "Only money reaches people here, and there is no budget.",
        "no_costs": "What it costs is not known.",
        "no_people": "The number of people is not known, so that bought contacts cannot be counted.",
        "contained": "It overlaps with another channel of the plan; counting both would double-count people.",
        "not_comparable": "Its figures measure something else than those of the plan.",
        "no_figures": "No published figures exist for it.",
    }
    /// Whether the audience was examined for bulk followers.
    AuditStatus {
        "examined": "Everything was examined.",
        "partly_examined": "Some kinds of evidence were not; `limits` says which.",
        "not_examined": "Nothing could be; `limits` says why.",
    }
    /// What arrivals are ordered by.
    AuditBasis {
        "follow_time": "The time of following.",
        "follow_order": "The order of following.",
        "creation_date": "The creation date of the accounts.",
    }
    /// A kind of evidence of followers gained in bulk.
    EvidenceKind {
        "arrival_burst": "More followers arrived than around it.",
        "creation_burst": "More accounts were created within some days than around them.",
        "profile_pattern": "Counts of the profiles show published signs of bulk accounts.",
        "sameness": "Profiles resemble one another more than around it.",
        "no_engagement": "Fewer followers engaged with posts than around it.",
    }
    /// Whether evidence was found.
    EvidenceFinding {
        "present": "It was found.",
        "absent": "It was looked for and not found.",
        "not_examined": "It could not be looked for.",
    }
    /// Whether a profile shows the pattern of a cohort.
    PatternFinding {
        "pattern_present": "It does, which is no verdict on a person.",
    }
    /// What could not be examined.
    AuditLimitCode {
        "too_few_followers": "Too few followers.",
        "no_follow_time": "No times of following.",
        "no_follow_order": "No order of following.",
        "no_creation_date": "No creation dates.",
        "no_counts": "No counts of followers, posts or likes.",
        "no_engagement": "No engagement with posts.",
        "single_value": "Only one kind of evidence could be examined, and two must agree.",
        "short_history": "The series of arrivals is short.",
        "not_placed": "Some followers have no place in the order.",
        "followed_before_created": "Some followers followed before their account was created.",
    }
    /// Something a reader should know.
    WarningCode {
        "holidays_unknown": "No public holidays are allowed for; the detail says why.",
        "holiday_during_event": "Public holidays fall into an event.",
        "control_left_out": "A control could not be used.",
        "columns_guessed": "Columns were recognised by their names or values; check them.",
        "columns_doubtful": "Columns look like fields, but their values do not; they are attributes.",
        "columns_left_out": "Columns were left out although they may matter.",
        "personal_data_left_out": "Columns of personal data were left out.",
        "non_answers": "Values say that there is no answer; they count as missing.",
        "values_unreadable": "Values could not be read; they count as missing.",
        "rows_left_out": "Rows hold totals, titles or nothing instead of a person.",
        "account_channel_without_figures": "No published figures exist for the channel of the account.",
        "all_zero": "A metric is zero throughout.",
        "borrowed": "The figures are another country's.",
        "ceiling_only": "Only an upper bound of the reach is known.",
        "column_is_attribute": "A column was read as an attribute.",
        "bulk_followers": "Some followers seem to have been gained in bulk.",
        "covariate_left_out": "The values of a field cannot be compared between panel and audience, so it was left out.",
        "weak_overlap": "The panel hardly has people like the audience's.",
        "dominant_weight": "One row of the panel has a large part of all weight.",
        "end_codes": "Numbers of a field may be codes for no answer.",
        "even_bands": "Ages or incomes in bands across a limit of the target are taken as evenly spread.",
        "few_channel_uses": "Too few people state whether they use a channel.",
        "few_effective_rows": "The panel is worth too few rows of equal weight to be used.",
        "event_not_over": "The series ends before the event does.",
        "field_missing": "No profile has a field that the target asks for.",
        "followers_exceed_users": "The account has more followers than the channel has users.",
        "followers_not_counted": "The followers of the account do not enter the plan.",
        "gaps": "The series has gaps.",
        "panel_against_labels": "Panel and random labels point to different shares: the interval is as wide as that of the labels alone.",
        "totals_not_used": "Totals of some fields tell nothing that the evidence does not, or could not be used.",
        "group_not_identified": "Too few labelled profiles resemble some of the unlabelled ones.",
        "hours_left": "The plan leaves hours unused.",
        "audit_of_sample": "The follower audit looked at a random sample of the followers.",
        "household_size_missing": "Incomes lie where the size of the household decides, and it is not stated.",
        "ignored_condition": "No published figures cover a condition of the target.",
        "import": "A remark of the reader of the rows.",
        "income_not_comparable": "Incomes cannot be compared with the limits of the target.",
        "labels_contradict": "Labels contradict what the profiles state.",
        "labels_not_used": "Labels do not count, because nothing says that they are of the target.",
        "levels_unmatched": "Some values of the audience are of no row of the panel.",
        "many_comparisons": "So many effects were judged that some are expected by chance.",
        "median_of_other_year": "The median income is of another year.",
        "missing_at_random": "Those whose membership is not known are taken to be like similar people whose membership is.",
        "money_left": "The plan leaves money unused.",
        "money_without_effect": "No channel of the plan can use money.",
        "no_channels": "No channels are ranked; the detail says why.",
        "no_country": "Channels need the country of the target.",
        "no_demographic_limit": "The target has no condition on people.",
        "no_figures": "No published figures exist for a channel.",
        "no_figures_by_age": "The figures are not broken down by age.",
        "no_figures_by_income": "The figures are not broken down by income.",
        "no_overlap": "The panel and the audience hardly overlap in a covariate.",
        "no_plan": "No plan is given, because the audience is too small.",
        "no_reference_data": "Followers use channels for which no published figures exist.",
        "noise": "Figures of stored people have noise, which is in their intervals.",
        "not_counted": "A channel of the plan does not count towards its reach.",
        "not_fitted": "A channel could not be compared.",
        "one_sided_channel_use": "Only users, or only others, state whether they use a channel.",
        "overlapping_events": "The effects of some events cannot be separated.",
        "panel_may_differ": "The followers may be in the target more or less often than like people of the panel.",
        "panel_may_not_carry": "The audience differs visibly from the panel, so like people may be in the target more or less often than in the panel.",
        "panel_not_comparable": "Too little of the panel can be compared with the audience for it to be used.",
        "panel_one_class": "All rows of the panel are members, or none is.",
        "panel_rows_unlabelled": "Rows of the panel do not say whether they are members, and do not count.",
        "range_only": "The share is given as a range, to protect small groups.",
        "rows_duplicated": "Rows are repeated in bulk; each counts once.",
        "rows_rejected": "Rows were rejected; whether these people are in the target is not known.",
        "several_measures": "Channels are ranked within each group of measures, not between groups.",
        "share_out_of_reach": "The share of the target seems to be so far from the panel's that the panel cannot tell how far.",
        "small_audience": "The audience is small; some figures are suppressed.",
        "stale_figures": "The figures are old.",
        "too_few_followers": "The audience is too small for any figure.",
        "too_many_fields": "There are more fields than segments can use.",
        "too_many_levels": "Values beyond the number that is kept were dropped.",
        "understaffed": "A channel of the plan has fewer hours than it needs.",
        "unknown_channel": "The channel is not in the catalogue.",
        "unknown_channel_use": "Profiles use channels that are not in the catalogue.",
        "unverified_median": "The median income is not verified.",
        "value_missing": "No row has a value that the target asks for.",
        "value_unmatched": "Some values match none of the target's, though others do: they may be misspelt.",
    }
    /// Length of a period.
    PeriodLength {
        "day": "One day.",
        "week": "Seven days.",
        "month": "A month.",
    }
    /// What is forecast, and scored once the truth is known.
    ForecastKindName {
        "fit": "The share of the target among an account's followers, at the next snapshot.",
        "reach": "People of the target met on a channel.",
        "plan": "People of the target met by a plan.",
        "effect": "Counts of an account without an event.",
        "response": "The share of those delivered to who respond to a campaign.",
    }
    /// A kind of event.
    EventKind {
        "campaign": "A campaign with an end.",
        "quiz": "A quiz with an end.",
        "always_on": "A change of practice without an end.",
    }
    /// A metric of engagement.
    MetricName {
        "posts": "Posts of the account.",
        "followers": "Net change of followers.",
        "likes": "Likes received.",
        "replies": "Replies received.",
        "reposts": "Reposts received.",
        "clicks": "Clicks on links.",
    }
    /// Whether an effect could be estimated.
    EffectStatus {
        "estimated": "It is estimated.",
        "not_separable": "It is that of several events together.",
        "not_enough_history": "Too few periods before the event were observed.",
        "no_observations": "No period of the event was observed.",
    }
    /// What became of an effect after the event; of an event without an end, in its second half.
    Persistence {
        "persisted": "The interval lies on the same side of zero as during the event.",
        "faded": "It does not, and its far end is under half of the effect a period during the event.",
        "reversed": "It lies on the other side of zero.",
        "no_effect": "The interval during the event contains zero.",
        "cannot_tell": "None of these, or too little was observed.",
    }
    /// Whether the effect was compared with earlier dates.
    PlaceboStatus {
        "compared": "It was.",
        "too_few_windows": "There are fewer than 8 earlier windows.",
    }
    /// How well a source is known.
    ConfidenceName {
        "computed": "Computed from the published data.",
        "reported": "Taken from a publication.",
        "press": "Taken from a press report of a publication.",
        "unverified": "Not verified against a publication.",
    }
    /// How people were asked.
    SurveyModeName {
        "face_to_face": "By an interviewer who visits.",
        "telephone": "By telephone.",
        "web": "On the web.",
        "web_and_paper": "On the web or on paper.",
        "web_and_telephone": "Some on the web, others by telephone.",
        "face_to_face_and_web": "Some by an interviewer who visits, others on the web.",
        "diary": "They kept a diary.",
        "mixed": "In ways that differ by country.",
    }
    /// What a key may do; each of the first three scopes includes those before it.
    ScopeName {
        "read": "Ask, and read what is stored.",
        "write": "Store and delete.",
        "admin": "Read keys and the audit log.",
        "exact": "Have figures of stored audiences and panels without noise, and any number of them.",
    }
    /// Why a row was rejected.
    RejectionCode {
        "syntax": "It cannot be read.",
        "wrong_type": "A value is of another type.",
        "out_of_range": "A value is outside the range that is accepted.",
        "unknown_field": "A field is not known.",
        "conflict": "Fields contradict one another.",
        "duplicate": "An earlier row has the same id.",
        "too_large": "The row is too large.",
    }
    /// Why a column of a table is used as it is, or not used.
    ColumnBasisCode {
        "field_name": "Its name is that of the field.",
        "mapping": "The mapping says so.",
        "name": "Its name is a usual one for the field.",
        "values": "Its values can be nothing else.",
        "attribute": "No field is known to be meant; it is kept under its own name.",
        "unnamed": "Not used: it has no name.",
        "unmapped": "Not used: the mapping does not name it.",
        "repeated": "Not used: an earlier column has the same name.",
        "personal_data": "Not used: it holds personal data.",
        "ambiguous": "Not used: several columns look like the field.",
        "superseded": "Not used: another column gives the field.",
        "ambiguous_dates": "Not used: its dates could be day or month first.",
        "needs_unit": "Not used: currency, period or scope of its incomes is not known.",
        "weight_of_followers": "Not used: only the rows of a panel have a weight.",
        "label_weight_of_panel": "Not used: only followers have a label weight.",
    }
    /// How the values of a column are read, where that is not plain.
    ColumnFormCode {
        "bands": "Brackets such as `25-34`.",
        "decimal_comma": "A comma stands before the fraction.",
        "multiplied": "The numbers are multiplied, for the name of the column says so.",
        "day_first": "The day stands before the month.",
        "short_years": "Years of birth have two digits: each is the latest that is not in the future.",
        "month_first": "The month stands before the day.",
        "utc_assumed": "Times without a zone are taken for UTC.",
        "unit": "Incomes of one currency, period and scope.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schema_lists_its_values_and_describes_each() {
        let schema = serde_json::to_value(Stance::schema()).expect("plain data");
        assert_eq!(schema["enum"], serde_json::json!(["favour", "keep", "reduce"]));
        let description = schema["description"].as_str().expect("a description");
        assert!(description.starts_with("What to do with a channel.\n\n- `favour`: Put more"), "{description}");
    }

    #[test]
    fn values_of_the_domain_are_of_the_vocabulary() {
        let holds = |values: &[(&str, &str)], value: &str| values.iter().any(|(other, _)| *other == value);
        for metric in crate::effect::Metric::ALL {
            assert!(holds(MetricName::VALUES, metric.as_str()));
        }
    }
}
