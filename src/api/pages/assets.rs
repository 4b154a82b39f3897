//! The files that pages load, built into the binary.

use std::sync::LazyLock;

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};

use crate::api::conditional::respond_with;
use crate::api::problem::not_found;
use crate::error::Failure;

/// A name holds the hash of what it names, so nobody need ask for it again.
const FOR_GOOD: &str = "public, max-age=31536000, immutable";

/// One file.
pub(super) struct Asset {
    name: String,
    media_type: &'static str,
    text: &'static str,
}

impl Asset {
    fn new(stem: &str, end: &str, media_type: &'static str, text: &'static str) -> Self {
        let hash = blake3::hash(text.as_bytes()).to_hex();
        Self { name: format!("{stem}-{}.{end}", &hash[..12]), media_type, text }
    }

    /// Its address.
    pub(super) fn address(&self) -> String {
        format!("/assets/{}", self.name)
    }
}

/// The style: that of reports, then that of the pages around them.
pub(super) static STYLE: LazyLock<Asset> = LazyLock::new(|| {
    let text = concat!(include_str!("../../report/templates/report.css"), include_str!("assets/pages.css"));
    Asset::new("pages", "css", "text/css; charset=utf-8", text)
});

/// What saves time.
pub(super) static SCRIPT: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("pages", "js", "text/javascript; charset=utf-8", include_str!("assets/pages.js")));

/// The icon.
pub(super) static ICON: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("icon", "svg", "image/svg+xml", include_str!("assets/icon.svg")));

/// A file.
pub(super) async fn get_asset(request: HttpRequest, name: web::Path<String>) -> Result<HttpResponse, Failure> {
    let asset = [&*STYLE, &*SCRIPT, &*ICON].into_iter().find(|asset| asset.name == *name);
    let asset = asset.ok_or_else(|| not_found("file"))?;
    let mut response = respond_with(&request, StatusCode::OK, asset.media_type, asset.text);
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static(FOR_GOOD));
    Ok(response)
}
