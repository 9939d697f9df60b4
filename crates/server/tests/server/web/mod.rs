//! The pages of the server, part by part.

mod accounts;
mod attacks;
mod browser;
mod cases;
mod chromium;
mod live;
mod web_runs;
mod weight;
