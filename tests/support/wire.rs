//! Requests as bytes on a socket, and the real binary as a process, for what no client would do by itself.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

/// A connection that gives up reading after `patience`.
pub(crate) fn connect(address: SocketAddr, patience: Duration) -> TcpStream {
    let stream = TcpStream::connect(address).expect("a connection");
    stream.set_read_timeout(Some(patience)).expect("a timeout");
    stream
}

/// Everything that is read until the other side closes; its connection may also be reset.
pub(crate) fn read_all(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    match stream.read_to_end(&mut bytes) {
        Ok(_) => {}
        Err(error) => assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset, "{error}"),
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The answer to a request without a body; `head` is its first line and headers of the caller's own.
pub(crate) fn ask(address: SocketAddr, head: &str) -> String {
    let mut stream = connect(address, Duration::from_secs(30));
    let head = head.trim_end().replace('\n', "\r\n");
    write!(stream, "{head}\r\nhost: localhost\r\nconnection: close\r\n\r\n").expect("sent");
    read_all(&mut stream)
}

/// The value of a header in an answer.
pub(crate) fn header<'a>(answer: &'a str, name: &str) -> Option<&'a str> {
    let head = answer.split("\r\n\r\n").next()?;
    head.lines()
        .find_map(|line| line.split_once(": ").filter(|(given, _)| given.eq_ignore_ascii_case(name)).map(|(_, v)| v))
}

/// The body of an answer.
pub(crate) fn body(answer: &str) -> &str {
    answer.split_once("\r\n\r\n").map_or("", |(_, body)| body)
}

/// The real binary, serving. It is killed when this is dropped.
pub(crate) struct Process {
    child: Child,
    pub(crate) address: SocketAddr,
    /// What it has written to stderr since it listens.
    lines: Receiver<String>,
}

impl Process {
    /// Starts the service on a free port with these arguments more.
    pub(crate) fn serve(data_dir: &Path, arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_audience-fit"))
            .args(["serve", "--listen", "127.0.0.1:0", "--rate-per-minute", "0", "--data-dir"])
            .arg(data_dir)
            .args(arguments)
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        let stderr = BufReader::new(child.stderr.take().expect("piped"));
        let (sender, lines) = channel();
        thread::spawn(move || stderr.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
        let reported = lines.iter().find(|line| line.starts_with("audience-fit listens on ")).expect("it listens");
        let address = reported.split("http://").nth(1).and_then(|rest| rest.split(';').next()).expect("an address");
        Self { address: address.parse().expect("an address"), child, lines }
    }

    /// The next line of stderr that `is_meant`.
    pub(crate) fn line(&self, is_meant: impl Fn(&str) -> bool) -> String {
        let mut seen = Vec::new();
        while let Ok(line) = self.lines.recv_timeout(Duration::from_secs(30)) {
            if is_meant(&line) {
                return line;
            }
            seen.push(line);
        }
        panic!("no such line among\n{}", seen.join("\n"))
    }

    /// Sends SIGTERM.
    pub(crate) fn terminate(&self) {
        let sent = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().expect("kill runs");
        assert!(sent.success());
    }

    /// Waits for its end: the exit code, and what it had written to stderr that was not read yet.
    pub(crate) fn ended(mut self) -> (Option<i32>, String) {
        let status = self.child.wait().expect("it ends");
        (status.code(), self.lines.iter().collect::<Vec<_>>().join("\n"))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
