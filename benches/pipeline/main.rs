//! Speed and memory of the way from bytes to an answer, on made-up followers that are the same every time.
//!
//! `cargo bench` measures a million of them, `AUDIENCE_FIT_BENCH_ROWS=100000 cargo bench` as many as it says. The
//! steps are measured in turn, three times over, and the least of each counts, so that whatever else the machine does
//! weighs on all alike. Nothing fails for being slow. `AUDIENCE_FIT_BENCH_ONLY=panel` measures the steps of such a name
//! alone, forty times over.

mod audited;
mod meter;
mod people;
mod reference;
mod upload;

use std::fs::File;
use std::hint::black_box;
use std::io::{self, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use audience_fit::analysis::{Analysis, AnalysisError, AnalysisOptions, AnalysisRequest, analyze, resolve_target};
use audience_fit::channel::{ChannelQuery, FittedRecommendation, fit_and_rank};
use audience_fit::disclosure::MinCell;
use audience_fit::follower_audit::{self, FollowerAudit};
use audience_fit::ingest::{Format, ReadOptions, ReadOutcome, Role, read_profiles};
use audience_fit::plan::{Budget, Constraints, Plan, plan};
use audience_fit::profile::Profiles;
use audience_fit::reference::Catalog;
use audience_fit::target::{Target, TargetSpec};
use audited::Audited;
use meter::{Cost, cost_of, peak_memory};
use people::{People, Person, Rows};
use tempfile::TempDir;
use time::macros::date;

const ROUNDS: usize = 3;
const BUFFER: usize = 1 << 18;
const PRESET: &str = "under-middle-class-late-20s-to-40s";
const SURVEYED: usize = 2_000;
const PANEL: usize = 1_000;
const FEW: usize = 1_000;
/// Part of the name of the steps that are measured alone, so often that a profiler sees them.
const ONLY: &str = "AUDIENCE_FIT_BENCH_ONLY";
const REPEATS: u32 = 40;
/// Says to this program that it is run to measure its memory, with the bytes of an upload.
const UPLOAD: &str = "AUDIENCE_FIT_BENCH_UPLOAD";

fn main() -> io::Result<()> {
    if let Ok(bytes) = std::env::var(UPLOAD) {
        return upload(bytes.parse().expect("a number of bytes"));
    }
    // Without `--bench` cargo only wants to see that it runs.
    let measured = std::env::args().any(|argument| argument == "--bench");
    let rows = match std::env::var("AUDIENCE_FIT_BENCH_ROWS") {
        Ok(rows) => rows.parse().expect("AUDIENCE_FIT_BENCH_ROWS is a whole number"),
        Err(_) => {
            if measured {
                1_000_000
            } else {
                2_000
            }
        }
    };
    let folder = TempDir::new()?;
    let files = Files::write(folder.path(), rows)?;
    println!(
        "{rows} followers of {:.0} bytes as NDJSON; {} cores, load {}; least of {ROUNDS}",
        length(&files.ndjson)? as f64 / rows as f64,
        std::thread::available_parallelism()?,
        meter::load().as_deref().unwrap_or("unknown"),
    );
    speed(&files)?;
    if std::env::var_os(ONLY).is_some() {
        return Ok(());
    }
    memory(&files)?;
    memory_of_upload(if measured { 1_000_000_000 } else { 1_000_000 })
}

/// The same followers in each format, and few of them.
struct Files {
    ndjson: PathBuf,
    array: PathBuf,
    csv: PathBuf,
    few: PathBuf,
    rows: usize,
}

impl Files {
    fn write(folder: &Path, rows: usize) -> io::Result<Self> {
        let path = |name: &str| folder.join(name);
        let files = Self {
            ndjson: path("followers.ndjson"),
            array: path("followers.json"),
            csv: path("followers.csv"),
            few: path("few.ndjson"),
            rows,
        };
        std::fs::write(&files.few, ndjson(Rows::Followers, FEW))?;
        let create = |path: &Path| File::create(path).map(|file| BufWriter::with_capacity(BUFFER, file));
        let (mut lines, mut array) = (create(&files.ndjson)?, create(&files.array)?);
        let mut csv = create(&files.csv)?;
        writeln!(csv, "{}", Person::CSV_HEADER)?;
        for (i, person) in People::new(Rows::Followers).take(rows).enumerate() {
            person.write_json(&mut lines)?;
            writeln!(lines)?;
            array.write_all(if i == 0 { b"[\n" } else { b",\n" })?;
            person.write_json(&mut array)?;
            person.write_csv(&mut csv)?;
            writeln!(csv)?;
        }
        array.write_all(b"\n]\n")?;
        lines.flush()?;
        array.flush()?;
        csv.flush()?;
        Ok(files)
    }
}

fn ndjson(rows: Rows, count: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    for person in People::new(rows).take(count) {
        person.write_json(&mut bytes).and_then(|()| writeln!(bytes)).expect("memory can be written");
    }
    bytes
}

fn length(path: &Path) -> io::Result<u64> {
    Ok(path.metadata()?.len())
}

fn open(path: &Path) -> BufReader<File> {
    BufReader::with_capacity(BUFFER, File::open(path).expect("the file was just written"))
}

fn read(format: Format, role: Role, source: impl io::BufRead) -> ReadOutcome {
    let options = ReadOptions::new(role, date!(2026 - 06 - 30));
    let reading = read_profiles(format, source, &options, &mut |_| ()).expect("the file was made in this format");
    assert_eq!(reading.rejected.rows, 0, "{:?}", reading.rejected.listed.first());
    reading
}

/// Answers about an audience, by the tables of the US.
struct Question {
    catalog: Catalog,
    target: Target,
}

impl Question {
    fn new() -> Self {
        let catalog = Catalog::embedded();
        let spec =
            TargetSpec { preset: Some(PRESET.to_owned()), country: Some("US".to_owned()), ..TargetSpec::default() };
        let target = resolve_target(spec, &catalog).expect("the preset is in the catalogue");
        Self { catalog, target }
    }

    fn request<'a>(&'a self, audience: &'a ReadOutcome, panel: Option<&'a ReadOutcome>) -> AnalysisRequest<'a> {
        AnalysisRequest {
            audience,
            panel,
            target: self.target.clone(),
            catalog: &self.catalog,
            options: AnalysisOptions::default(),
            as_of: date!(2026 - 06 - 30),
            input_hash: String::new(),
        }
    }

    fn answer(&self, audience: &ReadOutcome, panel: Option<&ReadOutcome>) -> Analysis {
        estimated(analyze(self.request(audience, panel)))
    }
}

fn estimated(analysis: Result<Analysis, AnalysisError>) -> Analysis {
    let analysis = analysis.expect("the question is a valid one");
    assert!(analysis.fit.share.is_some(), "there is no estimate: {:?}", analysis.fit);
    analysis
}

/// A plan for a week among as many channels as an agency may have, by hours and money.
struct Week {
    catalog: Catalog,
    query: ChannelQuery,
    fitted: FittedRecommendation,
    constraints: Constraints,
}

/// Channels beside those of the catalogue, so that there are twelve.
const MORE: [&str; 3] = ["one", "two", "three"];

impl Week {
    fn new(folder: &Path) -> io::Result<Self> {
        let write = |path: &str, text: String| {
            let path = folder.join(path);
            std::fs::create_dir_all(path.parent().expect("the file is in a folder"))?;
            std::fs::write(path, text)
        };
        let each = |line: &dyn Fn(usize, &str) -> String| -> String {
            MORE.iter().enumerate().map(|(i, id)| line(i, id)).collect()
        };
        let channel = |_: usize, id: &str| format!("[[channel]]\nid = \"{id}\"\nname = \"{id}\"\n");
        write("channels/more.toml", each(&channel))?;
        let row = |i: usize, id: &str| format!("{id},uses,total,all,,0.{},2000,pew-social-2025,\n", 3 + i);
        let header = "channel,measure,dimension,band,coverage,share,n,source,asked_as\n";
        write("priors/us-2025-more.csv", format!("{header}{}", each(&row)))?;
        let effort = "{ half_hours = 6, post_hours = 2, answer_hours = 1 }";
        let response = |_: usize, id: &str| {
            format!(
                "[[response]]\nchannels = [\"{id}\"]\npaid = true\nawareness = {effort}\neligibility = {effort}\n\
                 application = {effort}\n"
            )
        };
        write("responses/more.toml", each(&response))?;
        let catalog = Catalog::load_dir(folder).expect("the files were made to fit");
        let target = catalog.target(PRESET).expect("the preset is in the catalogue").clone();
        let query = ChannelQuery { year: Some(2025), ..ChannelQuery::new(target, "US") };
        let budget = Budget { amount: Some(4_000.0), currency: Some("USD".to_owned()) };
        let constraints = Constraints {
            hours_per_week: Some(24.0),
            budget: Some(budget),
            people: Some(400_000.0),
            ..Constraints::default()
        };
        let fitted = fit_and_rank(&catalog, &query).expect("the US have figures");
        Ok(Self { catalog, query, fitted, constraints })
    }

    fn plan(&self) -> Plan {
        plan(&self.catalog, &self.query, &self.fitted, &self.constraints).expect("the constraints fit")
    }

    /// Channels that were weighed, and segments.
    fn size(&self) -> (usize, usize) {
        let plan = self.plan();
        let weighed = |code: &str| ["better_elsewhere", "unstaffed"].contains(&code);
        let left = plan.excluded.iter().filter(|excluded| weighed(excluded.reason.code().as_str())).count();
        (plan.allocations.len() + left, plan.segments.len())
    }
}

/// A piece of work that is measured: what it does, the bytes it reads, and the step its time is compared with.
struct Step<'a> {
    what: String,
    bytes: Option<u64>,
    beside: Option<usize>,
    work: Box<dyn Fn() + 'a>,
}

/// Places of the steps that others are compared with.
const REFERENCE: usize = 0;
const CSV_REFERENCE: usize = 2;
const PARSE: usize = 3;

fn speed(files: &Files) -> io::Result<()> {
    let question = Question::new();
    let parse = |format, path| read(format, Role::Audience, open(path));
    let surveyed = read(Format::Ndjson, Role::Audience, ndjson(Rows::SurveyedFollowers, SURVEYED).as_slice());
    let panel = read(Format::Ndjson, Role::Panel, ndjson(Rows::Panel, PANEL).as_slice());
    let (clean, bought) = (audited(files.rows, 0.0), audited(files.rows, 0.05));
    let covariates = question.answer(&surveyed, Some(&panel)).fit.evidence.covariates.len();
    let own = TempDir::new()?;
    let week = Week::new(own.path())?;
    let (channels, segments) = week.size();
    let step = |what: &str, path: &Path, beside, work| -> io::Result<Step<'_>> {
        Ok(Step { what: what.to_owned(), bytes: Some(length(path)?), beside, work })
    };
    let steps = [
        step("serde_json, owned texts", &files.ndjson, None, work(|| reference::parse_owned(open(&files.ndjson))))?,
        step(
            "serde_json, borrowed texts",
            &files.ndjson,
            None,
            work(|| reference::parse_borrowed(open(&files.ndjson))),
        )?,
        step("csv crate, records of texts", &files.csv, None, work(|| reference::split_csv(open(&files.csv))))?,
        step("parse NDJSON", &files.ndjson, Some(REFERENCE), work(|| parse(Format::Ndjson, &files.ndjson)))?,
        step("parse JSON array", &files.array, Some(REFERENCE), work(|| parse(Format::Json, &files.array)))?,
        step("parse CSV", &files.csv, Some(CSV_REFERENCE), work(|| parse(Format::Csv, &files.csv)))?,
        step(
            "parse NDJSON and analyse",
            &files.ndjson,
            Some(PARSE),
            work(|| question.answer(&parse(Format::Ndjson, &files.ndjson), None)),
        )?,
        step(
            "stream NDJSON into parts",
            &files.ndjson,
            Some(PARSE),
            work(|| upload::into_parts(open(&files.ndjson), own.path())),
        )?,
        Step {
            what: format!("analyse {SURVEYED}, panel of {PANEL}, {covariates} covariates"),
            bytes: None,
            beside: None,
            work: work(|| question.answer(&surveyed, Some(&panel))),
        },
        Step {
            what: "recommend channels".to_owned(),
            bytes: None,
            beside: None,
            work: work(|| fit_and_rank(&week.catalog, &week.query)),
        },
        Step {
            what: format!("plan for {channels} channels, {segments} segments"),
            bytes: None,
            beside: None,
            work: work(|| week.plan()),
        },
        Step {
            what: "acquisition audit, nothing bought".to_owned(),
            bytes: None,
            beside: None,
            work: work(|| audit(&clean, &question.catalog, 0)),
        },
        Step {
            what: "acquisition audit, 5 % bought".to_owned(),
            bytes: None,
            beside: None,
            work: work(|| audit(&bought, &question.catalog, 1)),
        },
    ];
    if let Ok(name) = std::env::var(ONLY) {
        for step in steps.iter().filter(|step| step.what.contains(&name)) {
            let cost = cost_of(|| (0..REPEATS).for_each(|_| (step.work)()));
            let ms = |time: Duration| time.as_secs_f64() * 1e3 / f64::from(REPEATS);
            let cpu = cost.cpu.map(|cpu| format!(", CPU {:.1} ms", ms(cpu))).unwrap_or_default();
            println!("{}: {:.1} ms{cpu}, mean of {REPEATS}", step.what, ms(cost.wall));
        }
        return Ok(());
    }
    let mut least: Vec<Option<Cost>> = vec![None; steps.len()];
    for _ in 0..ROUNDS {
        for (step, least) in steps.iter().zip(&mut least) {
            let cost = cost_of(&step.work);
            *least = Some(least.map_or(cost, |before| before.least(cost)));
        }
    }
    let costs: Vec<Cost> = least.into_iter().flatten().collect();
    print_table(&steps, &costs);
    Ok(())
}

/// Followers in columns as they come off a reader, a share of them bought within two days.
fn audited(rows: usize, bought: f64) -> Profiles {
    let mut profiles = Profiles::new();
    let columns = Audited::columns(&mut profiles);
    for follower in Audited::followers(rows, bought) {
        profiles.push(&follower.cells(&columns), None);
    }
    profiles
}

/// Audits followers; a purchase of some size must be found, for speed alone is nothing.
fn audit(profiles: &Profiles, catalog: &Catalog, cohorts: usize) -> FollowerAudit {
    let found = FollowerAudit::of(&follower_audit::followers(profiles, catalog.signs()), 0.9, 0, MinCell::OFF);
    assert!(profiles.len() < 1_000 || found.cohorts.len() == cohorts, "{} cohorts", found.cohorts.len());
    found
}

/// Work whose result is made and thrown away.
fn work<'a, T>(make: impl Fn() -> T + 'a) -> Box<dyn Fn() + 'a> {
    Box::new(move || drop(black_box(make())))
}

fn print_table(steps: &[Step<'_>], costs: &[Cost]) {
    println!("{:44} {:>7} {:>7} {:>5}  time beside another", "least of each", "ms", "CPU ms", "MB/s");
    for (step, cost) in steps.iter().zip(costs) {
        let ms = |time: Duration| format!("{:.0}", time.as_secs_f64() * 1e3);
        let rate = step.bytes.map(|bytes| format!("{:.0}", bytes as f64 / 1e6 / cost.wall.as_secs_f64()));
        let beside = step.beside.map(|other| {
            let of = costs[other];
            let wall = cost.wall.as_secs_f64() / of.wall.as_secs_f64();
            let cpu =
                cost.cpu.zip(of.cpu.filter(|cpu| !cpu.is_zero())).map(|(one, of)| one.as_secs_f64() / of.as_secs_f64());
            let cpu = cpu.map(|ratio| format!(" (CPU {ratio:.2})")).unwrap_or_default();
            format!("{wall:.2}{cpu} x {}", steps[other].what)
        });
        println!(
            "{:44} {:>7} {:>7} {:>5}  {}",
            step.what,
            ms(cost.wall),
            cost.cpu.map(ms).unwrap_or_default(),
            rate.unwrap_or_default(),
            beside.unwrap_or_default()
        );
    }
}

/// Memory of the program itself, which reads the file as a stream.
fn memory(files: &Files) -> io::Result<()> {
    let peak = |path: &Path| {
        let mut program = Command::new(env!("CARGO_BIN_EXE_audience-fit"));
        peak_memory(program.arg("analyze").arg(path).args(["--target", PRESET, "--country", "US", "--format", "json"]))
    };
    let (Some(few), Some(all)) = (peak(&files.few), peak(&files.ndjson)) else {
        println!("peak memory: not told by this system");
        return Ok(());
    };
    let mb = |bytes: u64| bytes as f64 / 1e6;
    let input = length(&files.ndjson)?;
    println!("peak memory of `audience-fit analyze`: {:.0} MB for {:.0} MB of NDJSON", mb(all), mb(input));
    println!("  over the input: {:.0} MB; for {FEW} followers: {:.0} MB", mb(all) - mb(input), mb(few));
    Ok(())
}

/// Memory of an upload, in a process of its own.
fn memory_of_upload(bytes: u64) -> io::Result<()> {
    let peak = |bytes: u64| {
        let mut program = Command::new(std::env::current_exe()?);
        io::Result::Ok(peak_memory(program.env(UPLOAD, bytes.to_string())))
    };
    let (Some(few), Some(all)) = (peak(1_000)?, peak(bytes)?) else {
        println!("peak memory of an upload: not told by this system");
        return Ok(());
    };
    let mb = |bytes: u64| bytes as f64 / 1e6;
    println!("peak memory of an upload of {:.0} MB of NDJSON: {:.0} MB over that of 1 kB", mb(bytes), mb(all - few));
    Ok(())
}

/// Streams an upload of so many made-up bytes into parts.
fn upload(bytes: u64) -> io::Result<()> {
    let folder = TempDir::new()?;
    let cost = cost_of(|| {
        let (streamed, stored) = upload::into_parts(upload::MadeUp::new(bytes), folder.path());
        println!("{} followers, {stored} bytes of parts", streamed.profiles);
    });
    println!("{cost:?}");
    Ok(())
}
