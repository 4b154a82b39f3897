//! Tables of counts by day or week: what is counted in each column, and each count with its date.

use std::collections::BTreeMap;
use std::io::{self, Read};

use time::{Date, Month, OffsetDateTime};

use super::super::reject::excerpt;
use super::answers::is_non_answer;
use super::dates::DateOrder;
use super::dialect::{LineFeeds, TableStart};
use super::line_cells::LineRewrite;
use super::names::key;
use super::numbers::NumberStyle;
use super::summary::is_summary_row;
use crate::message::{Message, MessageArgument, message};

/// Longest table, of more periods than any series has.
const MAX_BYTES: u64 = 32 << 20;
/// Columns without a meaning that are listed.
const MAX_LISTED: usize = 5;
/// The columns, with other names that people and tools give them, as [`key`] writes these.
const COLUMNS: [(&str, &[&str]); 7] = [
    (
        DATE,
        &[
            "date",
            "day",
            "dates",
            "datetime",
            "time",
            "week",
            "week of",
            "week start",
            "month",
            "월",
            "연월",
            "날짜",
            "일자",
            "일시",
            "주",
            "기준일",
            "일",
        ],
    ),
    ("posts", &["posts", "post", "tweets", "statuses", "게시물", "게시글", "게시물수", "게시글수", "포스트"]),
    (
        "followers",
        &["followers", "follower", "follower count", "followers count", "total followers", "팔로워", "팔로워수"],
    ),
    ("likes", &["likes", "like", "like count", "likes count", "favorites", "favourites", "좋아요", "좋아요수"]),
    ("replies", &["replies", "reply", "reply count", "comments", "comment", "답글", "답글수", "댓글", "댓글수"]),
    ("reposts", &["reposts", "repost", "retweets", "shares", "share", "boosts", "공유", "공유수", "리트윗", "재게시"]),
    ("clicks", &["clicks", "click", "link clicks", "url clicks", "클릭", "클릭수", "링크클릭"]),
];
/// The meaning of the column of dates.
pub(super) const DATE: &str = "date";

/// Counts by date.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CountTable {
    /// What is counted in each column: the names of the contract.
    pub metrics: Vec<&'static str>,
    /// The control series, as their columns are named.
    pub controls: Vec<String>,
    /// The rows without a fault.
    pub rows: Vec<CountRow>,
    /// What is wrong with others, one for each kind of mistake in a column.
    pub faults: Vec<CountFault>,
    /// What was decided, in sentences.
    pub notes: Vec<Message>,
}

/// The counts of one date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountRow {
    /// Its line, from 1.
    pub line: u64,
    /// First day of the period.
    pub date: Date,
    /// A count for each of the metrics, unless it is missing.
    pub counts: Vec<Option<u64>>,
    /// A number for each of the controls, unless it is missing.
    pub controls: Vec<Option<u64>>,
}

/// One mistake, which may be in many cells.
#[derive(Debug, Clone, PartialEq)]
pub struct CountFault {
    /// The first line it is in.
    pub line: u64,
    /// The column as it is named; empty where it is in the whole table.
    pub column: String,
    /// What was found, in how many cells, and what is accepted.
    pub detail: Message,
}

impl CountTable {
    /// Reads a table of counts, whatever its delimiter, title, names, dates and numbers look like; `controls` are the names of
    /// columns that are control series.
    ///
    /// # Errors
    /// Where the source fails.
    pub fn read(source: impl Read, controls: &[String]) -> io::Result<Self> {
        let mut bytes = Vec::new();
        source.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
        let whole = |detail: Message| CountFault { line: 1, column: String::new(), detail };
        let failed = |fault| Ok(Self { faults: vec![fault], ..Self::default() });
        if bytes.len() as u64 > MAX_BYTES {
            return failed(whole(message!["counts-bytes"]));
        }
        LineFeeds::needed_for(&bytes).put(&mut bytes);
        if let Some(lines) = LineRewrite::of(&bytes, true, |name| meaning(name).is_some()) {
            bytes = lines.separate(&bytes);
        }
        let start = match TableStart::of(&bytes, true) {
            Ok(start) => start,
            Err(detail) => return failed(whole(detail)),
        };
        Ok(Cells::of(&bytes, &start).table(controls))
    }
}

/// The cells of a table, row by row.
struct Cells<'s> {
    start: &'s TableStart,
    /// What each column stands for.
    meanings: Vec<Option<&'static str>>,
    rows: Vec<(u64, csv::StringRecord)>,
    faults: Vec<CountFault>,
    notes: Vec<Message>,
}

impl<'s> Cells<'s> {
    fn of(bytes: &[u8], start: &'s TableStart) -> Self {
        let meanings = start.names.iter().map(|name| meaning(name)).collect();
        let mut cells = Self { start, meanings, rows: Vec::new(), faults: Vec::new(), notes: Vec::new() };
        let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(csv::Trim::All)
            .delimiter(start.delimiter)
            .from_reader(text);
        let skipped = start.preamble + 1 + start.further_header_rows;
        let mut odd: Vec<(u64, usize)> = Vec::new();
        let mut summaries = 0_u64;
        for record in reader.records().skip(skipped) {
            let Ok(record) = record else {
                cells.faults.push(CountFault { line: 1, column: String::new(), detail: message!["counts-utf8"] });
                break;
            };
            let line = record.position().map_or(0, csv::Position::line);
            if record.iter().all(str::is_empty) {
                continue;
            }
            if record.iter().any(is_summary_row) {
                summaries += 1;
            } else if record.len() == start.names.len() {
                cells.rows.push((line, record));
            } else {
                odd.push((line, record.len()));
            }
        }
        if let Some((line, length)) = odd.first() {
            let (count, names) = (odd.len(), start.names.len());
            let detail = message!["counts-cells", cells = length, rows = count, names = names];
            cells.faults.push(CountFault { line: *line, column: String::new(), detail });
        }
        if summaries > 0 {
            cells.notes.push(message!["counts-totals-left-out", rows = summaries]);
        }
        cells
    }

    fn column(&self, meaning: &str) -> Option<usize> {
        self.meanings.iter().position(|own| *own == Some(meaning))
    }

    fn values(&self, at: usize) -> impl Iterator<Item = &str> + Clone {
        self.rows.iter().map(move |(_, record)| &record[at]).filter(|cell| !is_non_answer(cell))
    }

    fn table(mut self, controls: &[String]) -> CountTable {
        let is_control = |name: &String| controls.iter().any(|control| key(control) == key(name));
        let controls_at: Vec<usize> =
            (0..self.start.names.len()).filter(|at| is_control(&self.start.names[*at])).collect();
        for at in &controls_at {
            self.meanings[*at] = None;
        }
        self.check_header(controls, &controls_at);
        let metrics: Vec<(usize, &'static str)> = (0..self.meanings.len())
            .filter_map(|at| Some((at, self.meanings[at].filter(|meaning| *meaning != DATE)?)))
            .collect();
        let Some(date_at) = self.column(DATE).filter(|_| !metrics.is_empty()) else {
            return CountTable { faults: self.faults, notes: self.notes, ..CountTable::default() };
        };
        let dates = self.dates(date_at);
        let counts: Vec<Vec<Option<u64>>> = metrics.iter().map(|(at, _)| self.counts(*at)).collect();
        let values: Vec<Vec<Option<u64>>> = controls_at.iter().map(|at| self.counts(*at)).collect();
        let mut first_lines: BTreeMap<Date, u64> = BTreeMap::new();
        let mut repeated: Vec<(u64, Date, u64)> = Vec::new();
        let mut rows = Vec::new();
        for (i, (line, _)) in self.rows.iter().enumerate() {
            let Some(date) = dates[i] else { continue };
            if let Some(before) = first_lines.get(&date) {
                repeated.push((*line, date, *before));
                continue;
            }
            first_lines.insert(date, *line);
            let of_row = |columns: &[Vec<Option<u64>>]| columns.iter().map(|column| column[i]).collect();
            rows.push(CountRow { line: *line, date, counts: of_row(&counts), controls: of_row(&values) });
        }
        if let Some((line, date, before)) = repeated.first() {
            let count = repeated.len();
            let detail = message!["counts-date-repeated", date = date, before = before, rows = count];
            let column = self.start.names[date_at].clone();
            self.faults.push(CountFault { line: *line, column, detail });
        }
        let metrics = metrics.into_iter().map(|(_, metric)| metric).collect();
        let controls = controls_at.iter().map(|at| self.start.names[*at].clone()).collect();
        CountTable { metrics, controls, rows, faults: self.faults, notes: self.notes }
    }

    /// What is missing, there twice or left out.
    fn check_header(&mut self, controls: &[String], controls_at: &[usize]) {
        let line = self.start.preamble as u64 + 1;
        let named = |names: &[String]| {
            let shown: Vec<String> = names.iter().take(MAX_LISTED).map(|name| excerpt(name)).collect();
            match names.len().saturating_sub(MAX_LISTED) {
                0 => shown.join(", ").into(),
                more => message!["counts-names-and-more", names = shown.join(", "), more = more],
            }
        };
        let is_other = |at: &usize| self.meanings[*at].is_none() && !controls_at.contains(at);
        let others: Vec<String> = (0..self.meanings.len())
            .filter(is_other)
            .map(|at| self.start.names[at].clone())
            .filter(|name| !name.is_empty())
            .collect();
        let unrecognised = || if others.is_empty() { "none".into() } else { named(&others) };
        let mut fault = |detail: Message| {
            self.faults.push(CountFault { line, column: String::new(), detail });
        };
        let has = |wanted: &dyn Fn(&str) -> bool| self.meanings.iter().flatten().any(|own| wanted(own));
        if !has(&|own| own == DATE) {
            fault(message!["counts-no-dates"].saying("others", unrecognised()));
        } else if !has(&|own| own != DATE) {
            fault(message!["counts-no-counts"].saying("others", unrecognised()));
        } else if !others.is_empty() {
            self.notes.push(message!["counts-columns-left-out"].saying("names", named(&others)));
        }
        let is_there = |control: &&String| controls_at.iter().any(|at| key(&self.start.names[*at]) == key(control));
        let absent: Vec<&String> = controls.iter().filter(|control| !is_there(control)).collect();
        for control in absent {
            let detail = message!["counts-no-control"];
            self.faults.push(CountFault { line, column: control.clone(), detail });
        }
        for at in 0..self.meanings.len() {
            if self.meanings[at].is_some() && self.meanings[..at].contains(&self.meanings[at]) {
                let detail = message!["counts-column-twice", meaning = self.meanings[at].unwrap_or_default()];
                self.faults.push(CountFault { line, column: self.start.names[at].clone(), detail });
            }
        }
        if self.start.has_title {
            self.notes.push(message!["counts-title-skipped", lines = self.start.preamble]);
        }
    }

    /// The date of each row.
    fn dates(&mut self, at: usize) -> Vec<Option<Date>> {
        let months: Option<Vec<Date>> = self.rows.iter().map(|(_, record)| month(&record[at])).collect();
        if let Some(months) = months {
            return months.into_iter().map(Some).collect();
        }
        let read = |order: DateOrder| -> Vec<Option<Date>> {
            let date = |cell: &str| {
                let moment = order.parse(cell)?;
                OffsetDateTime::from_unix_timestamp(moment.seconds).ok().map(OffsetDateTime::date)
            };
            self.rows.iter().map(|(_, record)| date(&record[at])).collect()
        };
        let (dates, accepted) = match DateOrder::of(self.values(at)) {
            DateOrder::Ambiguous => {
                let both = [read(DateOrder::DayFirst), read(DateOrder::MonthFirst)];
                // A series without holes is the one that was meant.
                let regular: Vec<&Vec<Option<Date>>> = both.iter().filter(|dates| is_regular(dates)).collect();
                match regular.as_slice() {
                    [one] => ((*one).clone(), "accepts-date"),
                    _ => (vec![None; self.rows.len()], "accepts-certain-date"),
                }
            }
            order @ (DateOrder::Certain | DateOrder::DayFirst | DateOrder::MonthFirst) => {
                (read(order), "accepts-date-example")
            }
        };
        let faulty = |(i, date): (usize, &Option<Date>)| date.is_none().then_some(i);
        let wrong: Vec<usize> = dates.iter().enumerate().filter_map(faulty).collect();
        self.add_fault(at, &wrong, accepted);
        dates
    }

    /// The count of each row, where there is one.
    fn counts(&mut self, at: usize) -> Vec<Option<u64>> {
        let count = |style: NumberStyle, cell: &str| {
            let value = style.parse(cell)?.value;
            (value >= 0.0 && value.fract() == 0.0 && value <= 1e15).then_some(value as u64)
        };
        let read = |style| self.values(at).filter(|cell| count(style, cell).is_some()).count();
        let [plain, comma] = [false, true].map(|decimal_comma| NumberStyle { decimal_comma });
        let style = if read(comma) > read(plain) { comma } else { plain };
        let mut counts = Vec::with_capacity(self.rows.len());
        let mut wrong = Vec::new();
        for (i, (_, record)) in self.rows.iter().enumerate() {
            let cell = &record[at];
            let found = count(style, cell);
            if found.is_none() && !cell.is_empty() && !is_non_answer(cell) {
                wrong.push(i);
            }
            counts.push(found);
        }
        self.add_fault(at, &wrong, "accepts-count");
        counts
    }

    /// Adds the fault that the cells of `rows` have in common; `accepted` is the id of what is accepted.
    fn add_fault(&mut self, at: usize, rows: &[usize], accepted: &'static str) {
        let Some(first) = rows.first() else { return };
        let (line, record) = &self.rows[*first];
        let detail = message!["counts-cell", received = excerpt(&record[at])]
            .saying("accepted", Message::new(accepted))
            .and("cells", MessageArgument::Number(rows.len() as f64));
        self.faults.push(CountFault { line: *line, column: self.start.names[at].clone(), detail });
    }
}

/// What a column of this name holds in a table of counts.
pub(super) fn meaning(name: &str) -> Option<&'static str> {
    let key = key(name);
    COLUMNS.iter().find(|(_, names)| names.contains(&key.as_str())).map(|(meaning, _)| *meaning)
}

/// The first day of a month written as `2024-01`.
fn month(cell: &str) -> Option<Date> {
    let (year, month) = cell.trim().split_once(['-', '.', '/'])?;
    let month = Month::try_from(month.trim().parse::<u8>().ok()?).ok()?;
    (year.len() == 4).then(|| Date::from_calendar_date(year.parse().ok()?, month, 1).ok())?
}

/// Whether all rows have dates that lie a day, or a week, apart.
fn is_regular(dates: &[Option<Date>]) -> bool {
    let mut dates: Vec<Date> = match dates.iter().copied().collect::<Option<Vec<Date>>>() {
        Some(dates) => dates,
        None => return false,
    };
    dates.sort_unstable();
    let gaps: Vec<i64> = dates.windows(2).map(|pair| (pair[1] - pair[0]).whole_days()).collect();
    gaps.first().is_some_and(|first| [1, 7].contains(first) && gaps.iter().all(|gap| gap == first))
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    fn read(text: &str) -> CountTable {
        CountTable::read(text.as_bytes(), &[]).expect("memory does not fail")
    }

    #[test]
    fn one_series_is_read_however_it_is_written() {
        let expected =
            [(date!(2024 - 01 - 30), Some(1234)), (date!(2024 - 01 - 31), None), (date!(2024 - 02 - 01), Some(39))];
        for text in [
            "date,likes\n2024-01-30,1234\n2024-01-31,\n2024-02-01,39\n",
            "Date,Likes\n2024-01-30,1234.0\n2024-01-31,NA\n2024-02-01,39.0\n",
            "날짜;좋아요\n2024.01.30;1.234\n2024.01.31;-\n2024.02.01;39\n",
            "일자\t좋아요 수\n2024. 1. 30.\t1,234\n2024. 1. 31.\t\n2024. 2. 1.\t39\n",
            "Day|Likes\n30/01/2024|1,234\n31/01/2024|\n01/02/2024|39\n",
            "DAY,likes\n01/30/2024,\"1,234\"\n01/31/2024,.\n02/01/2024,39\n",
            "day,likes\n45321,1234\n45322,\n45323,39\n",
            "Category: All categories\n\nDay,Likes: (Worldwide)\n2024-01-30,1234\n2024-01-31,\n2024-02-01,39\n",
            "sep=;\ndate;likes;note\n2024-01-30;1234;x\n2024-01-31;;\n2024-02-01;39;y\nTotal;1273;\n",
        ] {
            let table = read(text);
            assert_eq!(table.faults, [], "{text}");
            let found: Vec<_> = table.rows.iter().map(|row| (row.date, row.counts[0])).collect();
            assert_eq!((table.metrics, found), (vec!["likes"], expected.to_vec()), "{text}");
        }
    }

    #[test]
    fn an_order_of_day_and_month_is_taken_where_only_one_gives_a_regular_series() {
        let table = read("date,likes\n01/02/2024,1\n02/02/2024,2\n03/02/2024,3\n");
        assert_eq!(table.rows[0].date, date!(2024 - 02 - 01));
        let open = read("date,likes\n01/02/2024,1\n05/04/2024,2\n");
        assert_eq!((open.rows.len(), open.faults.len()), (0, 1), "{open:?}");
    }

    #[test]
    fn months_and_named_controls_are_read() {
        let text = "월,좋아요,Searches,other\n2024-01,5,100,x\n2024.02,6,,y\n2024/3,7,300,z\n";
        let table = CountTable::read(text.as_bytes(), &["searches".to_owned()]).expect("memory does not fail");
        assert_eq!((table.faults.as_slice(), table.controls.as_slice()), (&[][..], &["Searches".to_owned()][..]));
        let rows: Vec<_> = table.rows.iter().map(|row| (row.date, row.controls[0])).collect();
        let firsts = [date!(2024 - 01 - 01), date!(2024 - 02 - 01), date!(2024 - 03 - 01)];
        assert_eq!(rows, firsts.into_iter().zip([Some(100), None, Some(300)]).collect::<Vec<_>>());
        let absent = CountTable::read(text.as_bytes(), &["visits".to_owned()]).expect("memory does not fail");
        assert_eq!((absent.faults.len(), absent.faults[0].column.as_str()), (1, "visits"));
    }

    #[test]
    fn one_mistake_is_one_fault() {
        let rows: String = (1..29).map(|day| format!("2024-02-{day:02},many,{day}\n")).collect();
        let table = read(&format!("date,likes,replies\n{rows}"));
        assert_eq!(table.faults.len(), 1);
        assert_eq!((table.faults[0].line, table.faults[0].column.as_str()), (2, "likes"));
        assert!(table.faults[0].detail.outline().ends_with("cells: 28)"), "{:?}", table.faults);
        assert_eq!(table.rows[27].counts, [None, Some(28)]);
        for (text, part) in [
            (format!("when,likes\n{rows}"), "counts-no-dates (others: when"),
            (format!("date,smiles,x\n{rows}"), "counts-no-counts (others: smiles, x)"),
            ("date,likes\n2024-01-01,1\n2024-01-01,2\n2024-01-02,1\n2024-01-02,3\n".to_owned(), "rows: 2)"),
            ("date,likes,Like\n2024-01-01,1,2\n".to_owned(), "counts-column-twice (meaning: likes)"),
            (
                "date,likes\n2024-01-01,-1\n".to_owned(),
                "counts-cell (received: -1, accepted: accepts-count (), cells: 1)",
            ),
            (String::new(), "file-nothing-table"),
        ] {
            let table = read(&text);
            assert_eq!(table.faults.len(), 1, "{text}: {:?}", table.faults);
            assert!(table.faults[0].detail.outline().contains(part), "{:?}", table.faults);
        }
    }
}
