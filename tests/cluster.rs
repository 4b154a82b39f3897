//! A cluster on this machine: a scheduler and two executors give the figures of the local engine, also where one dies.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use audience_fit::engine::LocalEngine;
use audience_fit::engine::cluster::Ballista;

use crate::engines::{difference, of_engine, rows, write_parts};

/// How long machines may take to begin.
const START: Duration = Duration::from_secs(60);

/// A role that ends with its test.
struct Role(Child);

impl Drop for Role {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Role {
    fn start(arguments: &[&str], port: u16) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_audience-fit"));
        let child = command.arg("cluster").args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).spawn();
        let role = Self(child.expect("the binary runs"));
        let (address, begin) = (SocketAddr::from(([127, 0, 0, 1], port)), Instant::now());
        while TcpStream::connect(address).is_err() {
            assert!(begin.elapsed() < START, "{arguments:?} does not listen");
            thread::sleep(Duration::from_millis(50));
        }
        role
    }
}

/// Two ports side by side that nobody listens on.
fn free_ports() -> u16 {
    loop {
        let first = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = first.local_addr().expect("an address").port();
        if port < u16::MAX && TcpListener::bind(("127.0.0.1", port + 1)).is_ok() {
            return port;
        }
    }
}

struct Cluster {
    _scheduler: Role,
    executors: Vec<Role>,
    engine: Ballista,
}

impl Cluster {
    /// A scheduler and two executors of one core each, with their results below `folder`.
    fn start(folder: &Path) -> Self {
        let port = free_ports();
        let scheduler = format!("127.0.0.1:{port}");
        let scheduler_role = Role::start(&["scheduler", "--listen", &scheduler], port);
        let executor = |name: &str| {
            let (port, results) = (free_ports(), folder.join(name));
            std::fs::create_dir(&results).expect("a folder");
            let (listen, results) = (format!("127.0.0.1:{port}"), results.display().to_string());
            let of =
                ["executor", "--scheduler", &scheduler, "--listen", &listen, "--cores", "1", "--data-dir", &results];
            Role::start(&of, port)
        };
        let executors = vec![executor("first"), executor("second")];
        let engine = Ballista::new(&format!("ballista://{scheduler}")).expect("an address");
        Self { _scheduler: scheduler_role, executors, engine }
    }
}

/// Whether a folder holds a file, however deep.
fn has_file(folder: &Path) -> bool {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.into_iter().any(|entry| if entry.path().is_dir() { has_file(&entry.path()) } else { true })
}

#[test]
fn two_executors_give_the_figures_of_this_machine_also_where_one_dies() {
    let folder = tempfile::tempdir().expect("a folder");
    let parts = folder.path().join("parts");
    write_parts(&parts, rows(110_000, 5));
    let local = of_engine(&LocalEngine::new(2), &parts).expect("an answer");
    assert_eq!(local["fit"]["status"], "estimated");
    let mut cluster = Cluster::start(folder.path());
    let begin = Instant::now();
    let distributed = of_engine(&cluster.engine, &parts).expect("an answer");
    println!("two executors: {:?}", begin.elapsed());
    assert_eq!(difference("", &distributed, &local), None);
    for name in ["first", "second"] {
        assert!(has_file(&folder.path().join(name)), "the {name} executor did nothing");
    }

    // The second dies as soon as it has a result: what else it does is lost, and so is the result where nobody fetched it.
    let results = folder.path().join("second");
    std::fs::remove_dir_all(&results).expect("its results are there");
    std::fs::create_dir(&results).expect("a folder");
    let engine = cluster.engine.clone();
    let asked = thread::spawn(move || of_engine(&engine, &parts));
    let begin = Instant::now();
    while !has_file(&results) {
        assert!(begin.elapsed() < START && !asked.is_finished(), "the second executor got no task");
        thread::sleep(Duration::from_millis(5));
    }
    drop(cluster.executors.pop());
    assert!(!asked.is_finished(), "the answer was there before the executor died");
    let distributed = asked.join().expect("no panic").expect("an answer");
    println!("one of two executors died: {:?}", begin.elapsed());
    assert_eq!(difference("", &distributed, &local), None);
}

#[test]
fn a_cluster_that_is_not_there_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let parts = folder.path().join("parts");
    write_parts(&parts, rows(2_000, 5));
    let port = free_ports();
    let engine = Ballista::new(&format!("ballista://127.0.0.1:{port}")).expect("an address");
    let error = of_engine(&engine, &parts).expect_err("nobody listens").to_string();
    assert!(error.starts_with(&format!("the cluster at 127.0.0.1:{port} gave no answer")), "{error}");
    for wrong in ["ballista://", "ballista://host", "ballista://host:port", "ballista://a/b:1"] {
        let error = Ballista::new(wrong).expect_err("no address").to_string();
        assert!(error.contains("ballista://127.0.0.1:50050"), "{error}");
    }
}
