//! Style, scripts and fonts of the pages, from the program itself.

use axum::body::Body;
use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use std::sync::LazyLock;

/// A file of the pages.
struct Asset {
    name: &'static str,
    mime: &'static str,
    bytes: &'static [u8],
}

macro_rules! asset {
    ($name:literal, $mime:literal, $path:literal) => {
        Asset { name: $name, mime: $mime, bytes: include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/", $path)) }
    };
}

macro_rules! style {
    ($($name:literal)*) => {
        concat!($(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/web/style/", $name))),*)
    };
}

/// One sheet, so that a page asks once.
const STYLE: &str = style!("base.css" "controls.css" "page.css" "cases.css" "runs.css");

const ASSETS: &[Asset] = &[
    Asset { name: "app.css", mime: "text/css; charset=utf-8", bytes: STYLE.as_bytes() },
    asset!("app.js", "text/javascript; charset=utf-8", "web/app.js"),
    asset!("editor.js", "text/javascript; charset=utf-8", "web/editor.js"),
    asset!("htmx.js", "text/javascript; charset=utf-8", "web/htmx.min.js"),
    asset!("icons.svg", "image/svg+xml", "web/icons.svg"),
    asset!("favicon.svg", "image/svg+xml", "icons/voluptas.svg"),
    asset!("inter.otf", "font/otf", "fonts/Inter-Regular.otf"),
    asset!("inter-medium.otf", "font/otf", "fonts/Inter-Medium.otf"),
    asset!("inter-semibold.otf", "font/otf", "fonts/Inter-SemiBold.otf"),
    asset!("mono.ttf", "font/ttf", "fonts/JetBrainsMonoNL-Regular.ttf"),
];

/// A hash of all files of the pages.
pub fn version() -> &'static str {
    static VERSION: LazyLock<String> = LazyLock::new(|| {
        let mut hasher = blake3::Hasher::new();
        for asset in ASSETS {
            hasher.update(asset.bytes);
        }
        hasher.finalize().to_hex()[..12].to_owned()
    });
    &VERSION
}

/// `GET /static/{name}`: pages ask for a file with its version, so that browsers keep it for a year.
pub async fn asset(path: Result<Path<String>, PathRejection>) -> Response {
    let found = path.ok().and_then(|Path(name)| ASSETS.iter().find(|asset| asset.name == name));
    let Some(asset) = found else { return StatusCode::NOT_FOUND.into_response() };
    let mut response = Body::from(asset.bytes).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.mime));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    response
}
