//! Tables whose rows are days or posts, not people.

use std::collections::HashSet;

use super::counts::{self, DATE};
use super::dates::DateOrder;
use super::dialect::TableStart;
use super::names::{self, key};
use super::numbers::NumberStyle;
use super::personal;
use crate::message::{Message, message};

/// Rows below which a table is not judged.
const MIN_ROWS: usize = 3;
/// Names of columns that only posts have, as [`key`] writes them.
const OF_POSTS: [&str; 27] = [
    "post id",
    "tweet id",
    "tweet permalink",
    "tweet text",
    "tweet",
    "post text",
    "post message",
    "post link",
    "post type",
    "post title",
    "post url",
    "media type",
    "permalink",
    "caption",
    "publish time",
    "post time",
    "published",
    "date posted",
    "video title",
    "video link",
    "video id",
    "content title",
    "게시물 id",
    "게시물 제목",
    "게시물",
    "동영상 제목",
    "콘텐츠",
];
/// Names of columns that count what posts and pages got, beside those of [`counts`].
const METRICS: [&str; 22] = [
    "impressions",
    "reach",
    "views",
    "video views",
    "page views",
    "profile visits",
    "visits",
    "engagements",
    "engagement",
    "engagement rate",
    "reactions",
    "saves",
    "url clicks",
    "watch time",
    "watch time (hours)",
    "new followers",
    "unfollows",
    "노출",
    "노출수",
    "도달",
    "조회수",
    "참여",
];

/// What shows that a table's rows are days or posts; `None` where they may be people.
pub(in crate::ingest) fn table_of_things(table: &TableStart) -> Option<Message> {
    if table.sample.len() < MIN_ROWS || (0..table.names.len()).any(|column| is_of_people(table, column)) {
        return None;
    }
    let is_metric = |column: usize| is_metric(&table.names[column]) && holds_numbers(table, column);
    if !(0..table.names.len()).any(is_metric) {
        return None;
    }
    if let Some(column) = (0..table.names.len()).find(|column| OF_POSTS.contains(&key(&table.names[*column]).as_str()))
    {
        return Some(message!["file-posts", column = super::super::excerpt(&table.names[column])]);
    }
    let day = (0..table.names.len()).find(|column| counts::meaning(&table.names[*column]) == Some(DATE))?;
    let others = (0..table.names.len()).filter(|column| *column != day && table.cells(*column).next().is_some());
    (are_dates_of_their_own(table, day) && { others }.all(|column| holds_numbers(table, column)))
        .then(|| message!["file-days", column = super::super::excerpt(&table.names[day])])
}

/// Whether a column says something of a person, or names one in each row.
fn is_of_people(table: &TableStart, column: usize) -> bool {
    let name = &table.names[column];
    if personal::by_name(name).is_some() && !OF_POSTS.contains(&key(name).as_str()) {
        let different: HashSet<&str> = table.cells(column).collect();
        return different.len() * 2 > table.sample.len();
    }
    let meaning = |text: &str| names::meaning(text).filter(|path| !path.starts_with("account."));
    let is_day = counts::meaning(name) == Some(DATE);
    !is_day && (meaning(name).is_some() || meaning(&table.labels[column]).is_some())
}

fn is_metric(name: &str) -> bool {
    counts::meaning(name).is_some_and(|meaning| meaning != DATE) || METRICS.contains(&key(name).as_str())
}

fn holds_numbers(table: &TableStart, column: usize) -> bool {
    let is_number = |cell: &str| super::is_non_answer(cell) || NumberStyle::default().parse(cell).is_some();
    table.cells(column).all(|cell| is_number(cell.trim_end_matches('%')))
}

/// Whether every row has a date that no other has.
fn are_dates_of_their_own(table: &TableStart, column: usize) -> bool {
    let order = match DateOrder::of(table.cells(column)) {
        DateOrder::Ambiguous => DateOrder::DayFirst,
        order @ (DateOrder::Certain | DateOrder::DayFirst | DateOrder::MonthFirst) => order,
    };
    let mut days: Vec<Option<i64>> =
        table.cells(column).map(|cell| order.parse(cell).map(|moment| moment.seconds)).collect();
    days.sort_unstable();
    days.dedup();
    days.len() == table.cells(column).count() && days.len() >= MIN_ROWS && days.iter().all(Option::is_some)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn things(text: &str) -> Option<String> {
        table_of_things(&TableStart::of(text.as_bytes(), true).expect("a header")).map(|fault| fault.outline())
    }

    #[test]
    fn rows_of_days_and_posts_are_no_people() {
        for text in [
            "Date,Impressions,Followers,Likes\n2026-01-01,100,1000,3\n2026-01-02,140,1001,4\n2026-01-03,90,1004,9\n",
            "일자;노출수;팔로워\n2026-01-01;100;1000\n2026-01-02;140;1001\n2026-01-03;90;1004\n",
            "Week,Reach,Engagement rate\n2026-01-05,100,3%\n2026-01-12,140,4%\n2026-01-19,90,\n",
        ] {
            assert!(things(text).is_some_and(|fault| fault.starts_with("file-days (column: ")), "{text}");
        }
        for text in [
            "Tweet id,Tweet text,time,impressions,likes\n1,a,2026-01-01 10:00,9,1\n2,b,2026-01-01 11:00,7,2\n3,c,2026-01-02 10:00,4,0\n",
            "Post ID,Permalink,Views,Comments\n1,https://a/1,9,1\n2,https://a/2,7,2\n3,https://a/3,4,0\n",
        ] {
            assert!(things(text).is_some_and(|fault| fault.starts_with("file-posts (column: ")), "{text}");
        }
    }

    #[test]
    fn rows_of_people_are_not_taken_for_days_or_posts() {
        for text in [
            "date,age,likes\n2026-01-01,20,3\n2026-01-02,30,4\n2026-01-03,40,5\n",
            "id,date,followers,posts\na,2026-01-01,20,3\nb,2026-01-02,30,4\nc,2026-01-03,40,5\n",
            "date,followers\n2026-01-01,20\n2026-01-01,30\n2026-01-03,40\n",
            "handle,followers,posts\n@a,1,2\n@b,2,3\n@c,4,5\n",
            "username,caption,followers\na,hi,1\nb,ho,2\nc,ha,3\n",
        ] {
            assert_eq!(things(text), None, "{text}");
        }
    }
}
