//! Counts and times of the service, in Prometheus's text format.
//!
//! Labels take a bounded number of values, whatever callers send: a route's template and never its path, a known method, a code.

use std::time::Duration;

use prometheus::core::Collector;
use prometheus::{
    Counter, Gauge, Histogram, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge, IntGaugeVec, Opts,
    Registry, TextEncoder, proto::MetricFamily,
};

use super::process::Process;
use crate::analysis::Analysis;
use crate::cache::CacheCounts;
use crate::ingest::RejectCode;
use crate::prevalence::{Outcome, Status};

/// Media type of Prometheus's text format.
pub const METRICS_CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Upper bounds of the times of answers, in seconds. The catalogue and refusals take about a millisecond, an analysis
/// of a hundred profiles tens of them, one of the largest body many seconds; a minute is the time that a body may take.
const SECONDS: [f64; 15] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0];

/// Upper bounds of the times that work waits for a thread, in seconds.
const WAITS: [f64; 8] = [0.001, 0.01, 0.1, 0.5, 1.0, 5.0, 15.0, 60.0];

/// The route of a path that there is not.
const UNMATCHED: &str = "unmatched";

/// Everything that is counted and timed, of one service.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    requests: IntCounterVec,
    seconds: HistogramVec,
    in_flight: IntGauge,
    request_bytes: IntCounterVec,
    response_bytes: IntCounterVec,
    queue_used: IntGauge,
    queue_size: IntGauge,
    workers_busy: IntGauge,
    workers: IntGauge,
    waits: Histogram,
    rows_read: IntCounter,
    rows_rejected: IntCounter,
    row_faults: IntCounterVec,
    analyses: IntCounterVec,
    verdicts: IntCounterVec,
    jobs: IntGaugeVec,
    stored_bytes: IntGaugeVec,
}

/// A finished request, or one whose client closed the connection.
#[derive(Debug, Clone, Copy)]
pub struct RequestMetrics<'a> {
    /// The method.
    pub method: &'a str,
    /// The route's template, for example `/v1/audiences/{id}`; none where there is no such path.
    pub route: Option<&'a str>,
    /// The status; 499 where the caller went before there was one.
    pub status: u16,
    /// From the request's headers to the last byte of the answer.
    pub elapsed: Duration,
    /// Bytes of the body that were read.
    pub request_bytes: u64,
    /// Bytes of the answer's body that were written.
    pub response_bytes: u64,
}

/// How much the threads for analyses have to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorkLoad {
    /// Places in the queue that are taken.
    pub queue_used: usize,
    /// Places there are.
    pub queue_size: usize,
    /// Threads that have work.
    pub workers_busy: usize,
    /// Threads there are.
    pub workers: usize,
}

/// Makes metrics and makes them known to a registry.
struct Maker<'a>(&'a Registry);

impl Maker<'_> {
    fn known<C: Collector + Clone + 'static>(&self, made: prometheus::Result<C>) -> C {
        let collector = made.expect("the name is well-formed");
        self.0.register(Box::new(collector.clone())).expect("the name is used once");
        collector
    }

    fn counter(&self, name: &str, help: &str) -> IntCounter {
        self.known(IntCounter::new(name, help))
    }

    fn counters(&self, name: &str, help: &str, labels: &[&str]) -> IntCounterVec {
        self.known(IntCounterVec::new(Opts::new(name, help), labels))
    }

    fn gauge(&self, name: &str, help: &str) -> IntGauge {
        self.known(IntGauge::new(name, help))
    }
}

impl Metrics {
    /// Metrics of a service that has done nothing yet. `catalog_version` is the content hash of its reference data.
    pub fn new(catalog_version: &str) -> Self {
        let registry = Registry::new();
        let make = Maker(&registry);
        let seconds = "From a request's headers to the last byte of its answer.";
        let seconds = HistogramOpts::new("http_request_duration_seconds", seconds).buckets(SECONDS.to_vec());
        let waits = "Time that work waited for a thread.";
        let waits = HistogramOpts::new("audience_fit_queue_wait_seconds", waits).buckets(WAITS.to_vec());
        let by_route = ["method", "route"];
        let build = "1, with the version of the program and of its reference data.";
        let build = IntGaugeVec::new(Opts::new("audience_fit_build_info", build), &["version", "catalog_version"]);
        make.known(build).with_label_values(&[env!("CARGO_PKG_VERSION"), catalog_version]).set(1);
        let metrics = Self {
            requests: make.counters(
                "http_requests_total",
                "Requests that ended; status 499: the client closed the connection before the response.",
                &["method", "route", "status"],
            ),
            seconds: make.known(HistogramVec::new(seconds, &by_route)),
            in_flight: make.gauge("http_requests_in_flight", "Requests that are being answered."),
            request_bytes: make.counters("http_request_body_bytes_total", "Bytes of bodies read.", &by_route),
            response_bytes: make.counters("http_response_body_bytes_total", "Bytes of bodies written.", &by_route),
            queue_used: make.gauge("audience_fit_queue_places_used", "Requests that wait for a thread or run on one."),
            queue_size: make
                .gauge("audience_fit_queue_places", "Maximum number of requests that wait for a thread or run on one."),
            workers_busy: make.gauge("audience_fit_workers_busy", "Threads for analyses that have work."),
            workers: make.gauge("audience_fit_workers", "Threads for analyses."),
            waits: make.known(Histogram::with_opts(waits)),
            rows_read: make.counter("audience_fit_rows_read_total", "Rows of profiles read, rejected ones too."),
            rows_rejected: make.counter("audience_fit_rows_rejected_total", "Rows of profiles rejected."),
            row_faults: make.counters(
                "audience_fit_row_faults_total",
                "Faults listed of rejected rows: all of the first 10,000 of a source; a row may have several.",
                &["code"],
            ),
            analyses: make.counters("audience_fit_analyses_total", "Analyses made, by status of the fit.", &["status"]),
            verdicts: make.counters("audience_fit_verdicts_total", "Verdicts given, by outcome.", &["outcome"]),
            jobs: make.known(IntGaugeVec::new(
                Opts::new(
                    "audience_fit_jobs",
                    "Jobs stored, by state; open: queued or running, here or on another replica.",
                ),
                &["state"],
            )),
            stored_bytes: make.known(IntGaugeVec::new(
                Opts::new(
                    "audience_fit_stored_bytes",
                    "Bytes of the files of audiences and panels stored, by agency, through any replica.",
                ),
                &["agency"],
            )),
            registry,
        };
        // A rate needs a zero to start from.
        for status in [Status::Estimated, Status::Assumed, Status::NotIdentified, Status::Withheld] {
            metrics.analyses.with_label_values(&[status_label(status)]);
        }
        for outcome in [Outcome::Pass, Outcome::Fail, Outcome::Inconclusive] {
            metrics.verdicts.with_label_values(&[outcome_label(outcome)]);
        }
        metrics
    }

    /// A request began.
    pub fn count_request(&self) {
        self.in_flight.inc();
    }

    /// The request that began ended.
    pub fn count_response(&self, request: &RequestMetrics<'_>) {
        let (method, route) = (method_label(request.method), request.route.unwrap_or(UNMATCHED));
        let by_route = [method, route];
        self.in_flight.dec();
        self.requests.with_label_values(&[method, route, &request.status.to_string()]).inc();
        self.seconds.with_label_values(&by_route).observe(request.elapsed.as_secs_f64());
        self.request_bytes.with_label_values(&by_route).inc_by(request.request_bytes);
        self.response_bytes.with_label_values(&by_route).inc_by(request.response_bytes);
    }

    /// Requests that are being answered.
    pub fn requests_in_flight(&self) -> u64 {
        u64::try_from(self.in_flight.get()).unwrap_or(0)
    }

    /// Work got a thread after `wait`.
    pub fn count_wait(&self, wait: Duration) {
        self.waits.observe(wait.as_secs_f64());
    }

    /// Rows were read: as many were accepted and rejected, the latter for the reasons that are listed.
    pub fn count_rows(&self, accepted: u64, rejected: u64, reasons: impl IntoIterator<Item = RejectCode>) {
        self.rows_read.inc_by(accepted + rejected);
        self.rows_rejected.inc_by(rejected);
        for code in reasons {
            self.row_faults.with_label_values(&[code.as_str()]).inc();
        }
    }

    /// An analysis was made.
    pub fn count_analysis(&self, analysis: &Analysis) {
        self.analyses.with_label_values(&[status_label(analysis.fit.status)]).inc();
        if let Some(verdict) = &analysis.verdict {
            self.verdicts.with_label_values(&[outcome_label(verdict.outcome)]).inc();
        }
    }

    /// As many jobs are in `state` now.
    pub fn set_jobs(&self, state: &'static str, jobs: u64) {
        self.jobs.with_label_values(&[state]).set(i64::try_from(jobs).unwrap_or(i64::MAX));
    }

    /// Each agency stores so many bytes of files now.
    pub fn set_stored_bytes<'a>(&self, by_agency: impl Iterator<Item = (&'a str, u64)>) {
        self.stored_bytes.reset();
        for (agency, bytes) in by_agency {
            self.stored_bytes.with_label_values(&[agency]).set(i64::try_from(bytes).unwrap_or(i64::MAX));
        }
    }

    /// All of it now, in Prometheus's text format, with the use of caches by their names.
    pub fn text(&self, load: WorkLoad, caches: &[(&'static str, CacheCounts)]) -> String {
        let set = |gauge: &IntGauge, value: usize| gauge.set(i64::try_from(value).unwrap_or(i64::MAX));
        set(&self.queue_used, load.queue_used);
        set(&self.queue_size, load.queue_size);
        set(&self.workers_busy, load.workers_busy);
        set(&self.workers, load.workers);
        let mut families = self.registry.gather();
        families.extend(cache_families(caches));
        families.extend(Process::now().map(process_families).unwrap_or_default());
        TextEncoder::new().encode_to_string(&families).expect("every family has samples")
    }
}

fn cache_families(caches: &[(&'static str, CacheCounts)]) -> Vec<MetricFamily> {
    let counter = |name: &str, help: &str, count: fn(&CacheCounts) -> u64| {
        let family = IntCounterVec::new(Opts::new(name, help), &["cache"]).expect("the name is well-formed");
        caches.iter().for_each(|(cache, counts)| family.with_label_values(&[*cache]).inc_by(count(counts)));
        family.collect()
    };
    let entries = Opts::new("audience_fit_cache_entries", "Results that are kept to be given again.");
    let entries = IntGaugeVec::new(entries, &["cache"]).expect("the name is well-formed");
    for (cache, counts) in caches {
        entries.with_label_values(&[*cache]).set(i64::try_from(counts.entries).unwrap_or(i64::MAX));
    }
    [
        counter("audience_fit_cache_hits_total", "Results that were kept, or being made.", |counts| counts.hits),
        counter("audience_fit_cache_misses_total", "Results that had to be made.", |counts| counts.misses),
        entries.collect(),
    ]
    .concat()
}

/// Under the names that Prometheus's own clients use.
fn process_families(process: Process) -> Vec<MetricFamily> {
    let gauge = |name: &str, help: &str, value: f64| {
        let gauge = Gauge::new(name, help).expect("the name is well-formed");
        gauge.set(value);
        gauge.collect()
    };
    let cpu = Counter::new("process_cpu_seconds_total", "Time on processors.").expect("well-formed");
    cpu.inc_by(process.cpu_seconds);
    [
        gauge("process_resident_memory_bytes", "Memory in use.", process.resident_bytes),
        gauge("process_virtual_memory_bytes", "Address space.", process.virtual_bytes),
        gauge("process_start_time_seconds", "When the process began, since 1970.", process.start_seconds),
        gauge("process_open_fds", "Files and sockets that are open.", process.open_files),
        cpu.collect(),
    ]
    .concat()
}

/// A method as a label: anybody may send one that does not exist.
fn method_label(method: &str) -> &'static str {
    const KNOWN: [&str; 9] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"];
    KNOWN.into_iter().find(|known| *known == method).unwrap_or("other")
}

fn status_label(status: Status) -> &'static str {
    match status {
        Status::Estimated => "estimated",
        Status::Assumed => "assumed",
        Status::NotIdentified => "not_identified",
        Status::Withheld => "withheld",
    }
}

fn outcome_label(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Pass => "pass",
        Outcome::Fail => "fail",
        Outcome::Inconclusive => "inconclusive",
    }
}
