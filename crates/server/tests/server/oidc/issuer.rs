//! A small provider of OpenID Connect on loopback, which can forge, refuse, wait and talk too much.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::digest::{SHA256, digest};
use ring::hmac;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{SystemTime, UNIX_EPOCH};
use tokio::net::TcpListener;

pub const CLIENT: &str = "voluptas";
pub const SECRET: &str = "client-secret-0123456789";

/// How ID tokens are signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signing {
    Right,
    /// With a key that is not published, under the name of the published one.
    OtherKey,
    /// With a key that is not published, under its own name.
    UnknownKey,
    /// `alg: none`.
    Nothing,
    /// With the secret of the client.
    ClientSecret,
}

/// How an endpoint answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    Good,
    Broken,
    Slow,
    /// Megabytes of JSON.
    Endless,
    /// Another page than JSON.
    Page,
}

type Change = Box<dyn Fn(&mut Value) + Send>;

pub struct Behaviour {
    pub signing: Signing,
    pub metadata: Mood,
    pub token: Mood,
    /// Changes the claims of ID tokens.
    pub claims: Change,
    /// Changes the metadata.
    pub change_metadata: Change,
    /// The answer of `/userinfo`.
    pub user_info: Value,
    /// Error code that the token endpoint answers with.
    pub refusal: Option<&'static str>,
    keys: [(EcdsaKeyPair, String); 2],
    codes: HashMap<String, Ask>,
    /// Requests of metadata.
    pub reads: usize,
    /// Requests of tokens.
    pub exchanges: usize,
    root: String,
    last: usize,
}

/// What a browser brought from the server.
#[derive(Debug, Clone)]
pub struct Ask {
    pub state: String,
    pub nonce: String,
    pub redirect: String,
    challenge: String,
    all: HashMap<String, String>,
}

#[derive(Clone)]
pub struct Issuer(Arc<Mutex<Behaviour>>);

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).expect("time").as_secs()
}

fn encoded(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn key(name: &str) -> (EcdsaKeyPair, String) {
    let random = SystemRandom::new();
    let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).expect("key");
    let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, made.as_ref(), &random).expect("key");
    (pair, name.to_owned())
}

impl Issuer {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("port");
        let root = format!("http://{}", listener.local_addr().expect("address"));
        let behaviour = Behaviour {
            signing: Signing::Right,
            metadata: Mood::Good,
            token: Mood::Good,
            claims: Box::new(|_| {}),
            change_metadata: Box::new(|_| {}),
            user_info: json!({}),
            refusal: None,
            keys: [key("k1"), key("k2")],
            codes: HashMap::new(),
            reads: 0,
            exchanges: 0,
            root,
            last: 0,
        };
        let issuer = Self(Arc::new(Mutex::new(behaviour)));
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(metadata))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .route("/userinfo", get(user_info))
            .with_state(issuer.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.ok() });
        issuer
    }

    pub fn be(&self) -> MutexGuard<'_, Behaviour> {
        self.0.lock().expect("behaviour")
    }

    pub fn root(&self) -> String {
        self.be().root.clone()
    }

    /// Publishes the second key in place of the first.
    pub fn rotate(&self) {
        self.be().keys.swap(0, 1);
    }

    /// A person signs in at the provider: reads the address to which the server led, and makes a code.
    pub fn sign_in(&self, address: &str) -> (Ask, String) {
        let url = url::Url::parse(address).expect("address");
        let all: HashMap<String, String> = url.query_pairs().into_owned().collect();
        let text = |name: &str| all.get(name).cloned().unwrap_or_else(|| panic!("no {name} in {address}"));
        assert!(address.starts_with(&format!("{}/authorize?", self.root())), "{address}");
        assert_eq!((text("response_type").as_str(), text("client_id").as_str()), ("code", CLIENT));
        assert_eq!(text("code_challenge_method"), "S256");
        assert!(text("scope").split(' ').any(|scope| scope == "openid"));
        let (challenge, nonce) = (text("code_challenge"), text("nonce"));
        let ask = Ask { state: text("state"), nonce, redirect: text("redirect_uri"), challenge, all: all.clone() };
        let mut behaviour = self.be();
        behaviour.last += 1;
        let code = format!("code-{}", behaviour.last);
        behaviour.codes.insert(code.clone(), ask.clone());
        (ask, code)
    }
}

impl Ask {
    pub fn names(&self) -> Vec<&str> {
        self.all.keys().map(String::as_str).collect()
    }
}

/// The answer of a mood other than the good one.
async fn mood(mood: Mood) -> Option<Response> {
    match mood {
        Mood::Good => None,
        Mood::Broken => Some(StatusCode::INTERNAL_SERVER_ERROR.into_response()),
        // As long as the client waits.
        Mood::Slow => Some(std::future::pending().await),
        Mood::Endless => {
            let chunk = || Some((Ok::<_, std::io::Error>(bytes::Bytes::from(vec![b' '; 64 * 1024])), ()));
            let endless = futures::stream::unfold((), move |()| std::future::ready(chunk()));
            Some(([(header::CONTENT_TYPE, "application/json")], axum::body::Body::from_stream(endless)).into_response())
        }
        Mood::Page => Some(([(header::CONTENT_TYPE, "text/html")], "<!doctype html><p>Maintenance").into_response()),
    }
}

async fn metadata(State(issuer): State<Issuer>) -> Response {
    let kind = {
        let mut behaviour = issuer.be();
        behaviour.reads += 1;
        behaviour.metadata
    };
    if let Some(answer) = mood(kind).await {
        return answer;
    }
    let behaviour = issuer.be();
    let root = &behaviour.root;
    let mut metadata = json!({
        "issuer": root, "authorization_endpoint": format!("{root}/authorize"), "token_endpoint": format!("{root}/token"),
        "userinfo_endpoint": format!("{root}/userinfo"), "jwks_uri": format!("{root}/keys"), "response_types_supported": ["code"],
        "subject_types_supported": ["public"], "id_token_signing_alg_values_supported": ["ES256", "HS256", "none"],
    });
    (behaviour.change_metadata)(&mut metadata);
    Json(metadata).into_response()
}

async fn keys(State(issuer): State<Issuer>) -> Response {
    let behaviour = issuer.be();
    let (pair, name) = &behaviour.keys[0];
    let point = pair.public_key().as_ref();
    let (x, y) = (encoded(&point[1..33]), encoded(&point[33..65]));
    Json(json!({ "keys": [{ "kty": "EC", "crv": "P-256", "use": "sig", "kid": name, "x": x, "y": y }] })).into_response()
}

async fn token(State(issuer): State<Issuer>, headers: HeaderMap, body: String) -> Response {
    let form: HashMap<String, String> = url::form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    let kind = {
        let mut behaviour = issuer.be();
        behaviour.exchanges += 1;
        behaviour.token
    };
    if let Some(answer) = mood(kind).await {
        return answer;
    }
    let refused =
        |code: &str| (StatusCode::BAD_REQUEST, Json(json!({ "error": code, "error_description": SECRET }))).into_response();
    let mut behaviour = issuer.be();
    if let Some(code) = behaviour.refusal {
        return refused(code);
    }
    let own = format!("Basic {}", STANDARD.encode(format!("{CLIENT}:{SECRET}")));
    if headers.get(header::AUTHORIZATION).is_none_or(|given| given != own.as_str()) {
        return refused("invalid_client");
    }
    let Some(ask) = form.get("code").and_then(|code| behaviour.codes.remove(code)) else { return refused("invalid_grant") };
    let verifier = form.get("code_verifier").map(String::as_str).unwrap_or_default();
    if encoded(digest(&SHA256, verifier.as_bytes())) != ask.challenge || form.get("redirect_uri") != Some(&ask.redirect) {
        return refused("invalid_grant");
    }
    let mut claims = json!({
        "iss": behaviour.root, "sub": "subject-1", "aud": CLIENT, "exp": now() + 300, "iat": now(), "nonce": ask.nonce,
        "email": "vera@shop.example", "email_verified": true, "name": "Vera Lis",
    });
    (behaviour.claims)(&mut claims);
    let id_token = behaviour.signed(&claims);
    Json(json!({ "access_token": "access", "token_type": "Bearer", "expires_in": 300, "id_token": id_token })).into_response()
}

async fn user_info(State(issuer): State<Issuer>) -> Response {
    Json(issuer.be().user_info.clone()).into_response()
}

impl Behaviour {
    fn signed(&self, claims: &Value) -> String {
        let head = match self.signing {
            Signing::Right | Signing::OtherKey => json!({ "alg": "ES256", "kid": self.keys[0].1 }),
            Signing::UnknownKey => json!({ "alg": "ES256", "kid": self.keys[1].1 }),
            Signing::Nothing => json!({ "alg": "none" }),
            Signing::ClientSecret => json!({ "alg": "HS256" }),
        };
        let text = format!("{}.{}", encoded(head.to_string()), encoded(claims.to_string()));
        let by = |key: &EcdsaKeyPair| key.sign(&SystemRandom::new(), text.as_bytes()).expect("signature").as_ref().to_vec();
        let signature = match self.signing {
            Signing::Right => by(&self.keys[0].0),
            Signing::OtherKey | Signing::UnknownKey => by(&self.keys[1].0),
            Signing::Nothing => Vec::new(),
            Signing::ClientSecret => {
                hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes()), text.as_bytes()).as_ref().to_vec()
            }
        };
        format!("{text}.{}", encoded(signature))
    }
}
