//! From contributions to an audience that can be analysed as if all of it were at hand.

use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_select::concat::concat_batches;

use super::kept_rows::{KeptRow, taken};
use super::model::{AuditCells, Model, columns_of, label_weight, repeated, whole_set};
use super::survey::{AUDITED_SAMPLE, Tally, is_short};
use super::{AUDITED, Contribution, ContributionError, Pass, Question};
use crate::analysis::analyze::{AnalysisError, analyze};
use crate::analysis::answer::Analysis;
use crate::analysis::end_codes::heaped_codes;
use crate::analysis::kept::{Kept, key_of_audit, key_of_segmentation, key_of_sums};
use crate::analysis::notice::category_fields;
use crate::analysis::request::{AnalysisOptions, AnalysisRequest};
use crate::analysis::scan::Sums;
use crate::analysis::segment::Segmentation;
use crate::follower_audit::{self, FollowerAudit};
use crate::ingest::{PartReader, ReadOutcome, Rejections};
use crate::profile::{Columns, Profiles};
use crate::reference::Catalog;

/// An audience of which only samples are at hand, with what all of it contributed.
#[derive(Debug)]
pub struct Gathered {
    /// The samples, which stand for the whole.
    pub audience: ReadOutcome,
    segmentation: Arc<Segmentation>,
    audit: Arc<FollowerAudit>,
    sums: Arc<Sums>,
}

/// Asks `question` of all parts by `accumulate`, twice, and puts together what they contribute. Of `options` the level,
/// the seed and the minimum cell count.
///
/// # Errors
/// Those of `accumulate`, and [`ContributionError`] where the audience cannot be analysed so.
pub fn gather<E: From<ContributionError>>(
    mut question: Question,
    options: &AnalysisOptions,
    catalog: &Catalog,
    accumulate: impl Fn(&Question) -> Result<Contribution, E>,
) -> Result<Gathered, E> {
    let survey = |question: &Question| match accumulate(question)?.0 {
        Pass::Survey(survey) => Ok::<_, E>(survey.into_state()?),
        Pass::Sums(_) => unreachable!("a question without a model is answered by a survey"),
    };
    let mut surveyed = survey(&question)?;
    if question.accepted.is_some() && is_short(&surveyed.0, &surveyed.1) {
        question.accepted = None;
        surveyed = survey(&question)?;
    }
    let surveyed = Surveyed::new(&question, surveyed, options, catalog)?;
    question.model = Some(surveyed.model.clone());
    let (sums, rows, batch) = match accumulate(&question)?.0 {
        Pass::Sums(sums) => sums.into_state()?,
        Pass::Survey(_) => unreachable!("a question with a model is answered by sums"),
    };
    Ok(surveyed.gathered(&question, sums, (rows, batch))?)
}

/// What the survey says.
struct Surveyed {
    tally: Tally,
    columns: Columns,
    rows: (Vec<KeptRow>, RecordBatch),
    model: Model,
    audit: FollowerAudit,
    /// The keys of those whom the audit looked at, in order.
    audited: Vec<u64>,
}

impl Surveyed {
    fn new(
        question: &Question,
        (tally, rows, batch): (Tally, Vec<KeptRow>, RecordBatch),
        options: &AnalysisOptions,
        catalog: &Catalog,
    ) -> Result<Self, ContributionError> {
        check(&tally, &rows)?;
        let reader = question.reader()?;
        let mut columns = columns_of(reader.columns(), &tally)?;
        if label_weight(&columns).is_some() {
            return Err(ContributionError::LabelWeights);
        }
        let categories: Vec<_> = category_fields(&question.target).collect();
        let whole = whole_set(&mut columns, &tally, &categories);
        let sampled = profiles(question, &columns, &batch)?.sampled_from(&Arc::new(whole.clone()));
        let segmentation = Segmentation::new(&sampled, &question.target, options.min_cell);
        let is_audited = |(_, row): &(u32, &KeptRow)| row.samples & AUDITED_SAMPLE != 0;
        let (places, audited): (Vec<u32>, Vec<u64>) =
            (0u32..).zip(&rows).filter(is_audited).map(|(place, row)| (place, row.key)).unzip();
        let followers = profiles(question, &columns, &taken(&batch, places)?)?;
        let followers = follower_audit::followers(&followers, catalog.signs());
        let audit = FollowerAudit::of(&followers, options.level, options.seed, options.min_cell);
        let cells = AuditCells::new(&audit, &audited, question.seed, tally.rows > AUDITED as u64);
        let model = Model::new(&columns, whole, segmentation, cells);
        Ok(Self { tally, columns, rows: (rows, batch), model, audit, audited })
    }

    fn gathered(
        self,
        question: &Question,
        sums: Sums,
        (rows, batch): (Vec<KeptRow>, RecordBatch),
    ) -> Result<Gathered, ContributionError> {
        let Self { tally, columns, rows: (surveyed, surveyed_batch), model, audit, audited } = self;
        let both = concat_batches(question.head.schema_ref(), [&surveyed_batch, &batch])?;
        let mut keyed: Vec<(u64, u32)> = surveyed.iter().chain(&rows).map(|row| row.key).zip(0u32..).collect();
        keyed.sort_unstable();
        keyed.dedup_by_key(|(key, _)| *key);
        let (keys, places): (Vec<u64>, Vec<u32>) = keyed.into_iter().unzip();
        let mut all = profiles(question, &columns, &taken(&both, places)?)?;
        let is_sample = all.len() as u64 != tally.rows || tally.rows > AUDITED as u64;
        if is_sample {
            all = all.sampled_from(&Arc::new(model.whole));
            refuse_end_codes(question, &all)?;
        }
        let place = |key: &u64| keys.binary_search(key).expect("whoever was audited is among all") as u32;
        let positions: Vec<u32> = audited.iter().map(place).collect();
        let audit = audit.scaled(audited.len() as u64, tally.rows).placed(&positions, keys.len());
        let rejected = Rejections { rows: tally.counts.rejected, listed: Vec::new() };
        let (reading, non_answers) = question.reader()?.finish(tally.counts)?;
        let audience = ReadOutcome { profiles: all, rejected, reading, non_answers, ..ReadOutcome::default() };
        Ok(Gathered {
            audience,
            segmentation: Arc::new(model.segmentation),
            audit: Arc::new(audit),
            sums: Arc::new(sums),
        })
    }
}

impl Gathered {
    /// Answers `request`, whose audience is this one's, as [`analyze`] does.
    ///
    /// # Errors
    /// Those of [`analyze`].
    pub fn analyze(&self, request: AnalysisRequest<'_>) -> Result<Analysis, AnalysisError> {
        let kept = request.audience.profiles.derived::<Kept>();
        kept.segmentations.get_or_make_too(key_of_segmentation(&request), || Arc::clone(&self.segmentation));
        kept.audits.get_or_make_too(key_of_audit(&request), || Arc::clone(&self.audit));
        kept.sums.get_or_make_too(key_of_sums(&request), || Arc::clone(&self.sums));
        analyze(request)
    }
}

fn check(tally: &Tally, rows: &[KeptRow]) -> Result<(), ContributionError> {
    if tally.rows == 0 {
        return Err(ContributionError::NoProfiles { rejected: tally.counts.rejected });
    }
    if tally.without_id > 0 {
        return Err(ContributionError::NoIds { rows: tally.without_id });
    }
    let keys: Vec<u64> = rows.iter().map(|row| row.key).collect();
    match repeated(&keys) {
        (0, _) => Ok(()),
        (ids, sampled) => Err(ContributionError::RepeatedIds { ids, sampled }),
    }
}

/// The profiles of rows that were accepted before, with the columns of the whole.
fn profiles(question: &Question, columns: &Columns, rows: &RecordBatch) -> Result<Profiles, ContributionError> {
    let mut reader: PartReader = question.reader()?.with_columns(columns.clone());
    Ok(reader.read(rows)?.profiles)
}

fn refuse_end_codes(question: &Question, sampled: &Profiles) -> Result<(), ContributionError> {
    let Some(found) = heaped_codes(&question.target, sampled).into_iter().next() else { return Ok(()) };
    let codes: Vec<String> = found.codes.iter().map(ToString::to_string).collect();
    Err(ContributionError::EndCodes { field: found.field.to_string(), codes: codes.join(", ") })
}
