//! The real binary as a process of its own, which may be killed.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use ureq::Agent;

use super::{Answer, send};

/// A server as a process of its own.
pub(crate) struct Process {
    child: Child,
    url: String,
    agent: Agent,
}

impl Process {
    /// Starts a server on a free port, with more arguments of `serve`.
    pub(crate) fn start_with(data_dir: &Path, more: &[&str]) -> Self {
        Self::start_in(data_dir, more, &[])
    }

    /// The same with more in its environment.
    pub(crate) fn start_in(data_dir: &Path, more: &[&str], environment: &[(&str, String)]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_audience-fit"))
            .args(["--log", "off", "serve", "--listen", "127.0.0.1:0", "--threads", "2", "--rate-per-minute", "0"])
            .arg("--data-dir")
            .arg(data_dir)
            .args(more)
            .envs(environment.iter().map(|(name, value)| (name, value)))
            .stderr(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let mut lines = BufReader::new(child.stderr.take().expect("piped")).lines().map_while(Result::ok);
        let line = lines.find(|line| line.contains("listens on")).expect("it listens");
        // What it says later goes somewhere, as it does on any machine.
        std::thread::spawn(move || lines.for_each(drop));
        let url = line.split_whitespace().find(|word| word.starts_with("http://")).expect("its address");
        let agent = Agent::config_builder().http_status_as_error(false).build().into();
        Self { url: url.trim_end_matches(';').to_owned(), child, agent }
    }

    pub(crate) fn start(data_dir: &Path) -> Self {
        Self::start_with(data_dir, &[])
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], &[])
    }

    /// Any request.
    pub(crate) fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        send(&self.agent, method, &self.url(path), headers, body)
    }

    /// SIGKILL.
    pub(crate) fn kill(mut self) {
        self.child.kill().expect("it runs");
        self.child.wait().expect("it ends");
    }
}

impl Drop for Process {
    /// A test that fails leaves no server behind.
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
