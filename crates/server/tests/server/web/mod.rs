//! The pages of the server, part by part.

mod accounts;
mod browser;
mod chromium;
mod live;
