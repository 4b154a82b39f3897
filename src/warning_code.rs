//! The codes of warnings, whichever method gives them.

use crate::vocabulary::vocabulary;

vocabulary! {
    /// Something a reader should know.
    pub enum WarningCode {
        /// No public holidays are allowed for; the detail says why.
        HolidaysUnknown = "holidays_unknown",
        /// Public holidays fall into an event.
        HolidayDuringEvent = "holiday_during_event",
        /// A control could not be used.
        ControlLeftOut = "control_left_out",
        /// Columns were recognised by their names or values; check them.
        ColumnsGuessed = "columns_guessed",
        /// Columns look like fields, but their values do not; they are attributes.
        ColumnsDoubtful = "columns_doubtful",
        /// Columns were left out although they may matter.
        ColumnsLeftOut = "columns_left_out",
        /// Columns of personal data were left out.
        PersonalDataLeftOut = "personal_data_left_out",
        /// Values say that there is no answer; they count as missing.
        NonAnswers = "non_answers",
        /// Values could not be read; they count as missing.
        ValuesUnreadable = "values_unreadable",
        /// Rows hold totals, titles or nothing instead of a person.
        RowsLeftOut = "rows_left_out",
        /// No published figures exist for the channel of the account.
        AccountChannelWithoutFigures = "account_channel_without_figures",
        /// A metric is zero throughout.
        AllZero = "all_zero",
        /// The figures are another country's.
        Borrowed = "borrowed",
        /// Only an upper bound of the reach is known.
        CeilingOnly = "ceiling_only",
        /// A column was read as an attribute.
        ColumnIsAttribute = "column_is_attribute",
        /// Some followers seem to have been gained in bulk.
        BulkFollowers = "bulk_followers",
        /// The values of a field cannot be compared between panel and audience, so it was left out.
        CovariateLeftOut = "covariate_left_out",
        /// The panel hardly has people like the audience's.
        WeakOverlap = "weak_overlap",
        /// One row of the panel has a large part of all weight.
        DominantWeight = "dominant_weight",
        /// Numbers of a field may be codes for no answer.
        EndCodes = "end_codes",
        /// Ages or incomes in bands across a limit of the target are taken as evenly spread.
        EvenBands = "even_bands",
        /// Too few people state whether they use a channel.
        FewChannelUses = "few_channel_uses",
        /// The panel is worth too few rows of equal weight to be used.
        FewEffectiveRows = "few_effective_rows",
        /// The series ends before the event does.
        EventNotOver = "event_not_over",
        /// No profile has a field that the target asks for.
        FieldMissing = "field_missing",
        /// The account has more followers than the channel has users.
        FollowersExceedUsers = "followers_exceed_users",
        /// The followers of the account do not enter the plan.
        FollowersNotCounted = "followers_not_counted",
        /// The series has gaps.
        Gaps = "gaps",
        /// Panel and random labels point to different shares: the interval is as wide as that of the labels alone.
        PanelAgainstLabels = "panel_against_labels",
        /// Totals of some fields tell nothing that the evidence does not, or could not be used.
        TotalsNotUsed = "totals_not_used",
        /// Too few labelled profiles resemble some of the unlabelled ones.
        GroupNotIdentified = "group_not_identified",
        /// The plan leaves hours unused.
        HoursLeft = "hours_left",
        /// The follower audit looked at a random sample of the followers.
        AuditOfSample = "audit_of_sample",
        /// Incomes lie where the size of the household decides, and it is not stated.
        HouseholdSizeMissing = "household_size_missing",
        /// No published figures cover a condition of the target.
        IgnoredCondition = "ignored_condition",
        /// A remark of the reader of the rows.
        Import = "import",
        /// Incomes cannot be compared with the limits of the target.
        IncomeNotComparable = "income_not_comparable",
        /// Labels contradict what the profiles state.
        LabelsContradict = "labels_contradict",
        /// Labels do not count, because nothing says that they are of the target.
        LabelsNotUsed = "labels_not_used",
        /// Some values of the audience are of no row of the panel.
        LevelsUnmatched = "levels_unmatched",
        /// So many effects were judged that some are expected by chance.
        ManyComparisons = "many_comparisons",
        /// The median income is of another year.
        MedianOfOtherYear = "median_of_other_year",
        /// Those whose membership is not known are taken to be like similar people whose membership is.
        MissingAtRandom = "missing_at_random",
        /// The plan leaves money unused.
        MoneyLeft = "money_left",
        /// No channel of the plan can use money.
        MoneyWithoutEffect = "money_without_effect",
        /// No channels are ranked; the detail says why.
        NoChannels = "no_channels",
        /// Channels need the country of the target.
        NoCountry = "no_country",
        /// The target has no condition on people.
        NoDemographicLimit = "no_demographic_limit",
        /// No published figures exist for a channel.
        NoFigures = "no_figures",
        /// The figures are not broken down by age.
        NoFiguresByAge = "no_figures_by_age",
        /// The figures are not broken down by income.
        NoFiguresByIncome = "no_figures_by_income",
        /// The panel and the audience hardly overlap in a covariate.
        NoOverlap = "no_overlap",
        /// No plan is given, because the audience is too small.
        NoPlan = "no_plan",
        /// Followers use channels for which no published figures exist.
        NoReferenceData = "no_reference_data",
        /// Figures of stored people have noise, which is in their intervals.
        Noise = "noise",
        /// A channel of the plan does not count towards its reach.
        NotCounted = "not_counted",
        /// A channel could not be compared.
        NotFitted = "not_fitted",
        /// Only users, or only others, state whether they use a channel.
        OneSidedChannelUse = "one_sided_channel_use",
        /// The effects of some events cannot be separated.
        OverlappingEvents = "overlapping_events",
        /// The followers may be in the target more or less often than like people of the panel.
        PanelMayDiffer = "panel_may_differ",
        /// The audience differs visibly from the panel, so like people may be in the target more or less often than
        /// in the panel.
        PanelMayNotCarry = "panel_may_not_carry",
        /// Too little of the panel can be compared with the audience for it to be used.
        PanelNotComparable = "panel_not_comparable",
        /// All rows of the panel are members, or none is.
        PanelOneClass = "panel_one_class",
        /// Rows of the panel do not say whether they are members, and do not count.
        PanelRowsUnlabelled = "panel_rows_unlabelled",
        /// The share is given as a range, to protect small groups.
        RangeOnly = "range_only",
        /// Rows are repeated in bulk; each counts once.
        RowsDuplicated = "rows_duplicated",
        /// Rows were rejected; whether these people are in the target is not known.
        RowsRejected = "rows_rejected",
        /// Channels are ranked within each group of measures, not between groups.
        SeveralMeasures = "several_measures",
        /// The share of the target seems to be so far from the panel's that the panel cannot tell how far.
        ShareOutOfReach = "share_out_of_reach",
        /// The audience is small; some figures are suppressed.
        SmallAudience = "small_audience",
        /// The figures are old.
        StaleFigures = "stale_figures",
        /// The audience is too small for any figure.
        TooFewFollowers = "too_few_followers",
        /// There are more fields than segments can use.
        TooManyFields = "too_many_fields",
        /// Values beyond the number that is kept were dropped.
        TooManyLevels = "too_many_levels",
        /// A channel of the plan has fewer hours than it needs.
        Understaffed = "understaffed",
        /// The channel is not in the catalogue.
        UnknownChannel = "unknown_channel",
        /// Profiles use channels that are not in the catalogue.
        UnknownChannelUse = "unknown_channel_use",
        /// The median income is not verified.
        UnverifiedMedian = "unverified_median",
        /// No row has a value that the target asks for.
        ValueMissing = "value_missing",
        /// Some values match none of the target's, though others do: they may be misspelt.
        ValueUnmatched = "value_unmatched",
    }
}
