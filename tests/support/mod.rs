//! The real application on a free port, with its data in a folder that is removed.

pub(crate) mod access;
pub(crate) mod audiences;
pub(crate) mod browser;
mod database;
pub(crate) mod identity;
pub(crate) mod postgres;
mod process;
pub(crate) mod s3;
mod wait;
pub(crate) mod wire;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;

use audience_fit::api::Application;
use audience_fit::config::ServeSettings;
use audience_fit::reference::Catalog;
pub(crate) use database::{Database, on_each_database};
pub(crate) use process::Process;
use serde_json::Value;
use ureq::Agent;
use ureq::http::Response;
pub(crate) use wait::wait_for;

/// A running server; it ends with the test process.
pub(crate) struct TestServer {
    address: SocketAddr,
    agent: Agent,
    data_dir: tempfile::TempDir,
    database_url: Option<String>,
}

/// An answer: status, media type, headers and body.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) media_type: String,
    pub(crate) allow: Option<String>,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) text: String,
}

impl Answer {
    /// A header that must be there.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).unwrap_or_else(|| panic!("no {name} in {:?}: {}", self.headers, self.text))
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|e| panic!("{e}: {}", self.text))
    }
}

impl TestServer {
    /// Starts a server with the defaults.
    pub(crate) fn start() -> Self {
        Self::start_with(|_| {})
    }

    /// Starts a server with settings of the test's own. Unless they say otherwise it takes any number of requests.
    pub(crate) fn start_with(change: impl FnOnce(&mut ServeSettings)) -> Self {
        let data_dir = tempfile::tempdir().expect("a temporary folder");
        let mut settings = ServeSettings::new("127.0.0.1:0".parse().expect("an address"), data_dir.path().join("data"));
        settings.rate_per_minute = 0;
        change(&mut settings);
        let database_url = settings.database_url.as_ref().map(|url| url.expose().to_owned());
        let (sender, receiver) = mpsc::channel();
        thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let application = Application::build(settings, Catalog::embedded()).await.expect("the server starts");
                sender.send(application.address()).expect("the test waits");
                application.run().await
            })
        });
        let address = receiver.recv().expect("the server tells its address");
        let agent = Agent::config_builder().http_status_as_error(false).build().into();
        Self { address, agent, data_dir, database_url }
    }

    /// The folder in which the server keeps what it keeps.
    pub(crate) fn data_dir(&self) -> PathBuf {
        self.data_dir.path().join("data")
    }

    /// The database of its rows, where that is not the embedded one.
    pub(crate) fn database_url(&self) -> Option<&str> {
        self.database_url.as_deref()
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        answer(self.agent.get(self.url(path)).call().expect("an answer"))
    }

    /// Status, media type and the bytes of an answer that is no text.
    pub(crate) fn bytes(&self, path: &str, headers: &[(&str, &str)]) -> (u16, String, Vec<u8>) {
        let request =
            headers.iter().fold(self.agent.get(self.url(path)), |request, (name, value)| request.header(*name, *value));
        let mut response = request.call().expect("an answer");
        let media_type =
            response.headers().get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default();
        let media_type = media_type.to_owned();
        let bytes = response.body_mut().read_to_vec().expect("a whole answer");
        (response.status().as_u16(), media_type, bytes)
    }

    pub(crate) fn delete(&self, path: &str) -> Answer {
        answer(self.agent.delete(self.url(path)).call().expect("an answer"))
    }

    pub(crate) fn post(&self, path: &str, media_type: &str, body: impl AsRef<[u8]>) -> Answer {
        let request = self.agent.post(self.url(path)).header("content-type", media_type);
        answer(request.send(body.as_ref()).expect("an answer"))
    }

    /// Any request.
    pub(crate) fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        send(&self.agent, method, &self.url(path), headers, body)
    }

    /// Any request, whose answer may lead elsewhere: it is not followed.
    pub(crate) fn send_once(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let agent: Agent = Agent::config_builder().http_status_as_error(false).max_redirects(0).build().into();
        send(&agent, method, &self.url(path), headers, body)
    }

    pub(crate) fn create_analysis(&self, body: &Value) -> Answer {
        self.post("/v1/analyses", "application/json", body.to_string())
    }

    pub(crate) fn create_recommendation(&self, body: &Value) -> Answer {
        self.post("/v1/recommendations", "application/json", body.to_string())
    }
}

/// Any request, with its answer.
pub(crate) fn send(agent: &Agent, method: &str, url: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
    let request = ureq::http::Request::builder().method(method).uri(url);
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    answer(agent.run(request.body(body).expect("a sound request")).expect("an answer"))
}

fn answer(mut response: Response<ureq::Body>) -> Answer {
    let header = |name: &str| response.headers().get(name).and_then(|v| v.to_str().ok()).map(str::to_owned);
    let media_type = header("content-type").unwrap_or_default();
    let allow = header("allow");
    let status = response.status().as_u16();
    let mut headers: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in response.headers() {
        let value = String::from_utf8_lossy(value.as_bytes());
        // A header that is sent several times is a list.
        headers
            .entry(name.to_string())
            .and_modify(|all| *all = format!("{all}, {value}"))
            .or_insert(value.into_owned());
    }
    let text = response.body_mut().with_config().limit(1 << 28).read_to_string().expect("text");
    Answer { status, media_type, allow, headers, text }
}

/// A file of the repository.
pub(crate) fn file(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The shipped cut of UCI Adult: audience and panel as JSON profiles, and the target.
pub(crate) fn adult() -> (Vec<Value>, Vec<Value>, Value) {
    let target = std::fs::read_to_string(file("tests/data/uci-adult/target.json")).expect("the target");
    let rows = |name: &str| json_profiles(&file(&format!("tests/data/uci-adult/{name}.csv")));
    (rows("audience"), rows("panel"), serde_json::from_str(&target).expect("JSON"))
}

fn json_profiles(path: &Path) -> Vec<Value> {
    let mut reader = csv::Reader::from_path(path).expect("a CSV file");
    let header = reader.headers().expect("a header").clone();
    let rows = reader.records().map(|record| {
        let record = record.expect("a row");
        let mut profile = serde_json::json!({});
        for (name, cell) in header.iter().zip(&record).filter(|(_, cell)| !cell.is_empty()) {
            let number = cell.parse::<f64>().map(Value::from);
            let value = number.unwrap_or_else(|_| Value::from(cell));
            match name {
                "id" => profile["id"] = Value::from(cell),
                "age" => profile["age"] = value,
                // What the reader of CSV takes it for.
                "sex" => profile["gender"] = value,
                "income.band.min" => profile["income"]["band"]["min"] = value,
                "income.band.max" => profile["income"]["band"]["max"] = value,
                name if name.starts_with("income.") => profile["income"][&name[7..]] = value,
                name => profile["attributes"][name] = value,
            }
        }
        profile
    });
    rows.collect()
}
