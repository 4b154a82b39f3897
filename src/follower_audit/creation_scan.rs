//! Clusters of creation dates within a window of the order of following: a space-time scan.

use std::ops::Range;

use rayon::prelude::*;

use super::followers::{Followers, NO_DAY};
use super::summed_area::SummedAreaTable;
use super::tail_bounds::{ln_count, ln_excess};
use super::windows::{Blocks, overlap};

/// The most bins of creation dates; a longer history has bins of more than a day.
const MAX_BINS: usize = 4_096;
/// The widest range in days, and the fewest accounts that count as a cluster.
const MAX_RANGE_DAYS: usize = 64;
const MIN_CLUSTER: u32 = 8;
/// The fewest accounts of a cluster of accounts with the profile pattern.
const MIN_WITH_PATTERN: u32 = 5;
/// Without an order, the lowest ratio of a cluster to its neighbours: registrations have peaks of their own.
const MIN_RATIO_IN_ALL: f64 = 4.0;
/// Without an order, the lowest excess as a share of all followers.
const MIN_SHARE_IN_ALL: f64 = 0.01;
/// The fewest accounts of a cluster in a window that is suspected already.
const MIN_IN_SUSPECTED: u32 = 3;
/// Days on either side of a range from which the share of the profile pattern is estimated.
const AGE_WINDOW_DAYS: usize = 180;
/// The lowest ratio of a cluster to its expectation, and the lowest excess as a share of its window.
const MIN_RATIO: f64 = 3.0;
const MIN_SHARE: f64 = 0.05;

/// Accounts created in one range of days, in one window.
#[derive(Debug, Clone, PartialEq)]
pub struct CreationCluster {
    /// Indices in the order.
    pub window: Range<usize>,
    /// First and last day of creation, since 1990.
    pub range: (u16, u16),
    /// Accounts of the range in the window.
    pub observed: f64,
    /// The highest expectation of all comparisons.
    pub expected: f64,
    /// Logarithm of the p-value over all windows and ranges.
    pub ln_p: f64,
}

/// Summed-area tables of creation dates, for scans.
pub struct CreationDateScan {
    blocks: Blocks,
    first: u16,
    bin_days: usize,
    created: SummedAreaTable,
    with_pattern: SummedAreaTable,
    resembling: SummedAreaTable,
    ages: Option<SummedAreaTable>,
    days: Vec<(u16, u16)>,
}

impl CreationDateScan {
    /// Tables of the followers that are neither `assigned` nor duplicates; none if nobody states a creation date.
    ///
    /// `days` are the days of following, or none.
    pub fn new(followers: &Followers, days: &[u16], assigned: &[bool]) -> Option<Self> {
        let stated = || followers.created.iter().copied().filter(|day| *day != NO_DAY);
        let (first, last) = (stated().min()?, stated().max()?);
        let blocks = Blocks::new(followers.len());
        let bin_days = (usize::from(last - first) / MAX_BINS) + 1;
        let columns = usize::from(last - first) / bin_days + 1;
        let open = |p: usize| !assigned[p] && !followers.duplicate[p] && followers.created[p] != NO_DAY;
        let column = |index: usize| usize::from(followers.created[index] - first) / bin_days;
        let created = || SummedAreaTable::new(blocks, columns, |index| open(index).then(|| column(index)));
        let pattern = |index: usize| open(index) && followers.flags[index].has_pattern();
        let resembling = |index: usize| open(index) && followers.flags[index].resembles_pattern();
        let with_pattern = || SummedAreaTable::new(blocks, columns, |index| pattern(index).then(|| column(index)));
        let resembling = || SummedAreaTable::new(blocks, columns, |index| resembling(index).then(|| column(index)));
        let ages = || {
            (!days.is_empty()).then(|| {
                let oldest = days.iter().max().map_or(0, |last| usize::from(last.saturating_sub(first)));
                let age = |index: usize| usize::from(days[index].saturating_sub(followers.created[index])) / bin_days;
                SummedAreaTable::new(blocks, oldest / bin_days + 1, |index| open(index).then(|| age(index)))
            })
        };
        let ((created, with_pattern), (resembling, ages)) =
            rayon::join(|| rayon::join(created, with_pattern), || rayon::join(resembling, ages));
        let of_block = |block: usize| {
            let indices = blocks.followers(&(block..block + 1));
            let days = days.get(indices).unwrap_or(&[]).iter().copied();
            (days.clone().min().unwrap_or(0), days.max().unwrap_or(0))
        };
        let days = (0..blocks.len()).map(of_block).collect();
        Some(Self { blocks, first, bin_days, created, with_pattern, resembling, ages, days })
    }

    /// The clusters with a p-value of at most `alpha` over all windows and ranges, the lowest first, without overlap.
    pub fn scan(&self, alpha: f64, most: usize) -> Vec<CreationCluster> {
        let all = self.total();
        self.search(&self.created, MIN_CLUSTER, alpha, most, |window, range, observed, total| {
            let size = self.size(window);
            let many = f64::from(observed) * all > MIN_RATIO * f64::from(total) * size || observed == total;
            let test = many.then(|| self.test(window, range));
            test.filter(|test| test.is_cluster(size))
        })
    }

    /// The same among followers with the profile pattern; under the null hypothesis window, range and pattern are
    /// independent except for slow drift.
    pub fn scan_with_pattern(&self, alpha: f64, most: usize) -> Vec<CreationCluster> {
        let all = self.total();
        self.search(&self.with_pattern, MIN_WITH_PATTERN, alpha, most, |window, range, observed, total| {
            // Not more than elsewhere, so the comparisons below are not needed.
            let size = self.size(window);
            if f64::from(observed) * (all - size) < MIN_RATIO * f64::from(total - observed) * size {
                return None;
            }
            let test = self.test(window, range.clone());
            let expected = test.expected * self.pattern_share(window, &range);
            let observed = f64::from(observed);
            let ln_p = ln_count(observed, expected, 1.0);
            let enough = observed >= MIN_RATIO * expected && observed - expected >= MIN_SHARE * size;
            enough.then_some(RectangleTest { observed, expected, ln_p })
        })
    }

    /// The ranges in one window with significantly many followers who show or resemble the profile pattern, the lowest
    /// p-value first.
    pub fn ranges_within(&self, indices: &Range<usize>, alpha: f64) -> Vec<(u16, u16)> {
        let window = self.blocks.around(indices);
        let columns = self.created.columns;
        let ranges = self.ranges(&self.resembling, MIN_IN_SUSPECTED);
        let limit = alpha.ln() - (ranges.len().max(1) as f64).ln();
        let everyone = 0..self.blocks.len();
        let share =
            f64::from(self.resembling.count(&everyone, 0..columns) - self.resembling.count(&window, 0..columns));
        let share = (share + 1.0) / (self.total() - self.size(&window) + 2.0);
        let mut found: Vec<(f64, Range<usize>)> = Vec::new();
        for (range, _) in ranges {
            let observed = f64::from(self.resembling.count(&window, range.clone()));
            if observed < f64::from(MIN_IN_SUSPECTED) {
                continue;
            }
            let share = share.max(self.pattern_share(&window, &range));
            let expected = self.test(&window, range.clone()).expected * share;
            let ln_p = ln_count(observed, expected, 1.0);
            if ln_p <= limit && observed >= MIN_RATIO * expected {
                found.push((ln_p, range));
            }
        }
        found.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.start.cmp(&b.1.start)));
        let mut out: Vec<Range<usize>> = Vec::new();
        for (_, range) in found {
            if out.iter().all(|other| !overlap(&range, other)) {
                out.push(range);
            }
        }
        out.iter().map(|range| self.days_of_range(range)).collect()
    }

    /// The clusters among all followers with the pattern if the order of following is not known, compared with accounts a
    /// little older or younger.
    pub fn clusters_without_order(&self, alpha: f64, most: usize) -> Vec<CreationCluster> {
        let everyone = 0..self.blocks.len();
        let ranges = self.ranges(&self.with_pattern, MIN_WITH_PATTERN);
        let ln_tests = (ranges.len().max(1) as f64).ln();
        let tested = ranges.into_iter().filter_map(|(range, observed)| {
            let test = self.test(&everyone, range.clone());
            let observed = f64::from(observed);
            let expected = (test.expected * self.pattern_share(&everyone, &range)).max(0.5);
            let ln_p = ln_count(observed, expected, 1.0);
            let unlikely = ln_p + ln_tests <= alpha.ln() && observed >= MIN_RATIO_IN_ALL * expected;
            let clustered = test.observed >= MIN_RATIO_IN_ALL * test.expected;
            let enough = observed - expected >= (MIN_SHARE_IN_ALL * self.total()).max(MIN_CLUSTER.into());
            (clustered && unlikely && enough).then_some((range, RectangleTest { observed, expected, ln_p }))
        });
        let mut found: Vec<(Range<usize>, RectangleTest)> = tested.collect();
        found.sort_by(|a, b| a.1.ln_p.total_cmp(&b.1.ln_p).then_with(|| a.0.start.cmp(&b.0.start)));
        let mut out: Vec<CreationCluster> = Vec::new();
        for (range, test) in found {
            let cluster = self.cluster(&everyone, &range, &test, ln_tests);
            if out.len() < most && out.iter().all(|other| !ranges_overlap(cluster.range, other.range)) {
                out.push(cluster);
            }
        }
        out
    }

    fn days_of_range(&self, range: &Range<usize>) -> (u16, u16) {
        let day = |column: usize| self.first.saturating_add((column * self.bin_days) as u16);
        (day(range.start), day(range.end).saturating_sub(1))
    }

    /// The expected share of the profile pattern in `window`, from others of about the age of `range`; if the window is the
    /// whole order, others are those of other ranges.
    fn pattern_share(&self, window: &Range<usize>, range: &Range<usize>) -> f64 {
        let columns = self.created.columns;
        let near = AGE_WINDOW_DAYS / self.bin_days;
        let around = range.start.saturating_sub(near)..(range.end + near).min(columns);
        let everyone = 0..self.blocks.len();
        let apart = if *window == everyone { range } else { &(0..columns) };
        let others = |table: &SummedAreaTable, columns: &Range<usize>| {
            let shared = columns.start.max(apart.start)..columns.end.min(apart.end);
            f64::from(table.count(&everyone, columns.clone()) - table.count(window, shared))
        };
        let share = |columns: &Range<usize>| {
            (others(&self.with_pattern, columns) + 1.0) / (others(&self.created, columns) + 2.0)
        };
        share(&around).max(share(&(0..columns)))
    }

    /// Observed and expected counts of a range in a window.
    pub fn context(&self, indices: &Range<usize>, range: (u16, u16)) -> ClusterContext {
        let window = self.blocks.around(indices);
        let column = |day: u16| usize::from(day.saturating_sub(self.first)) / self.bin_days;
        let range_bins = column(range.0)..column(range.1) + 1;
        let test = self.test(&window, range_bins.clone());
        let (from, _) = self.days_of(&window);
        let columns = self.created.columns;
        ClusterContext {
            observed: test.observed,
            expected: test.expected,
            size: self.size(&window),
            pattern_observed: f64::from(self.with_pattern.count(&window, range_bins.clone())),
            with_pattern: f64::from(self.with_pattern.count(&window, 0..columns)),
            pattern_share: self.pattern_share(&window, &range_bins),
            ranges: self.ranges(&self.with_pattern, MIN_WITH_PATTERN).len().max(1) as f64,
            recently_created: range.1 + 30 >= from && self.ages.is_some(),
        }
    }

    fn total(&self) -> f64 {
        self.size(&(0..self.blocks.len()))
    }

    fn size(&self, window: &Range<usize>) -> f64 {
        f64::from(self.created.count(window, 0..self.created.columns))
    }

    /// Tests every window and range with at least `least` followers in `table`, and keeps the best range of each window.
    fn search(
        &self,
        table: &SummedAreaTable,
        least: u32,
        alpha: f64,
        most: usize,
        test: impl Fn(&Range<usize>, Range<usize>, u32, u32) -> Option<RectangleTest> + Sync,
    ) -> Vec<CreationCluster> {
        let ranges = self.ranges(table, least);
        let windows: Vec<Range<usize>> = self.blocks.windows().collect();
        let ln_tests = ((ranges.len() * windows.len()).max(1) as f64).ln();
        let limit = alpha.ln() - ln_tests;
        let covers = covers(table, &ranges);
        let best_of = |sums: &mut Vec<u32>, window: &Range<usize>| {
            sums.clear();
            sums.extend(table.sums_of(window));
            if sums.last().is_none_or(|all| *all < least) {
                return None;
            }
            let observed = |occupied: &Range<usize>| sums[occupied.end] - sums[occupied.start];
            let mut best: Option<(usize, RectangleTest)> = None;
            let within =
                covers.iter().filter(|cover| observed(&cover.occupied) >= least).flat_map(|cover| &cover.ranges);
            for (at, held) in within {
                let observed = observed(held);
                if observed < least {
                    continue;
                }
                let (range, total) = &ranges[*at];
                let Some(test) = test(window, range.clone(), observed, *total) else { continue };
                // Of equal ones the last, which is the widest.
                let is_best = best.as_ref().map_or(test.ln_p <= limit, |(other, best)| {
                    test.ln_p.total_cmp(&best.ln_p).then(other.cmp(at)).is_lt()
                });
                if is_best {
                    best = Some((*at, test));
                }
            }
            best.map(|(at, test)| (window.clone(), ranges[at].0.clone(), test))
        };
        let best = windows.par_iter().map_init(Vec::new, best_of);
        let mut found: Vec<(Range<usize>, Range<usize>, RectangleTest)> = best.flatten().collect();
        found.sort_by(|a, b| a.2.ln_p.total_cmp(&b.2.ln_p).then_with(|| a.0.start.cmp(&b.0.start)));
        let mut out: Vec<CreationCluster> = Vec::new();
        for (window, range, test) in found {
            let cluster = self.cluster(&window, &range, &test, ln_tests);
            let apart = |other: &CreationCluster| {
                !(overlap(&cluster.window, &other.window) && ranges_overlap(cluster.range, other.range))
            };
            if out.len() < most && out.iter().all(apart) {
                out.push(cluster);
            }
        }
        out
    }

    /// The ranges that can contain a cluster, with their total counts: widths from one bin to 64 days, each in steps of
    /// half its width. Ranges with fewer than `least` can never be found, so they do not count as tests (Tarone 1990).
    fn ranges(&self, table: &SummedAreaTable, least: u32) -> Vec<(Range<usize>, u32)> {
        let everyone = 0..self.blocks.len();
        let widest = (MAX_RANGE_DAYS / self.bin_days).clamp(1, table.columns);
        let widths = (0..).map(|i| 1usize << i).take_while(|w| *w <= widest);
        let ranges = widths.flat_map(|width| {
            let starts = (0..=table.columns - width).step_by((width / 2).max(1));
            starts.map(move |start| start..start + width)
        });
        let held = ranges.map(|range| (range.clone(), table.count(&everyone, range)));
        held.filter(|(_, total)| *total >= least).collect()
    }

    fn cluster(
        &self,
        window: &Range<usize>,
        range: &Range<usize>,
        test: &RectangleTest,
        ln_tests: f64,
    ) -> CreationCluster {
        CreationCluster {
            window: self.blocks.followers(window),
            range: self.days_of_range(range),
            observed: test.observed,
            expected: test.expected,
            ln_p: (test.ln_p + ln_tests).min(0.0),
        }
    }

    /// Tests a rectangle against every comparison, and keeps the highest expectation.
    fn test(&self, window: &Range<usize>, range: Range<usize>) -> RectangleTest {
        let columns = self.created.columns;
        let count = |blocks: &Range<usize>, columns: Range<usize>| f64::from(self.created.count(blocks, columns));
        let (observed, size) = (count(window, range.clone()), count(window, 0..columns));
        let mut test = RectangleTest { observed, expected: 0.0, ln_p: f64::NEG_INFINITY };
        let everyone = 0..self.blocks.len();
        // Followers at all other times.
        let all = count(&everyone, 0..columns);
        test.compare(size, count(&everyone, range.clone()) - observed, all - size);
        // Followers shortly before and after.
        for flank in self.blocks.flanks(window) {
            test.compare(size, count(&flank, range.clone()), count(&flank, 0..columns));
        }
        // Followers in the window whose accounts are a little older or younger.
        let width = range.len();
        let older = range.start.saturating_sub(4 * width)..range.start.saturating_sub(width);
        let younger = (range.end + width).min(columns)..(range.end + 4 * width).min(columns);
        for side in [older, younger] {
            let days = side.len() as f64;
            test.compare(width as f64, count(window, side), days);
        }
        // Accounts of the same age at following, at other times.
        if let Some(ages) = &self.ages {
            let (from, to) = self.days_of(window);
            let column = |day: u16| usize::from(day.saturating_sub(self.first)) / self.bin_days;
            let (from, to) = (column(from), column(to));
            let ages_of_range = from.saturating_sub(range.end)..(to + 1).saturating_sub(range.start);
            if !ages_of_range.is_empty() {
                let others = f64::from(ages.count(&everyone, ages_of_range.clone()))
                    - f64::from(ages.count(window, ages_of_range));
                test.compare(size, others, all - size);
            }
        }
        test
    }

    fn days_of(&self, window: &Range<usize>) -> (u16, u16) {
        let days = &self.days[window.clone()];
        (days.iter().map(|d| d.0).min().unwrap_or(0), days.iter().map(|d| d.1).max().unwrap_or(0))
    }
}

/// Observed and expected counts of a range in a window.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClusterContext {
    /// Accounts of the range in the window.
    pub observed: f64,
    /// Expected accounts.
    pub expected: f64,
    /// Followers in the window with a known creation date.
    pub size: f64,
    /// Those in the range with the profile pattern.
    pub pattern_observed: f64,
    /// Those in the window with the profile pattern.
    pub with_pattern: f64,
    /// Expected share with the profile pattern.
    pub pattern_share: f64,
    /// Number of ranges that might have been found instead.
    pub ranges: f64,
    /// Whether the accounts were created shortly before they followed.
    pub recently_created: bool,
}

/// Bins as wide as the widest range, with the ranges that start in their first half and so lie inside: if the cover has
/// too few followers, so do its ranges.
struct Cover {
    occupied: Range<usize>,
    /// Indices of the ranges, with their non-empty columns.
    ranges: Vec<(usize, Range<usize>)>,
}

fn covers(table: &SummedAreaTable, ranges: &[(Range<usize>, u32)]) -> Vec<Cover> {
    let width = ranges.iter().map(|(range, _)| range.len()).max().unwrap_or(1);
    let half = width.div_ceil(2);
    let columns = |k: usize| k * half..(k * half + width).min(table.columns);
    let of = |k: usize| Cover { occupied: table.occupied(&columns(k)), ranges: Vec::new() };
    let mut covers: Vec<Cover> = (0..=table.columns / half).map(of).collect();
    for (at, (range, _)) in ranges.iter().enumerate() {
        covers[range.start / half].ranges.push((at, table.occupied(range)));
    }
    covers
}

fn ranges_overlap(a: (u16, u16), b: (u16, u16)) -> bool {
    a.0 <= b.1 && b.0 <= a.1
}

struct RectangleTest {
    observed: f64,
    expected: f64,
    ln_p: f64,
}

impl RectangleTest {
    /// Adds a comparison: `others` in a part of size `rest`, against `observed` in a part of size `size`.
    fn compare(&mut self, size: f64, others: f64, rest: f64) {
        if rest <= 0.0 {
            return;
        }
        self.expected = self.expected.max(size * others / rest);
        self.ln_p = self.ln_p.max(ln_excess(self.observed, size, others, rest));
    }

    fn is_cluster(&self, size: f64) -> bool {
        self.observed >= MIN_RATIO * self.expected
            && self.observed - self.expected >= (MIN_SHARE * size).max(MIN_CLUSTER.into())
    }
}
