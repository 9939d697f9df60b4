//! Sign-in through a provider of OpenID Connect: one on loopback that can misbehave, and a real one.

mod issuer;
mod misuse;
mod provider;
mod sign_in;

use crate::support::World;
use issuer::{CLIENT, Issuer, SECRET};
use reqwest::header::{COOKIE, LOCATION, REFRESH, SET_COOKIE};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use voluptas_core::base::Secret;
use voluptas_core::domain::user::Role;
use voluptas_integrations::seal::SealKey;
use voluptas_oidc::{OidcLimits, Provider};
use voluptas_server::OidcConfig;
use voluptas_store::Op;

const LIMITS: OidcLimits = OidcLimits {
    time: Duration::from_secs(2),
    bytes: 1024 * 1024,
    keep: Duration::from_secs(3600),
    again: Duration::ZERO,
    failed: Duration::from_millis(1500),
};

fn config(issuer: &str, client: &str, secret: &str, create_role: Option<Role>) -> OidcConfig {
    World::install_tls();
    let provider = Provider::new(issuer, client, Secret::new(secret), LIMITS).expect("provider");
    let key = SealKey::new(&Secret::new("a-key-of-at-least-thirty-two-bytes")).expect("key");
    OidcConfig { provider: Arc::new(provider), name: "Company".into(), create_role, key, public_url: None }
}

/// A provider that does not answer: pages know its name alone.
pub fn unreachable() -> OidcConfig {
    config("http://127.0.0.1:9", CLIENT, SECRET, None)
}

/// A server with a provider, and the user Vera of the e-mail `vera@shop.example`.
async fn world(create_role: Option<Role>) -> (World, Issuer) {
    let issuer = Issuer::start().await;
    let oidc = config(&issuer.root(), CLIENT, SECRET, create_role);
    let w = World::demo_with(|config| voluptas_server::ServerConfig { oidc: Some(oidc), ..config }).await;
    add(&w, "Vera", "vera@shop.example");
    (w, issuer)
}

fn add(w: &World, name: &str, email: &str) {
    let written = w.store.write(Op::bulk("test"), |tx| {
        let user = tx.users().create(name, Some(Role::Tester))?;
        tx.identities().set_email(user, Some(email))
    });
    written.expect("user");
}

impl World {
    /// Waits until the server knows a token that was added beside it.
    async fn until_it_knows(&self, token: &Secret) {
        let ask = async || (self.get_as(token, "/v1/project").await.0 == 200).then_some(());
        testkit::wait::until_some("the server to know the token", ask).await;
    }
}

/// A browser that keeps cookies and follows nothing.
#[derive(Clone)]
struct Tab {
    client: reqwest::Client,
    root: String,
    cookies: BTreeMap<String, String>,
}

struct Answer {
    status: u16,
    to: String,
    text: String,
    /// The whole headers of cookies.
    set: Vec<String>,
    refresh: String,
}

impl Tab {
    fn new(w: &World) -> Self {
        Self {
            client: crate::pages::client_that_stays(),
            root: w.url(""),
            cookies: BTreeMap::from([("voluptas_lang".into(), "en".into())]),
        }
    }

    async fn get(&mut self, path: &str) -> Answer {
        let url = if path.starts_with('/') { format!("{}{path}", self.root) } else { path.to_owned() };
        self.send(self.client.get(url)).await
    }

    async fn post(&mut self, path: &str) -> Answer {
        self.send(self.client.post(format!("{}{path}", self.root))).await
    }

    async fn send(&mut self, request: reqwest::RequestBuilder) -> Answer {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let answer = request.header(COOKIE, cookies.join("; ")).send().await.expect("answer");
        let set: Vec<String> =
            answer.headers().get_all(SET_COOKIE).iter().map(|c| c.to_str().expect("text").to_owned()).collect();
        for cookie in &set {
            let (name, value) = cookie.split(';').next().and_then(|pair| pair.split_once('=')).expect("pair");
            if cookie.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let to = answer.headers().get(LOCATION).map(|to| to.to_str().expect("text").to_owned()).unwrap_or_default();
        let refresh = answer.headers().get(REFRESH).map(|to| to.to_str().expect("text").to_owned()).unwrap_or_default();
        Answer { status: answer.status().as_u16(), to, text: answer.text().await.expect("text"), set, refresh }
    }

    /// Begins a sign-in and signs in at the provider. Returns the path by which the browser comes back.
    async fn begin(&mut self, issuer: &Issuer) -> String {
        let started = self.get("/sign-in/oidc?next=%2FDEMO%2Fcases").await;
        assert_eq!(started.status, 303, "{}", started.text);
        let (ask, code) = issuer.sign_in(&started.to);
        format!("/sign-in/oidc/callback?code={code}&state={}", ask.state)
    }

    /// A whole sign-in.
    async fn sign_in(&mut self, issuer: &Issuer) -> Answer {
        let back = self.begin(issuer).await;
        self.get(&back).await
    }

    fn session(&self) -> Option<&str> {
        self.cookies.get("voluptas_session").map(String::as_str)
    }
}
