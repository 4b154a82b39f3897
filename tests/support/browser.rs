//! A browser without a screen: cookies, forms and their tokens.

use std::collections::BTreeMap;

use super::access::Key;
use super::{Answer, TestServer};

/// A browser: it keeps cookies, and sends the token of the last page with every form.
pub(crate) struct Browser<'s> {
    server: &'s TestServer,
    pub(crate) cookies: BTreeMap<String, String>,
}

impl<'s> Browser<'s> {
    pub(crate) fn new(server: &'s TestServer) -> Self {
        Self { server, cookies: BTreeMap::new() }
    }

    pub(crate) fn signed_in(server: &'s TestServer, key: &Key) -> Self {
        let mut browser = Self::new(server);
        let answer = browser.sign_in(&key.text, "/");
        assert_eq!((answer.status, answer.header("location")), (303, "/"), "{}", answer.text);
        browser
    }

    pub(crate) fn send(&mut self, method: &str, path: &str, media_type: &str, body: &[u8]) -> Answer {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let cookies = cookies.join("; ");
        let mut headers = vec![("content-type", media_type)];
        if !cookies.is_empty() {
            headers.push(("cookie", &cookies));
        }
        let answer = self.server.send_once(method, path, &headers, body);
        // None of them has a date, which would have a comma.
        for cookie in answer.headers.get("set-cookie").iter().flat_map(|all| all.split(", ")) {
            let (name, value) = cookie.split(';').next().and_then(|pair| pair.split_once('=')).expect("a cookie");
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        self.cookies.retain(|_, value| !value.is_empty());
        answer
    }

    pub(crate) fn get(&mut self, path: &str) -> Answer {
        self.send("GET", path, "text/plain", b"")
    }

    pub(crate) fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut body = form_urlencoded::Serializer::new(String::new());
        body.extend_pairs(fields);
        self.send("POST", path, "application/x-www-form-urlencoded", body.finish().as_bytes())
    }

    /// Sends a form of the page at `from`.
    pub(crate) fn submit(&mut self, from: &str, to: &str, fields: &[(&str, &str)]) -> Answer {
        let token = token(&self.get(from));
        let fields: Vec<(&str, &str)> = fields.iter().copied().chain([("csrf", token.as_str())]).collect();
        self.post(to, &fields)
    }

    pub(crate) fn sign_in(&mut self, key: &str, next: &str) -> Answer {
        self.submit("/sign-in", "/sign-in", &[("key", key), ("next", next)])
    }

    pub(crate) fn upload(&mut self, name: &str, file: &[u8]) -> Answer {
        let token = token(&self.get("/audiences/new"));
        self.upload_with(&token, name, file)
    }

    pub(crate) fn upload_with(&mut self, token: &str, name: &str, file: &[u8]) -> Answer {
        let mut body = Vec::new();
        for (field, value) in [("csrf", token), ("account", "@housing"), ("name", "Autumn")] {
            let part = format!("--edge\r\ncontent-disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(part.as_bytes());
        }
        let head = format!(
            "--edge\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             content-type: application/octet-stream\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(file);
        body.extend_from_slice(b"\r\n--edge--\r\n");
        self.send("POST", "/audiences/new", "multipart/form-data; boundary=edge", &body)
    }

    /// Brings a file and keeps it as it is read; the path of its audience.
    pub(crate) fn bring(&mut self, name: &str, file: &[u8]) -> String {
        let sent = self.upload(name, file);
        assert_eq!(sent.status, 303, "{}", sent.text);
        let draft = sent.header("location").to_owned();
        let kept = self.submit(&draft, &draft, &[]);
        assert_eq!(kept.status, 303, "{}", kept.text);
        kept.header("location").strip_suffix("/analyse").expect("the form of a question").to_owned()
    }
}

/// The token of a page's forms.
pub(crate) fn token(page: &Answer) -> String {
    let (_, rest) = page.text.split_once("name=\"csrf\" value=\"").unwrap_or_else(|| panic!("no form: {}", page.text));
    rest.split('"').next().expect("a value").to_owned()
}

/// That an answer is a page as all are: with its policy, a language, one heading, and nothing inline.
pub(crate) fn is_page(answer: &Answer) {
    assert_eq!(answer.media_type, "text/html; charset=utf-8", "{}", answer.text);
    let policy = answer.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self'"), "{policy}");
    assert!(!policy.contains("unsafe") && policy.contains("frame-ancestors 'none'"), "{policy}");
    assert_eq!(answer.header("cache-control"), "no-store");
    let page = &answer.text;
    assert!(page.contains("<html lang=\"en\">") && page.contains("<main id=\"main\""), "{page}");
    for inline in ["<script>", "<style", " style=\"", " onclick=", "javascript:"] {
        assert!(!page.contains(inline), "{inline} in {page}");
    }
    assert_eq!(page.matches("<h1").count(), 1, "{page}");
}
