//! A browser without scripts: it keeps its cookie and sends the forms of pages.

use crate::support::World;
use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};

/// A browser that has signed in.
pub struct Browser {
    pub client: reqwest::Client,
    pub root: String,
    pub cookie: String,
    pub key: String,
}

pub struct Page {
    pub status: u16,
    pub to: String,
    pub text: String,
}

impl Page {
    /// Value of a hidden field or of an input.
    pub fn value(&self, name: &str) -> String {
        let at = self.text.find(&format!("name=\"{name}\" value=\"")).unwrap_or_else(|| panic!("no {name}: {}", self.text));
        let rest = &self.text[at..];
        let rest = &rest[rest.find("value=\"").expect("value") + 7..];
        rest[..rest.find('"').expect("end")]
            .replace("&#34;", "\"")
            .replace("&quot;", "\"")
            .replace("&#38;", "&")
            .replace("&amp;", "&")
    }
}

pub fn encoded(text: &str) -> String {
    text.bytes().map(|b| format!("%{b:02X}")).collect()
}

impl Browser {
    pub async fn open(w: &World, token: &str) -> Self {
        let client = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().expect("client");
        let form = format!("token={}&next=%2F", encoded(token));
        let request = client.post(w.url("/sign-in")).header("Content-Type", "application/x-www-form-urlencoded").body(form);
        let answer = request.send().await.expect("answer");
        let cookie = answer.headers()[SET_COOKIE].to_str().expect("text").split(';').next().expect("pair").to_owned();
        let mut browser = Self { client, root: w.url(""), cookie: format!("{cookie}; voluptas_lang=en"), key: String::new() };
        let home = browser.get("/").await;
        let at = home.text.find("data-form-key=\"").expect("key") + 15;
        browser.key = home.text[at..].split('"').next().expect("key").to_owned();
        browser
    }

    pub async fn read(&self, request: reqwest::RequestBuilder) -> Page {
        let answer = request.header(COOKIE, &self.cookie).send().await.expect("answer");
        let to = answer.headers().get(LOCATION).map(|to| to.to_str().expect("text").to_owned()).unwrap_or_default();
        Page { status: answer.status().as_u16(), to, text: answer.text().await.expect("text") }
    }

    pub async fn get(&self, path: &str) -> Page {
        self.read(self.client.get(format!("{}{path}", self.root))).await
    }

    pub async fn post_with(&self, path: &str, key: &str, fields: &[(&str, &str)]) -> Page {
        let mut body = format!("form_key={key}");
        for (name, text) in fields {
            body.push_str(&format!("&{}={}", encoded(name), encoded(text)));
        }
        let request =
            self.client.post(format!("{}{path}", self.root)).header("Content-Type", "application/x-www-form-urlencoded");
        self.read(request.body(body)).await
    }

    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        self.post_with(path, &self.key, fields).await
    }
}

impl Browser {
    /// The key of the forms of this session.
    pub async fn key_of_page(&self) -> String {
        let page = self.get("/").await.text;
        let at = page.find("data-form-key=\"").expect("key") + 15;
        page[at..].split('"').next().expect("key").to_owned()
    }
}
