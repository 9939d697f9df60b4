//! Users with tokens of a server, for tests of rights.

use crate::support::{World, read};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use voluptas_core::base::Secret;
use voluptas_core::domain::user::Role;
use voluptas_server::{new_token, token_hash};
use voluptas_store::server_tokens::NewToken;
use voluptas_store::{Op, Store};

/// Creates a user with these roles and a token of it.
pub fn user(store: &Store, name: &str, registry: Option<Role>, projects: &[(&str, Role)]) -> Secret {
    user_with(store, name, registry, projects, |token| token)
}

/// The same with a changed token.
pub fn user_with(
    store: &Store,
    name: &str,
    registry: Option<Role>,
    projects: &[(&str, Role)],
    change: impl FnOnce(NewToken) -> NewToken,
) -> Secret {
    let token = new_token().expect("token");
    let written = store.write(Op::bulk("test"), |tx| {
        let id = tx.users().create(name, registry)?;
        for (code, role) in projects {
            let project = tx.projects().by_code(code)?.expect("project");
            tx.users().set_project_role(id, project.id, Some(*role))?;
        }
        tx.server_tokens().add(&token_hash(&token), &change(NewToken::of(id, "test")))
    });
    written.expect("user");
    token
}

impl World {
    /// With the projects `DEMO` and `BANK`, and with what `prepare` adds before the server starts again.
    pub async fn team<T>(rate_limit: Option<u32>, prepare: impl FnOnce(&Store) -> T) -> (Self, T) {
        let mut world = Self::demo().await;
        world.post("/v1/project", json!({ "title": "Bank", "code": "BANK" })).await;
        let prepared = prepare(&world.store);
        world.server = Self::serve(world.store.clone(), rate_limit).await;
        (world, prepared)
    }

    /// Sends a request with a user's token.
    pub async fn send_as(&self, token: &Secret, method: Method, path: &str, body: Option<Value>) -> (StatusCode, Value) {
        let mut request = self.client.request(method, self.url(path)).header("Token", token.expose());
        if let Some(body) = body {
            request = request.json(&body);
        }
        read(request.send().await.expect("answer")).await
    }

    pub async fn get_as(&self, token: &Secret, path: &str) -> (u16, Value) {
        let (status, body) = self.send_as(token, Method::GET, path, None).await;
        (status.as_u16(), body)
    }
}
