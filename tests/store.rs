//! The contract of the store, on SQLite and on PostgreSQL.

use std::path::Path;
use std::sync::Arc;

use audience_fit::channel::{CampaignOutcome, EventResult, KnownMembership, MetricEffect};
use audience_fit::ingest::Role;
use audience_fit::store::{
    AgencyId, ApiKey, AskedQuestion, AuditEntry, Credential, Dataset, DatasetState, DocumentHead, DocumentKind, IdKind,
    IdSketch, IdempotencyState, Job, JobState, Lease, Objects, Page, QuestionCount, QuestionLimits, Replay, Scope,
    SqlStore, Store, Stored, StoredAsk, StoredDocument, StoredTarget, Texts, UploadSummary, WINDOW_DAYS,
};
use time::macros::date;

use crate::support::{Database, on_each_database};

/// Opens the store of `database`, the embedded one in `folder`.
async fn open(url: Option<&str>, folder: &Path) -> SqlStore {
    match url {
        Some(url) => SqlStore::connect(url).await.expect("PostgreSQL"),
        None => SqlStore::embedded(folder).await.expect("SQLite"),
    }
}

/// Runs `suite` on a new store in `database`.
fn on<F: Future<Output = ()>>(database: Database, suite: impl Fn(Arc<dyn Store>) -> F) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("threads");
    runtime.block_on(async {
        let folder = tempfile::tempdir().expect("a folder");
        suite(Arc::new(open(database.url().as_deref(), folder.path()).await)).await;
    });
}

fn local() -> AgencyId {
    AgencyId::local()
}

fn stranger() -> AgencyId {
    AgencyId("agy_stranger".to_owned())
}

fn dataset(id: &str, created_at: i64) -> Dataset {
    Dataset {
        id: id.to_owned(),
        agency: local(),
        role: Role::Audience,
        state: DatasetState::Uploading,
        hidden: false,
        name: Some("팔로워 'o\"".to_owned()),
        account: Some("@housing".to_owned()),
        people_of: None,
        taken_at: None,
        as_of: "2026-11-01".to_owned(),
        created_at,
        lease_until: created_at + 1000,
        summary: UploadSummary::default(),
    }
}

fn summary() -> UploadSummary {
    UploadSummary {
        profiles: 7,
        rejected: 2,
        parts: 1,
        bytes: 1234,
        stored_bytes: 567,
        content_hash: "ab".to_owned(),
        details: "{\"notes\":[]}".to_owned(),
    }
}

fn first_page(limit: u32) -> Page {
    Page::new(None, limit).expect("the first page")
}

fn a_data_set_is_seen_when_it_is_whole_and_only_by_its_agency(database: Database) {
    on(database, |store| async move {
        let set = dataset("aud_1", 10);
        store.begin_dataset(&set).await.expect("begun");
        assert_eq!(store.dataset(&local(), Role::Audience, "aud_1").await.expect("asked"), None, "not whole yet");
        assert!(!store.finish_dataset(&stranger(), "aud_1", &summary()).await.expect("asked"), "not the stranger's");
        assert!(store.finish_dataset(&local(), "aud_1", &summary()).await.expect("asked"));
        assert!(!store.finish_dataset(&local(), "aud_1", &summary()).await.expect("asked"), "once");
        let ready = Dataset { state: DatasetState::Ready, summary: summary(), ..set };
        assert_eq!(store.dataset(&local(), Role::Audience, "aud_1").await.expect("asked"), Some(ready.clone()));
        assert_eq!(store.dataset(&local(), Role::Panel, "aud_1").await.expect("asked"), None);
        assert_eq!(store.dataset(&stranger(), Role::Audience, "aud_1").await.expect("asked"), None);
        let listed = store.datasets(&stranger(), Role::Audience, None, &first_page(10)).await.expect("listed");
        assert_eq!(listed.items, []);
        assert!(!store.mark_dataset_deleted(&stranger(), Role::Audience, "aud_1").await.expect("asked"));
        assert!(store.mark_dataset_deleted(&local(), Role::Audience, "aud_1").await.expect("asked"));
        assert_eq!(store.dataset(&local(), Role::Audience, "aud_1").await.expect("asked"), None);
        let doomed = store.removable_datasets(0).await.expect("asked");
        assert_eq!(doomed, [Dataset { state: DatasetState::Deleting, ..ready }]);
        store.delete_dataset(&local(), "aud_1").await.expect("forgotten");
        assert_eq!(store.removable_datasets(0).await.expect("asked"), []);
    });
}

fn an_upload_that_outlives_its_lease_never_becomes_ready(database: Database) {
    on(database, |store| async move {
        store.begin_dataset(&dataset("aud_1", 10)).await.expect("begun");
        assert_eq!(store.removable_datasets(1010).await.expect("asked"), [], "its time is not over");
        assert!(store.renew_dataset(&local(), "aud_1", 5000).await.expect("asked"));
        assert_eq!(store.removable_datasets(2000).await.expect("asked"), []);
        assert_eq!(store.removable_datasets(5001).await.expect("asked").len(), 1);
        assert!(!store.renew_dataset(&local(), "aud_1", 9000).await.expect("asked"));
        assert!(!store.finish_dataset(&local(), "aud_1", &summary()).await.expect("asked"));
    });
}

fn pages_hold_every_entry_once_while_new_ones_come(database: Database) {
    on(database, |store| async move {
        for i in 0..25_i64 {
            let set = Dataset { hidden: i == 24, ..dataset(&format!("aud_{i:02}"), i / 3) };
            store.begin_dataset(&set).await.expect("begun");
            store.finish_dataset(&local(), &set.id, &summary()).await.expect("finished");
        }
        let (mut seen, mut page) = (Vec::new(), first_page(5));
        loop {
            let listed = store.datasets(&local(), Role::Audience, Some("@housing"), &page).await.expect("listed");
            seen.extend(listed.items.into_iter().map(|set| set.id));
            let Some(cursor) = listed.next_cursor else { break };
            page = Page::new(Some(&cursor), 5).expect("a cursor of ours");
            let newer = dataset(&format!("aud_new_{}", seen.len()), 1000);
            store.begin_dataset(&newer).await.expect("begun");
            store.finish_dataset(&local(), &newer.id, &summary()).await.expect("finished");
        }
        let expected: Vec<String> = (0..24).rev().map(|i| format!("aud_{i:02}")).collect();
        assert_eq!(seen, expected, "newest first, each once, the hidden one not");
        let other = store.datasets(&local(), Role::Audience, Some("@other"), &first_page(5)).await.expect("listed");
        assert_eq!(other.items, []);
        assert_eq!(store.mark_datasets_deleted_before(8).await.expect("doomed"), 24);
    });
}

fn targets_are_changed_only_as_expected(database: Database) {
    on(database, |store| async move {
        let target = |spec: &str, at| StoredTarget {
            name: "renters".to_owned(),
            spec: spec.to_owned(),
            created_at: at,
            updated_at: at,
        };
        assert!(store.put_target(&local(), &target("{}", 1), Some(None)).await.expect("put"));
        assert!(!store.put_target(&local(), &target("{1}", 2), Some(None)).await.expect("put"), "it is there");
        assert!(!store.put_target(&local(), &target("{1}", 2), Some(Some("{2}"))).await.expect("put"));
        assert!(store.put_target(&local(), &target("{1}", 2), Some(Some("{}"))).await.expect("put"));
        assert!(store.put_target(&local(), &target("{3}", 3), None).await.expect("put"));
        let kept = StoredTarget { created_at: 1, ..target("{3}", 3) };
        assert_eq!(store.target(&local(), "renters").await.expect("asked"), Some(kept.clone()));
        assert_eq!(store.targets(&local()).await.expect("asked"), [kept]);
        assert_eq!(store.target(&stranger(), "renters").await.expect("asked"), None);
        assert!(!store.delete_target(&stranger(), "renters").await.expect("asked"));
        assert!(store.delete_target(&local(), "renters").await.expect("asked"));
        assert!(!store.delete_target(&local(), "renters").await.expect("asked"));
    });
}

fn document(id: &str, created_at: i64) -> StoredDocument {
    let (audience, title) = (None, Texts::new(|language| format!("서울 {}", language.tag())));
    StoredDocument {
        head: DocumentHead { id: id.to_owned(), created_at, audience, title },
        json: Texts::new(|language| format!("{{\"a\": \"서울\", \"language\": {:?}}}", language.tag())),
        html: Texts::new(|_| "<p>".repeat(10_000)),
        markdown: Texts::default(),
        forecasts: String::new(),
        analysis: Some(vec![1, 0, 255]),
    }
}

fn documents_come_back_as_they_were(database: Database) {
    on(database, |store| async move {
        let (kind, other) = (DocumentKind::Recommendation, DocumentKind::Effect);
        store.insert_document(&local(), kind, &document("rec_1", 5)).await.expect("kept");
        store.insert_document(&local(), other, &document("eff_1", 4)).await.expect("kept");
        assert_eq!(store.document(&local(), kind, "rec_1").await.expect("asked"), Some(document("rec_1", 5)));
        assert_eq!(store.document(&stranger(), kind, "rec_1").await.expect("asked"), None);
        assert_eq!(store.document(&local(), other, "rec_1").await.expect("asked"), None, "of another kind");
        let listed = store.documents(&local(), kind, &first_page(1)).await.expect("listed");
        assert_eq!((listed.items, listed.next_cursor), (vec![document("rec_1", 5).head], None));
        assert_eq!(store.documents(&stranger(), kind, &first_page(1)).await.expect("listed").items, []);
        for what in [Stored::Recommendations, Stored::Effects] {
            assert_eq!(store.count(&local(), what).await.expect("counted"), 1);
        }
        assert!(!store.delete_document(&stranger(), kind, "rec_1").await.expect("asked"));
        assert!(!store.delete_document(&local(), other, "rec_1").await.expect("asked"));
        assert!(store.delete_document(&local(), other, "eff_1").await.expect("asked"));
        assert_eq!(store.delete_documents_before(5).await.expect("asked"), 0);
        assert_eq!(store.delete_documents_before(6).await.expect("asked"), 1);
    });
}

fn forecasts_are_registered_once_and_go_with_their_document(database: Database) {
    on(database, |store| async move {
        let (kind, forecast) = (DocumentKind::Recommendation, |id: &str, at: i64, text: &str| StoredDocument {
            forecasts: text.to_owned(),
            ..document(id, at)
        });
        store.insert_document(&local(), kind, &forecast("rec_1", 5, "[1]")).await.expect("kept");
        store.insert_document(&local(), kind, &forecast("rec_1", 9, "[2]")).await.expect("kept");
        store.insert_document(&local(), kind, &forecast("rec_2", 7, "[3]")).await.expect("kept");
        store.insert_document(&local(), kind, &document("rec_3", 8)).await.expect("kept");
        let mut gone = forecast("an_1", 6, "[4]");
        gone.head.audience = Some("aud_deleted".to_owned());
        store.insert_document(&local(), DocumentKind::Analysis, &gone).await.expect("kept");
        let registered = async |agency, limit| {
            let all = store.registered_forecasts(&agency, limit).await.expect("asked");
            all.into_iter().map(|one| (one.id, one.created_at, one.forecasts)).collect::<Vec<_>>()
        };
        let entry = |id: &str, at: i64, text: &str| (id.to_owned(), at, text.to_owned());
        assert_eq!(registered(local(), 9).await, [entry("rec_2", 7, "[3]"), entry("rec_1", 5, "[1]")]);
        assert_eq!(registered(local(), 1).await, [entry("rec_2", 7, "[3]")]);
        assert_eq!(registered(stranger(), 9).await, []);
        assert!(store.delete_document(&local(), kind, "rec_2").await.expect("asked"));
        assert_eq!(registered(local(), 9).await, [entry("rec_1", 5, "[1]")]);
    });
}

fn outcome(delivered: u64) -> CampaignOutcome {
    CampaignOutcome {
        channel: "radio".to_owned(),
        at: date!(2026 - 01 - 15),
        delivered: Some(delivered),
        responded: Some(1),
        delivered_known: Some(KnownMembership { people: delivered, in_target: 1 }),
        responded_known: None,
        target: Some("renters \"of\" 서울\n".to_owned()),
        country: Some("KR".to_owned()),
        task: None,
        event: Some(EventResult {
            name: "quiz".to_owned(),
            hours: Some(0.1),
            money: Some((1.0 / 3.0, "KRW".to_owned())),
            effects: vec![MetricEffect {
                metric: "replies".to_owned(),
                value: 0.1 + 0.2,
                lower: -1.0,
                upper: 1e9,
                level: 0.9,
            }],
        }),
        plan: None,
    }
}

fn outcomes_of_requests_at_once_each_get_places_of_their_own(database: Database) {
    on(database, |store| async move {
        let requests = (0..20_u64).map(|request| {
            let store = store.clone();
            let three = [outcome(3 * request), outcome(3 * request + 1), outcome(3 * request + 2)];
            tokio::spawn(async move { store.append_outcomes(&local(), &three, 0, None).await.expect("kept") })
        });
        let mut firsts = Vec::new();
        for request in requests.collect::<Vec<_>>() {
            firsts.push(request.await.expect("no panic"));
        }
        firsts.sort_unstable();
        assert_eq!(firsts, (0..20).map(|i| 3 * i).collect::<Vec<u64>>());
        let stored = store.outcomes(&local(), 0, u32::MAX).await.expect("asked");
        let all: Vec<_> = stored.iter().map(|(_, outcome)| outcome.clone()).collect();
        assert_eq!(all.len(), 60);
        for three in all.chunks(3) {
            let first = three[0].delivered.expect("known");
            assert_eq!(three, [outcome(first), outcome(first + 1), outcome(first + 2)], "requests are not mixed");
        }
        assert_eq!(store.outcomes(&local(), 58, 10).await.expect("asked"), stored[58..]);
        assert_eq!(store.outcomes(&stranger(), 0, 10).await.expect("asked"), []);
    });
}

fn job(id: &str, created_at: i64) -> Job {
    Job {
        id: id.to_owned(),
        agency: local(),
        state: JobState::Queued,
        request: "{}".to_owned(),
        audience: "aud_1".to_owned(),
        panel: None,
        exact: true,
        progress: 0.0,
        created_at,
        started_at: None,
        finished_at: None,
        attempts: 0,
        cancel: false,
        analysis: None,
        problem: None,
    }
}

fn a_job_is_run_by_one_runner_and_taken_over_when_its_lease_ends(database: Database) {
    on(database, |store| async move {
        for i in 0..30 {
            store.queue_job(&job(&format!("job_{i:02}"), i)).await.expect("queued");
        }
        let runners = (0..6).map(|runner| {
            let store = store.clone();
            tokio::spawn(async move {
                let (owner, mut mine) = (format!("runner {runner}"), Vec::new());
                while let Some(job) = store.claim_job(Lease { owner: &owner, until: 100 }, 50).await.expect("asked") {
                    mine.push(job.id);
                }
                mine
            })
        });
        let mut claimed = Vec::new();
        for runner in runners.collect::<Vec<_>>() {
            claimed.extend(runner.await.expect("no panic"));
        }
        claimed.sort_unstable();
        assert_eq!(claimed, (0..30).map(|i| format!("job_{i:02}")).collect::<Vec<_>>(), "each job once");
        let late = Lease { owner: "late", until: 300 };
        assert_eq!(store.claim_job(late, 100).await.expect("asked"), None, "all leases hold");
        let taken = store.claim_job(late, 101).await.expect("asked").expect("one ran out");
        assert_eq!((taken.id.as_str(), taken.attempts, taken.started_at), ("job_00", 2, Some(50)));
        let first = Lease { owner: "runner 0", until: 900 };
        assert_eq!(store.renew_job("job_00", first, 0.5).await.expect("asked"), None, "it is another's now");
        assert!(!store.finish_job("job_00", "runner 0", &document("ana_x", 1), 1).await.expect("asked"));
        assert_eq!(
            store.document(&local(), DocumentKind::Analysis, "ana_x").await.expect("asked"),
            None,
            "nothing of a lost job is kept"
        );
        assert_eq!(store.renew_job("job_00", late, 0.5).await.expect("asked"), Some(false));
        assert!(store.release_job("job_00", "late").await.expect("asked"));
        let again = store.claim_job(late, 102).await.expect("asked").expect("it waits");
        assert_eq!((again.id.as_str(), again.progress), ("job_00", 0.5));
        assert!(store.finish_job("job_00", "late", &document("ana_1", 1), 110).await.expect("asked"));
        let done = store.job(&local(), "job_00").await.expect("asked").expect("kept");
        assert_eq!((done.state, done.analysis.as_deref(), done.progress), (JobState::Succeeded, Some("ana_1"), 1.0));
        assert_eq!(
            store.document(&local(), DocumentKind::Analysis, "ana_1").await.expect("asked"),
            Some(document("ana_1", 1))
        );
    });
}

fn agencies_take_turns_with_their_jobs(database: Database) {
    on(database, |store| async move {
        let other = store.get_or_create_agency("other", 0).await.expect("an agency");
        for (i, agency) in [local(), local(), local(), other.clone(), other].into_iter().enumerate() {
            let job = Job { agency, ..job(&format!("job_{i}"), i as i64) };
            store.queue_job(&job).await.expect("queued");
        }
        let mut claimed = Vec::new();
        for now in 10..15 {
            let next = store.claim_job(Lease { owner: "runner", until: 900 }, now).await.expect("asked");
            claimed.push(next.expect("one waits").id);
        }
        assert_eq!(claimed, ["job_0", "job_3", "job_1", "job_4", "job_2"]);
    });
}

fn jobs_are_called_off_at_once_or_by_their_runner(database: Database) {
    on(database, |store| async move {
        for id in ["job_1", "job_2", "job_3"] {
            store.queue_job(&job(id, 1)).await.expect("queued");
        }
        let lease = Lease { owner: "runner", until: 100 };
        assert_eq!(store.claim_job(lease, 5).await.expect("asked").map(|job| job.id), Some("job_1".to_owned()));
        for id in ["job_1", "job_2"] {
            assert!(!store.cancel_job(&stranger(), id, 7).await.expect("asked"));
            assert!(store.cancel_job(&local(), id, 7).await.expect("asked"));
        }
        let state = |id: &'static str| {
            let store = store.clone();
            async move { store.job(&local(), id).await.expect("asked").expect("kept") }
        };
        assert_eq!(state("job_1").await.state, JobState::Running);
        assert_eq!((state("job_2").await.state, state("job_2").await.finished_at), (JobState::Cancelled, Some(7)));
        assert_eq!(store.renew_job("job_1", lease, 0.1).await.expect("asked"), Some(true), "it is to stop");
        assert!(store.fail_job("job_1", "runner", None, 9).await.expect("asked"));
        assert_eq!(state("job_1").await.state, JobState::Cancelled);
        assert!(!store.cancel_job(&local(), "job_1", 10).await.expect("asked"), "it has ended");
        assert_eq!(store.open_jobs().await.expect("asked"), 1);
        assert_eq!(store.claim_job(lease, 5).await.expect("asked").map(|job| job.id), Some("job_3".to_owned()));
        assert!(store.fail_job("job_3", "runner", Some("{}"), 9).await.expect("asked"));
        assert_eq!(state("job_3").await.problem.as_deref(), Some("{}"));
        assert_eq!(store.jobs(&stranger(), &first_page(5)).await.expect("listed").items, []);
        assert_eq!(store.jobs(&local(), &first_page(5)).await.expect("listed").items.len(), 3);
        assert_eq!(store.delete_jobs_before(2).await.expect("asked"), 3);
    });
}

fn a_token_stands_for_one_request(database: Database) {
    on(database, |store| async move {
        let begin = |agency: AgencyId, print: &'static str, now| {
            let store = store.clone();
            async move { store.begin_request(&agency, "token", print, now, now + 100).await.expect("asked") }
        };
        assert_eq!(begin(local(), "a", 0).await, IdempotencyState::New);
        assert_eq!(begin(local(), "a", 100).await, IdempotencyState::InProgress);
        assert_eq!(begin(local(), "b", 100).await, IdempotencyState::Mismatch);
        assert_eq!(begin(local(), "a", 101).await, IdempotencyState::New, "the first never ended");
        let replay = Replay { status: 201, location: Some("/v1/x".to_owned()), body: b"{}".to_vec() };
        store.complete_request(&local(), "token", &replay).await.expect("kept");
        assert_eq!(begin(local(), "a", 9999).await, IdempotencyState::Completed(replay));
        assert_eq!(begin(local(), "b", 9999).await, IdempotencyState::Mismatch);
        store.delete_request(&local(), "token").await.expect("asked");
        assert_ne!(begin(local(), "a", 9999).await, IdempotencyState::New, "an answer is not forgotten so");
        assert_eq!(store.delete_requests_before(200).await.expect("asked"), 1);
        assert_eq!(begin(local(), "b", 9999).await, IdempotencyState::New);
        store.delete_request(&local(), "token").await.expect("asked");
        assert_eq!(begin(local(), "c", 9999).await, IdempotencyState::New);
    });
}

fn what_was_kept_is_there_after_a_restart(database: Database) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("threads");
    runtime.block_on(async {
        let folder = tempfile::tempdir().expect("a folder");
        let url = database.url();
        let store = open(url.as_deref(), folder.path()).await;
        store.ping_and_keep().await;
        store.close().await;
        let store = open(url.as_deref(), folder.path()).await;
        let kept = audience_fit::store::Outcomes::outcomes(&store, &local(), 0, 9).await.expect("asked");
        assert_eq!(kept, [(0, outcome(1))]);
    });
}

trait PingAndKeep {
    async fn ping_and_keep(&self);
}

impl PingAndKeep for SqlStore {
    async fn ping_and_keep(&self) {
        self.ping().await.expect("it answers");
        audience_fit::store::Outcomes::append_outcomes(self, &local(), &[outcome(1)], 0, None).await.expect("kept");
    }
}

#[test]
fn addresses_that_cannot_be_used_are_named_without_their_password() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a thread");
    runtime.block_on(async {
        for url in ["postgres://agency:hunter2@127.0.0.1:1/none", "mysql://agency:hunter2@127.0.0.1/none"] {
            let error = SqlStore::connect(url).await.expect_err("nothing is there").to_string();
            assert!(error.contains("agency:***@127.0.0.1") && !error.contains("hunter2"), "{error}");
        }
    });
}

#[test]
fn names_of_what_is_kept_cannot_be_guessed() {
    let names: std::collections::BTreeSet<String> = (0..1000).map(|_| IdKind::Audience.generate()).collect();
    assert_eq!(names.len(), 1000);
}

/// The log before SQLite's tables keeps deleted rows until as much is written again, which may take weeks.
#[test]
fn nothing_that_was_deleted_stays_in_the_files_of_the_database() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a thread");
    runtime.block_on(async {
        let folder = tempfile::tempdir().expect("a folder");
        let store: Arc<dyn Store> = Arc::new(open(None, folder.path()).await);
        let name = "Kim Minsu of Jeonju";
        store.begin_request(&local(), name, "a", 1, 2).await.expect("begun");
        store.delete_request(&local(), name).await.expect("deleted");
        let files_with_name = || {
            let files = std::fs::read_dir(folder.path()).expect("a folder").map(|file| file.expect("a file").path());
            let has_name = |path: &std::path::PathBuf| {
                let bytes = std::fs::read(path).expect("a file");
                bytes.windows(name.len()).any(|window| window == name.as_bytes())
            };
            files.filter(has_name).count()
        };
        assert_ne!(files_with_name(), 0, "otherwise nothing is tested");
        store.forget_deleted().await.expect("forgotten");
        assert_eq!(files_with_name(), 0);
    });
}

#[test]
fn files_are_kept_whole_and_removed_with_their_data_set() {
    use std::io::{Read, Write};
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("threads");
    runtime.block_on(async {
        let folder = tempfile::tempdir().expect("a folder");
        let objects = Objects::folder(&folder.path().join("objects")).expect("a folder");
        objects.ping().await.expect("it is there");
        let (set, other) = (dataset("aud_1", 1), dataset("aud_2", 1));
        let bytes: Vec<u8> = (0..13_000_000_u32).map(|i| (i % 251) as u8).collect();
        let mut file = objects.scratch().expect("a file");
        file.write_all(&bytes).expect("written");
        objects.keep(&set, "part-00001.parquet", file, None).await.expect("kept");
        let empty = objects.scratch().expect("a file");
        objects.keep(&other, "part-00001.parquet", empty, None).await.expect("an empty one");
        let mut read = Vec::new();
        let mut file = objects.open(&set, "part-00001.parquet").await.expect("it is there");
        file.read_to_end(&mut read).expect("read");
        assert!(read == bytes, "{} bytes came back of {}", read.len(), bytes.len());
        objects.remove(&set, &[]).await.expect("removed");
        assert!(objects.open(&set, "part-00001.parquet").await.is_err());
        assert!(objects.open(&other, "part-00001.parquet").await.is_ok(), "another's stays");
        objects.remove(&set, &[]).await.expect("there is nothing more to remove");
    });
}

fn api_key(id: &str, agency: &AgencyId, created_at: i64) -> ApiKey {
    ApiKey {
        id: id.to_owned(),
        agency: agency.clone(),
        label: "빌드 서버".to_owned(),
        scopes: vec![Scope::Read, Scope::Write],
        created_at,
        expires_at: Some(i64::MAX),
        revoked_at: None,
    }
}

fn agencies_have_keys_several_at_once_and_revoke_them_for_good(database: Database) {
    on(database, |store| async move {
        assert!(!store.has_keys().await.expect("asked"));
        let housing = store.get_or_create_agency("주거", 5).await.expect("created");
        assert_eq!(store.get_or_create_agency("주거", 6).await.expect("found"), housing);
        assert_ne!(store.get_or_create_agency("labour", 6).await.expect("created"), housing);
        assert_eq!(store.get_or_create_agency("local", 6).await.expect("found"), local(), "who asked without keys");
        let names: Vec<String> = store.agencies().await.expect("asked").into_iter().map(|agency| agency.name).collect();
        assert_eq!(names.len(), 3, "{names:?}");
        let credential = Credential::generate();
        let (first, second) = (api_key("key_1", &housing, 1), api_key("key_2", &housing, 2));
        store.insert_key(&first, credential.hash()).await.expect("kept");
        let forever = ApiKey { expires_at: None, scopes: vec![Scope::Admin], ..second };
        store.insert_key(&forever, Credential::generate().hash()).await.expect("kept");
        assert!(store.insert_key(&first, credential.hash()).await.is_err(), "an id is given once");
        assert!(store.has_keys().await.expect("asked"));
        assert_eq!(store.key("key_1").await.expect("asked"), Some((first.clone(), credential.hash())));
        assert_eq!(store.key("key_3").await.expect("asked"), None);
        assert_eq!(store.keys(&housing).await.expect("asked"), [forever.clone(), first.clone()]);
        assert_eq!(store.keys(&local()).await.expect("asked"), []);
        assert!(store.revoke_key("key_1", 7).await.expect("asked"));
        assert!(!store.revoke_key("key_1", 9).await.expect("asked"), "once");
        assert!(!store.revoke_key("key_3", 9).await.expect("asked"));
        let revoked = ApiKey { revoked_at: Some(7), ..first };
        assert_eq!(store.keys(&housing).await.expect("asked"), [forever, revoked]);
    });
}

fn the_audit_log_lists_each_agency_its_own_entries_by_page(database: Database) {
    on(database, |store| async move {
        let entry = |i: i64, agency: &AgencyId, status: Option<u16>| AuditEntry {
            id: format!("log_{i:02}"),
            at: i / 2,
            agency: agency.clone(),
            key: (i % 2 == 0).then(|| "key_1".to_owned()),
            action: "create_audience".to_owned(),
            resource: Some("/v1/audiences".to_owned()),
            target: (i == 4).then(|| "{}".to_owned()),
            status,
            request_id: format!("request {i}"),
        };
        for i in 0..5 {
            store.append_entry(&entry(i, &local(), Some(200))).await.expect("kept");
        }
        store.append_entry(&entry(5, &stranger(), None)).await.expect("kept");
        let first = store.entries(&local(), &first_page(3)).await.expect("asked");
        assert_eq!(first.items, [4, 3, 2].map(|i| entry(i, &local(), Some(200))));
        let page = Page::new(first.next_cursor.as_deref(), 3).expect("a cursor of ours");
        let second = store.entries(&local(), &page).await.expect("asked");
        assert_eq!((second.items.len(), second.next_cursor), (2, None));
        let begun = store.entries(&stranger(), &first_page(3)).await.expect("asked").items;
        assert_eq!(begun, [entry(5, &stranger(), None)]);
        assert!(store.complete_entry("log_05", 201, Some("/v1/audiences/aud_1"), Some("{}")).await.expect("asked"));
        assert!(!store.complete_entry("log_05", 500, None, None).await.expect("asked"), "an answer is logged once");
        assert!(!store.complete_entry("log_99", 200, None, None).await.expect("asked"));
        let ended = store.entries(&stranger(), &first_page(3)).await.expect("asked").items;
        let resource = Some("/v1/audiences/aud_1".to_owned());
        let target = Some("{}".to_owned());
        assert_eq!(ended, [AuditEntry { resource, target, ..entry(5, &stranger(), Some(201)) }]);
        store.append_entry(&entry(6, &local(), None)).await.expect("kept");
        assert!(store.complete_entry("log_06", 404, None, None).await.expect("asked"));
        let last = store.entries(&local(), &first_page(1)).await.expect("asked").items;
        assert_eq!(last, [entry(6, &local(), Some(404))], "what was asked for stays");
    });
}

fn an_agency_keeps_its_secret_and_its_keys_ask_so_many_questions_a_day(database: Database) {
    on(database, |store| async move {
        let secret = store.agency_secret(&local()).await.expect("made");
        assert_eq!(store.agency_secret(&local()).await.expect("asked"), secret);
        let other = store.get_or_create_agency("labour", 0).await.expect("an agency");
        assert_ne!(store.agency_secret(&other).await.expect("made"), secret);
        let ask = async |key, dataset, day, question: &str| {
            let asked = AskedQuestion { agency: &local(), key, dataset, people: dataset, day, question };
            store.record_question(asked, QuestionLimits { per_day: 2, in_all: 3 }).await.expect("asked")
        };
        let recorded = async |key, dataset, day, question| {
            let count = ask(key, dataset, day, question).await;
            assert!(matches!(count, QuestionCount::Recorded { .. }), "{key} {dataset} {day} {question}: {count:?}");
        };
        recorded("key_1", "aud_1", 7, "a").await;
        recorded("key_1", "aud_1", 7, "b").await;
        assert_eq!(ask("key_1", "aud_1", 7, "c").await, QuestionCount::DayIsFull, "the third of two");
        recorded("key_1", "aud_1", 7, "a").await;
        recorded("key_1", "aud_2", 7, "c").await;
        recorded("key_2", "aud_1", 7, "c").await;
        assert_eq!(ask("key_1", "aud_1", 8, "d").await, QuestionCount::DatasetIsFull, "the fourth of three in all");
        recorded("key_1", "aud_1", 8, "c").await;
        let questions: Vec<String> = (0..8).map(|i| i.to_string()).collect();
        let asked = futures_util::future::join_all(questions.iter().map(|question| ask("key_3", "aud_3", 7, question)));
        let recorded = asked.await.into_iter().filter(|count| matches!(count, QuestionCount::Recorded { .. }));
        assert_eq!(recorded.count(), 2, "at once");
    });
}

fn bytes_of_files_count_for_their_agency_until_they_are_deleted(database: Database) {
    on(database, |store| async move {
        let other = store.get_or_create_agency("labour", 0).await.expect("an agency");
        let bytes = async || {
            let of = async |agency: &AgencyId| store.count(agency, Stored::Bytes).await.expect("asked");
            (of(&local()).await, of(&other).await)
        };
        assert_eq!(bytes().await, (0, 0));
        for id in ["aud_1", "aud_2"] {
            store.begin_dataset(&dataset(id, 10)).await.expect("begun");
            assert!(store.finish_dataset(&local(), id, &summary()).await.expect("asked"));
        }
        assert_eq!(bytes().await, (2 * 567, 0));
        assert_eq!(store.stored_bytes().await.expect("asked"), [(local(), 2 * 567)]);
        assert!(store.mark_dataset_deleted(&local(), Role::Audience, "aud_1").await.expect("asked"));
        assert_eq!(bytes().await, (567, 0));
    });
}

fn snapshots_of_the_same_people_share_their_questions(database: Database) {
    on(database, |store| async move {
        let ask = async |dataset, day, question: &str| {
            let asked =
                AskedQuestion { agency: &local(), key: "key", dataset, people: "followers of @a", day, question };
            store.record_question(asked, QuestionLimits { per_day: 9, in_all: 3 }).await.expect("asked")
        };
        let place = |place| QuestionCount::Recorded { place };
        assert_eq!(ask("aud_1", 7, "a of 1").await, place(0));
        assert_eq!(
            ask("aud_2", 8, "a of 2").await,
            place(1),
            "the same target of another snapshot is another question"
        );
        assert_eq!(ask("aud_1", 8, "b of 1").await, place(2));
        assert_eq!(ask("aud_2", 9, "a of 1").await, place(0), "whatever was asked before keeps its place");
        let full = QuestionCount::PeopleAreFull { until_day: 7 + WINDOW_DAYS };
        assert_eq!(ask("aud_3", 9, "a of 3").await, full);
        assert_eq!(ask("aud_3", 6 + WINDOW_DAYS, "a of 3").await, full);
        assert_eq!(ask("aud_3", 7 + WINDOW_DAYS, "a of 3").await, place(2), "the first no longer counts");
    });
}

fn people_count_for_the_account_that_their_ids_were_stored_with(database: Database) {
    on(database, |store| async move {
        let kept = async |id: &str, agency: AgencyId, account: &str, ids: std::ops::Range<u64>| {
            let set = Dataset { agency, account: Some(account.to_owned()), ..dataset(id, 10) };
            store.begin_dataset(&set).await.expect("begun");
            let mut sketch = IdSketch::default();
            ids.for_each(|i| sketch.note(i.wrapping_mul(0x9E37_79B9_7F4A_7C15)));
            let people_of = store.keep_sketch(&set, &sketch).await.expect("kept");
            assert!(store.finish_dataset(&set.agency, id, &summary()).await.expect("asked"));
            let found = store.dataset(&set.agency, Role::Audience, id).await.expect("asked").expect("it is there");
            assert_eq!(found.people_of, Some(people_of));
            found.people()
        };
        assert_eq!(kept("aud_1", local(), "@a", 0..900).await, "followers of @a");
        assert_eq!(kept("aud_2", local(), "@a in May", 100..1000).await, "followers of @a");
        assert_eq!(kept("aud_3", local(), "@b", 5000..5900).await, "followers of @b");
        let stranger = store.get_or_create_agency("labour", 0).await.expect("an agency");
        assert_eq!(kept("aud_4", stranger, "@c", 0..900).await, "followers of @c", "another agency's");
        for id in ["aud_1", "aud_2"] {
            assert!(store.mark_dataset_deleted(&local(), Role::Audience, id).await.expect("asked"));
            store.delete_dataset(&local(), id).await.expect("forgotten");
        }
        assert_eq!(kept("aud_1", local(), "@d", 0..900).await, "followers of @d", "nothing of the ids is left");
    });
}

fn asks_are_seen_by_their_agency_and_go_with_their_audience(database: Database) {
    on(database, async |store| {
        let ask = |id: &str, audience: &str| StoredAsk {
            id: id.to_owned(),
            audience: audience.to_owned(),
            created_at: 5,
            design: "{}".to_owned(),
            people: "code,row\nABC123,1\n".to_owned(),
            answers: "[]".to_owned(),
        };
        for audience in ["aud_1", "aud_2"] {
            store.begin_dataset(&dataset(audience, 1)).await.expect("begun");
        }
        store.insert_ask(&local(), &ask("ask_1", "aud_1")).await.expect("kept");
        assert_eq!(store.ask(&local(), "ask_1").await.expect("read"), None, "its audience is not complete");
        for audience in ["aud_1", "aud_2"] {
            assert!(store.finish_dataset(&local(), audience, &summary()).await.expect("finished"));
        }
        store.insert_ask(&local(), &ask("ask_2", "aud_2")).await.expect("kept");
        assert_eq!(store.ask(&local(), "ask_1").await.expect("read"), Some(ask("ask_1", "aud_1")));
        assert_eq!(store.ask(&stranger(), "ask_1").await.expect("read"), None);
        let listed = store.asks(&local(), &Page::new(None, 10).expect("the first page")).await.expect("listed");
        assert_eq!(listed.items.iter().map(|ask| ask.id.as_str()).collect::<Vec<_>>(), ["ask_2", "ask_1"]);
        assert!(!store.put_answers(&local(), "ask_1", "[1]", "[2]").await.expect("tried"), "others are there");
        assert!(store.put_answers(&local(), "ask_1", "[]", "[2]").await.expect("put"));
        assert!(!store.put_answers(&stranger(), "ask_1", "[2]", "[3]").await.expect("tried"));
        assert_eq!(store.ask(&local(), "ask_1").await.expect("read").map(|ask| ask.answers), Some("[2]".to_owned()));
        assert!(store.mark_dataset_deleted(&local(), Role::Audience, "aud_1").await.expect("marked"));
        assert_eq!(store.ask(&local(), "ask_1").await.expect("read"), None, "it goes with its audience");
        store.delete_dataset(&local(), "aud_1").await.expect("deleted");
        assert_eq!(store.count(&local(), Stored::Asks).await.expect("counted"), 1);
        assert!(!store.delete_ask(&stranger(), "ask_2").await.expect("tried"));
        assert!(store.delete_ask(&local(), "ask_2").await.expect("deleted"));
        assert_eq!(store.count(&local(), Stored::Asks).await.expect("counted"), 0);
    });
}

on_each_database!(
    what_was_kept_is_there_after_a_restart,
    a_data_set_is_seen_when_it_is_whole_and_only_by_its_agency,
    an_upload_that_outlives_its_lease_never_becomes_ready,
    pages_hold_every_entry_once_while_new_ones_come,
    targets_are_changed_only_as_expected,
    documents_come_back_as_they_were,
    forecasts_are_registered_once_and_go_with_their_document,
    outcomes_of_requests_at_once_each_get_places_of_their_own,
    a_job_is_run_by_one_runner_and_taken_over_when_its_lease_ends,
    agencies_take_turns_with_their_jobs,
    jobs_are_called_off_at_once_or_by_their_runner,
    a_token_stands_for_one_request,
    agencies_have_keys_several_at_once_and_revoke_them_for_good,
    the_audit_log_lists_each_agency_its_own_entries_by_page,
    an_agency_keeps_its_secret_and_its_keys_ask_so_many_questions_a_day,
    snapshots_of_the_same_people_share_their_questions,
    people_count_for_the_account_that_their_ids_were_stored_with,
    bytes_of_files_count_for_their_agency_until_they_are_deleted,
    asks_are_seen_by_their_agency_and_go_with_their_audience,
);
