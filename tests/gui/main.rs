//! The window's panels, driven as a person drives them: by what is read and by keys. No display, no GPU.

mod cards;
mod connect;
mod glyphs;
mod guide;
mod import;
mod shop;
mod support;
mod tree;
mod window;
