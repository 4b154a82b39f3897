//! Servers that ask for keys, and keys for them.

use std::sync::atomic::{AtomicI64, Ordering};

use audience_fit::config::{Auth, Secret};
use audience_fit::store::{ApiKey, Credential, Keys, Scope, SqlStore};
use serde_json::Value;

use super::{Answer, Database, TestServer};

/// A key and its id.
pub(crate) struct Key {
    pub(crate) id: String,
    pub(crate) text: String,
}

/// A server that asks for keys.
pub(crate) fn guarded() -> TestServer {
    TestServer::start_with(|settings| settings.auth = Auth::On)
}

/// The same, with its rows in a database.
pub(crate) fn guarded_on(database: Database) -> TestServer {
    TestServer::start_with(|settings| {
        settings.auth = Auth::On;
        settings.database_url = database.url().map(Secret::new);
    })
}

/// Does something with the server's database, as another process would.
pub(crate) fn with_store<T>(server: &TestServer, work: impl AsyncFnOnce(&SqlStore) -> T) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a thread");
    runtime.block_on(async {
        let store = match server.database_url() {
            None => SqlStore::embedded(&server.data_dir()).await,
            Some(url) => SqlStore::connect(url).await,
        };
        let store = store.expect("the server's database");
        let done = work(&store).await;
        store.close().await;
        done
    })
}

/// A new key of an agency.
pub(crate) fn key(server: &TestServer, agency: &str, scope: Scope) -> Key {
    key_until(server, agency, scope, None)
}

/// A new key of an agency with several scopes.
pub(crate) fn key_of(server: &TestServer, agency: &str, scopes: &[Scope]) -> Key {
    insert(server, agency, scopes, None)
}

/// A new key of an agency that is good until `expires_at`.
pub(crate) fn key_until(server: &TestServer, agency: &str, scope: Scope, expires_at: Option<i64>) -> Key {
    insert(server, agency, &[scope], expires_at)
}

fn insert(server: &TestServer, agency: &str, scopes: &[Scope], expires_at: Option<i64>) -> Key {
    static CREATED: AtomicI64 = AtomicI64::new(1_700_000_000_000);
    let credential = Credential::generate();
    with_store(server, async |store| {
        let key = ApiKey {
            id: credential.id().to_owned(),
            agency: store.get_or_create_agency(agency, 0).await.expect("an agency"),
            label: format!("{agency}'s"),
            scopes: scopes.to_vec(),
            created_at: CREATED.fetch_add(1, Ordering::Relaxed),
            expires_at,
            revoked_at: None,
        };
        store.insert_key(&key, credential.hash()).await.expect("kept");
    });
    Key { id: credential.id().to_owned(), text: credential.reveal() }
}

impl TestServer {
    /// Sends a request with a key and a JSON body, if any.
    pub(crate) fn ask(&self, key: &Key, method: &str, path: &str, body: &str) -> Answer {
        self.ask_as(key, method, path, "application/json", body)
    }

    /// Sends a request with a key and a body of some type.
    pub(crate) fn ask_as(&self, key: &Key, method: &str, path: &str, media_type: &str, body: &str) -> Answer {
        let bearer = format!("Bearer {}", key.text);
        self.send(method, path, &[("authorization", &bearer), ("content-type", media_type)], body.as_bytes())
    }
}

/// An operation of the OpenAPI document.
pub(crate) struct Operation {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) document: Value,
}

impl Operation {
    /// Whether the document says that it needs a key.
    pub(crate) fn needs_key(&self) -> bool {
        self.document["security"].as_array().is_some_and(|schemes| !schemes.is_empty())
    }

    /// The media type and the text of its example body; empty where it takes none.
    pub(crate) fn body(&self) -> (String, String) {
        let Some(content) = self.document["requestBody"]["content"].as_object() else {
            return ("application/json".to_owned(), String::new());
        };
        let (media_type, content) =
            content.iter().find(|(_, content)| !content["example"].is_null()).expect("an example");
        let example = &content["example"];
        (media_type.clone(), example.as_str().map_or_else(|| example.to_string(), str::to_owned))
    }
}

/// Every operation of the OpenAPI document.
pub(crate) fn operations(server: &TestServer) -> Vec<Operation> {
    let document = server.get("/openapi.json").json();
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, document) in item.as_object().expect("operations") {
            let (method, path, document) = (method.to_uppercase(), path.clone(), document.clone());
            operations.push(Operation { method, path, document });
        }
    }
    assert!(operations.len() > 10, "only {} operations", operations.len());
    operations
}
