//! The routes outside the API, each with the access that it needs.

use super::handlers::{attachments, oidc, pages, reference, sign_in};
use super::state::App;
use super::web::WEB;
use super::{health, webhook};
use axum::routing::{MethodRouter, get, post};
use std::sync::Arc;
use voluptas_core::domain::user::Permission;

/// Access to a page, that is a route outside the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageAccess {
    /// Everybody, without a token. Reports and attachments have addresses that cannot be guessed; the webhook has a secret of its
    /// own.
    Public,
    /// A browser that has signed in, or a token; everybody where the pages of runs are public.
    SignedIn,
    /// A browser that has signed in, or a token, also where the pages of runs are public. What of the workspace it shows depends on the
    /// projects that the visitor sees.
    Member,
    /// A token with a permission in the registry.
    Registry(Permission),
}

/// A route outside the API.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    /// The path with its parameters: `/run/{code}/dashboard/{id}`.
    pub path: &'static str,
    /// Access to the page.
    pub access: PageAccess,
    pub(super) methods: fn() -> MethodRouter<Arc<App>>,
}

pub(super) const fn page(path: &'static str, access: PageAccess, methods: fn() -> MethodRouter<Arc<App>>) -> Page {
    Page { path, access, methods }
}

/// Every route outside the API: these and those of [`WEB`].
pub fn pages() -> impl Iterator<Item = &'static Page> {
    PAGES.iter().chain(WEB)
}

/// The routes for programs, the public ones, and the pages that reporters link to.
const PAGES: &[Page] = &[
    page("/health", PageAccess::Public, || get(health::health)),
    page("/health/live", PageAccess::Public, || get(health::live)),
    page("/health/ready", PageAccess::Public, || get(health::ready)),
    page("/ready", PageAccess::Public, || get(health::ready)),
    page("/metrics", PageAccess::Registry(Permission::Read), || get(health::metrics)),
    page("/webhook/qase", PageAccess::Public, || post(webhook::routes::post)),
    page("/webhook/deliveries", PageAccess::Registry(Permission::Administer), || get(webhook::routes::list)),
    page("/sign-in", PageAccess::Public, || get(sign_in::show).post(sign_in::take)),
    page("/sign-in/oidc", PageAccess::Public, || get(oidc::start)),
    page(oidc::CALLBACK, PageAccess::Public, || get(oidc::callback)),
    page("/sign-out", PageAccess::Public, || get(sign_in::signed_out).post(sign_in::end)),
    page("/run/{code}/dashboard/{id}", PageAccess::SignedIn, || get(pages::dashboard)),
    page("/run/{code}/dashboard/{id}/result/{hash}", PageAccess::SignedIn, || get(pages::result)),
    page("/public/report/{hash}/result/{result}", PageAccess::Public, || get(pages::public_result)),
    page("/public/report/{hash}", PageAccess::Public, || get(pages::public_report)),
    page("/attachment/{hash}/{filename}", PageAccess::Public, || get(attachments::download)),
    page("/api/openapi.json", PageAccess::Public, || get(reference::document)),
    page("/api/docs", PageAccess::Public, || get(reference::page)),
    page("/api/redoc.js", PageAccess::Public, || get(reference::script)),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_pages_are_a_short_list() {
        let public: Vec<&str> = pages().filter(|page| page.access == PageAccess::Public).map(|page| page.path).collect();
        let expected = [
            "/health",
            "/health/live",
            "/health/ready",
            "/ready",
            "/webhook/qase",
            "/sign-in",
            "/sign-in/oidc",
            "/sign-in/oidc/callback",
            "/sign-out",
            "/public/report/{hash}/result/{result}",
            "/public/report/{hash}",
            "/attachment/{hash}/{filename}",
            "/api/openapi.json",
            "/api/docs",
            "/api/redoc.js",
            "/invite/{secret}",
            "/preferences",
            "/static/{name}",
            "/shared/{token}",
            "/shared/{token}/results/{hash}",
            "/badge/{badge}",
            "/badge/{badge}/{file}",
        ];
        assert_eq!(public, expected);
    }
}
