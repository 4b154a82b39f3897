//! Files of totals: tables that people type, and the exports of platforms.
//!
//! | source | recognised by |
//! | --- | --- |
//! | a table | columns `field`, `band`, `value`, `share`; or `age`, `gender`, `region` and a share, percent or count |
//! | Meta Business Suite | blocks `Age & gender` and `Top cities` in one file |
//! | Meta Graph API | `follower_demographics` with its breakdowns; `page_fans_gender_age` and the like with keys such as `F.25-34` |
//! | YouTube Studio | columns `Viewer age`, `Viewer gender`: of viewers, who stand for subscribers |
//! | YouTube Analytics API | `columnHeaders` with `ageGroup`, `gender` and `viewerPercentage` |
//! | TikTok Studio | `FollowerGender.csv`: columns `Gender`, `Distribution` |
//! | LinkedIn | a sheet `Location` with `Total followers` |
//! | X | its exports have no ages and no genders, which is said; its Audience tab can be typed into a table |
//!
//! Countries are left out: a target's tables are one country's.

use super::blocks::read_tables;
use super::graph::read_json;
use super::{TotalRow, TotalsOf};
use crate::message::{Message, message};

/// Where totals come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TotalsSource {
    /// A table that somebody typed, or totals as a request has them.
    Table,
    /// Instagram or Facebook.
    Meta,
    /// YouTube.
    YouTube,
    /// TikTok.
    TikTok,
    /// LinkedIn.
    LinkedIn,
}

/// Totals as a file has them.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadTotals {
    /// The shares.
    pub rows: Vec<TotalRow>,
    /// Whom they are of.
    pub of: TotalsOf,
    /// Where they come from.
    pub source: TotalsSource,
    /// The number of followers, where the file counts them.
    pub followers: Option<u64>,
}

/// Reads a file of totals.
///
/// # Errors
/// What it is, and what to do.
pub fn read_totals(text: &str) -> Result<ReadTotals, Message> {
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.is_empty() {
        return Err(message!["totals-empty"]);
    }
    if text.starts_with(['{', '[']) { read_json(text) } else { read_tables(text) }
}

#[cfg(test)]
mod tests {
    use super::super::{Totals, TotalsField};
    use super::*;

    fn sound(text: &str) -> (ReadTotals, Totals) {
        let read = read_totals(text).unwrap_or_else(|error| panic!("{text}: {}", error.outline()));
        let totals = Totals::new(&read.rows, read.of).unwrap_or_else(|faults| panic!("{text}: {faults:?}"));
        (read, totals)
    }

    fn shares(totals: &Totals, field: TotalsField) -> Vec<f64> {
        let cells = totals.margin(field).expect("a margin").cells.iter();
        cells.map(|cell| (1000.0 * cell.share).round() / 1000.0).collect()
    }

    #[test]
    fn tables_of_fractions_percent_and_counts_are_one() {
        for table in [
            "age,share\n18-24,0.2\n25-34,0.5\n35+,0.3\n",
            "Age;Percent\n18-24;20,0 %\n25-34;50,0 %\n35+;30,0 %\nTotal;100 %\n",
            "연령대\t팔로워\n18-24세\t240\n25-34세\t600\n35세 이상\t360\n합계\t1200\n",
            "field,band,value,share\nage,18-24,,0.2\nage,25-34,,0.5\nage,35+,,0.3\n",
            "[{\"field\": \"age\", \"band\": \"18-24\", \"share\": 0.2}, {\"field\": \"age\", \"band\": \"25-34\", \"share\": 0.5}, {\"field\": \"age\", \"band\": \"35+\", \"share\": 0.3}]",
        ] {
            let (read, totals) = sound(table);
            assert_eq!(shares(&totals, TotalsField::Age), [0.2, 0.5, 0.3], "{table}");
            assert_eq!((read.source, read.of), (TotalsSource::Table, TotalsOf::Followers));
            assert_eq!(read.followers, table.contains("1200").then_some(1200), "{table}");
        }
    }

    #[test]
    fn meta_business_suite_stacks_blocks_in_one_file() {
        let text = "sep=,\n\"Facebook followers\"\n\"1234\"\n\n\"Age & gender\"\n\"\",\"Women\",\"Men\"\n\"18-24\",\"5.1%\",\"4.9%\"\n\"25-34\",\"20%\",\"30%\"\n\"35-44\",\"25%\",\"15%\"\n\n\"Top cities\"\n\"Seoul, South Korea\",\"Busan, South Korea\"\n\"41.2%\",\"9.8%\"\n\n\"Top countries\"\n\"South Korea\",\"United States\"\n\"97%\",\"1%\"\n";
        let (read, totals) = sound(text);
        assert_eq!(read.source, TotalsSource::Meta);
        assert_eq!(totals.margin(TotalsField::AgeGender).expect("cells").cells.len(), 6);
        assert!((shares(&totals, TotalsField::Region).iter().sum::<f64>() - 1.0).abs() < 1e-9);
        let cells = &totals.margin(TotalsField::Region).expect("places").cells;
        assert!(
            cells.iter().any(|c| c.value.as_deref() == Some("kr11") && (c.share - 0.412).abs() < 1e-9),
            "{cells:?}"
        );
    }

    #[test]
    fn the_graph_api_counts_followers_and_totals_of_others_are_refused() {
        let breakdown = |metric: &str| {
            format!(
                "{{\"data\": [{{\"name\": \"{metric}\", \"total_value\": {{\"breakdowns\": [{{\"dimension_keys\": [\"age\", \"gender\"], \"results\": [{{\"dimension_values\": [\"18-24\", \"F\"], \"value\": 30}}, {{\"dimension_values\": [\"25-34\", \"M\"], \"value\": 60}}, {{\"dimension_values\": [\"25-34\", \"U\"], \"value\": 10}}]}}]}}}}]}}"
            )
        };
        let (read, totals) = sound(&breakdown("follower_demographics"));
        assert_eq!((read.source, read.followers), (TotalsSource::Meta, Some(100)));
        assert_eq!(shares(&totals, TotalsField::AgeGender), [0.333, 0.667]);
        for other in ["reached_audience_demographics", "engaged_audience_demographics"] {
            let error = read_totals(&breakdown(other)).expect_err("not of followers");
            assert_eq!(error.outline(), format!("totals-metric (name: {other})"));
        }
        let page = "{\"data\": [{\"name\": \"page_fans_gender_age\", \"values\": [{\"value\": {\"F.18-24\": 30, \"M.25-34\": 60, \"U.25-34\": 10}}]}]}";
        assert_eq!(shares(&sound(page).1, TotalsField::AgeGender), [0.333, 0.667]);
    }

    #[test]
    fn youtube_tells_of_viewers() {
        let studio = std::fs::read_to_string(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/tests/data/door/tables-as-people/yt_age.csv"
        ))
        .expect("yt_age.csv");
        let (read, totals) = sound(&studio);
        assert_eq!((read.source, read.of), (TotalsSource::YouTube, TotalsOf::Viewers));
        assert_eq!(shares(&totals, TotalsField::Age), [0.006, 0.081, 0.302, 0.4, 0.121, 0.06, 0.03]);
        let api = "{\"columnHeaders\": [{\"name\": \"ageGroup\"}, {\"name\": \"gender\"}, {\"name\": \"viewerPercentage\"}], \"rows\": [[\"age18-24\", \"female\", 40.5], [\"age65-\", \"male\", 59.5]]}";
        let (read, totals) = sound(api);
        assert_eq!(read.of, TotalsOf::Viewers);
        assert_eq!(shares(&totals, TotalsField::AgeGender), [0.405, 0.595]);
    }

    #[test]
    fn tiktok_and_linkedin_are_recognised_and_what_has_no_totals_says_so() {
        let (read, totals) =
            sound("\"Gender\",\"Distribution\"\n\"Female\",\"61%\"\n\"Male\",\"37.5%\"\n\"Other\",\"1.5%\"\n");
        assert_eq!(read.source, TotalsSource::TikTok);
        assert_eq!(shares(&totals, TotalsField::Gender), [0.61, 0.375, 0.015]);
        let fractions = sound("Gender,Distribution\nMale,0.51\nFemale,0.49\nOther,0\n").1;
        assert_eq!(shares(&fractions, TotalsField::Gender), [0.49, 0.51, 0.0]);
        let (read, _) = sound("Location,Total followers\n\"Seoul, South Korea\",500\n\"Busan, South Korea\",120\n");
        assert_eq!(read.source, TotalsSource::LinkedIn);
        for (table, says) in [
            ("Top territories,Distribution\nKR,0.9\nOthers,0.1\n", "totals-not-used (what: totals-countries"),
            ("Seniority,Total followers\nSenior,96\nEntry,81\n", "totals-not-used (what: totals-seniority"),
            ("Date,Impressions,Likes,New follows\n2026-01-01,12,3,1\n", "totals-by-day"),
            ("Age,Impressions\n18-24,100\n25-34,300\n", "totals-other-people (of: impressions"),
            ("Location,Total visitors\nSeoul,500\n", "totals-other-people (of: visitors"),
            ("Age,Share\n18-24,7\n25-34,12\n", "totals-sum-unclear"),
            ("a,b\n1,2\n", "totals-no-column"),
            ("", "totals-empty"),
        ] {
            let error = read_totals(table).expect_err(table);
            assert!(error.outline().starts_with(says), "{table}: {}", error.outline());
        }
    }
}
