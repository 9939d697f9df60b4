//! The sync dialog, driven as a person drives it, against the embedded server over HTTP. No display, no GPU.

mod architecture;
mod export;
mod import;
mod large;
mod mapping;
mod mirror;
mod pairs;
mod rig;
mod small;
mod trouble;
