//! An S3-compatible store of the tests' own: moto's server on a free port, gone with the test process.

use std::fs::File;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use ureq::Agent;

use super::{file, send, wait_for};

struct Server {
    url: String,
    agent: Agent,
    _guard: Child,
}

/// What a request has whose sender may change what is there. The store looks for it, and not at the signature.
const AS_OWNER: (&str, &str) = (
    "authorization",
    "AWS4-HMAC-SHA256 Credential=tester/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0",
);

/// A new, empty bucket.
#[derive(Clone)]
pub(crate) struct Bucket {
    name: String,
    server: &'static Server,
}

/// A new bucket.
pub(crate) fn bucket() -> Bucket {
    static SERVER: OnceLock<Server> = OnceLock::new();
    static BUCKETS: AtomicU32 = AtomicU32::new(0);
    let server = SERVER.get_or_init(start);
    let name = format!("people-{}", BUCKETS.fetch_add(1, Ordering::Relaxed));
    let made = send(&server.agent, "PUT", &format!("{}/{name}", server.url), &[], &[]);
    assert_eq!(made.status, 200, "{}", made.text);
    Bucket { name, server }
}

impl Bucket {
    /// URL of a folder in it, as `--object-store` takes it.
    pub(crate) fn folder(&self) -> String {
        format!("s3://{}/kept", self.name)
    }

    /// What a service must find in its environment.
    pub(crate) fn environment(&self) -> Vec<(&'static str, String)> {
        vec![
            ("AWS_ENDPOINT", self.server.url.clone()),
            ("AWS_ALLOW_HTTP", "true".to_owned()),
            ("AWS_REGION", "us-east-1".to_owned()),
            ("AWS_ACCESS_KEY_ID", "tester".to_owned()),
            ("AWS_SECRET_ACCESS_KEY", "not a secret".to_owned()),
        ]
    }

    /// The same environment where `change` happens the moment before a request arrives that asks for `key`.
    pub(crate) fn environment_with(
        &self,
        key: &str,
        change: impl FnOnce() + Send + 'static,
    ) -> Vec<(&'static str, String)> {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let server = self.server.url.strip_prefix("http://").expect("it is local").to_owned();
        let asked = format!("GET /{}/{key}", self.name);
        thread::spawn(move || {
            let mut change = Some(change);
            for client in listener.incoming().map_while(Result::ok) {
                let server = TcpStream::connect(&server).expect("the store answers");
                let (mut back, mut to) = (server.try_clone().expect("a socket"), client.try_clone().expect("a socket"));
                thread::spawn(move || std::io::copy(&mut back, &mut to));
                change = forward(client, server, &asked, change);
            }
        });
        let mut environment = self.environment();
        environment[0].1 = url;
        environment
    }

    /// Begins an upload in parts, which nobody completes; its id.
    pub(crate) fn begin_upload(&self, key: &str) -> String {
        let url = format!("{}/{}/{key}?uploads", self.server.url, self.name);
        let answer = send(&self.server.agent, "POST", &url, &[], &[]);
        assert_eq!(answer.status, 200, "{}", answer.text);
        between(&answer.text, "<UploadId>", "</UploadId>").pop().expect("an id")
    }

    /// The ids of uploads in parts that are neither completed nor aborted.
    pub(crate) fn uploads(&self) -> Vec<String> {
        let url = format!("{}/{}?uploads", self.server.url, self.name);
        let answer = send(&self.server.agent, "GET", &url, &[], &[]);
        assert_eq!(answer.status, 200, "{}", answer.text);
        between(&answer.text, "<UploadId>", "</UploadId>")
    }

    /// Puts a file into it.
    pub(crate) fn put(&self, key: &str, bytes: &[u8]) {
        // The characters that a key may have and a path may not.
        let url = format!("{}/{}/{}", self.server.url, self.name, key.replace('=', "%3D"));
        let answer = send(&self.server.agent, "PUT", &url, &[AS_OWNER], bytes);
        assert_eq!(answer.status, 200, "{}", answer.text);
    }

    /// Takes a file out of it.
    pub(crate) fn remove(&self, key: &str) {
        let url = format!("{}/{}/{}", self.server.url, self.name, key.replace('=', "%3D"));
        let answer = send(&self.server.agent, "DELETE", &url, &[AS_OWNER], &[]);
        assert_eq!(answer.status, 204, "{}", answer.text);
    }

    /// Keys of what is in it.
    pub(crate) fn keys(&self) -> Vec<String> {
        let answer = send(&self.server.agent, "GET", &format!("{}/{}", self.server.url, self.name), &[], &[]);
        assert_eq!(answer.status, 200, "{}", answer.text);
        between(&answer.text, "<Key>", "</Key>")
    }
}

/// Gives all requests of a connection on; before the first that begins as `asked` does, `change` happens.
fn forward<C: FnOnce()>(mut from: TcpStream, mut to: TcpStream, asked: &str, mut change: Option<C>) -> Option<C> {
    let mut buffer = [0; 1 << 14];
    while let Ok(count @ 1..) = from.read(&mut buffer) {
        if String::from_utf8_lossy(&buffer[..count]).starts_with(asked) {
            change.take().into_iter().for_each(|change| change());
        }
        if to.write_all(&buffer[..count]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(std::net::Shutdown::Both);
    change
}

/// All that stands between two marks.
fn between(text: &str, begin: &str, end: &str) -> Vec<String> {
    text.split(begin).skip(1).map(|rest| rest.split(end).next().expect("an end").to_owned()).collect()
}

fn start() -> Server {
    let python = file("target/tools/s3/bin/python");
    assert!(python.is_file(), "no S3-compatible store (target/tools/s3): `bash .ci/tools` installs it");
    let port = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a free port").port();
    let log = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("s3.log");
    // It ends when its standard input does, which is when this process ends.
    let script = format!(
        "import os, sys, threading\n\
         threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()\n\
         from moto.server import main\n\
         main(['--host', '127.0.0.1', '--port', '{port}'])"
    );
    let written = || File::create(&log).expect("a file");
    let mut guard = Command::new(python)
        .args(["-c", &script])
        .stdin(Stdio::piped())
        .stdout(written())
        .stderr(written())
        .spawn()
        .expect("python runs");
    let url = format!("http://127.0.0.1:{port}");
    let agent: Agent = Agent::config_builder().http_status_as_error(false).build().into();
    wait_for("the S3-compatible store", || {
        if let Some(status) = guard.try_wait().expect("it can be asked") {
            let mut printed = String::new();
            File::open(&log).and_then(|mut log| log.read_to_string(&mut printed)).expect("a log");
            panic!("the S3-compatible store ends with {status}: {printed}");
        }
        agent.get(&url).call().ok()
    });
    Server { url, agent, _guard: guard }
}
