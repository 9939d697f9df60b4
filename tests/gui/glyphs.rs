//! No tofu: every icon, and every character of every text in either language, has a glyph in every face that may show it.

use std::collections::BTreeSet;

use eframe::egui::{self, RawInput};
use voluptas_ui::theme::{self, Type, icons};

fn with_fonts(check: impl Fn(&egui::Context)) {
    let ctx = egui::Context::default();
    theme::install(&ctx);
    let mut output = ctx.run_ui(RawInput::default(), |ui| check(ui.ctx()));
    output.textures_delta.clear();
}

#[test]
fn every_icon_has_a_glyph() {
    with_fonts(|ctx| {
        for (name, icon) in icons::ALL {
            assert!(ctx.fonts_mut(|f| f.has_glyphs(&Type::Icon.font(), icon)), "{name}");
        }
    });
}

#[test]
fn every_character_of_the_texts_has_a_glyph() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/i18n");
    let mut characters: BTreeSet<char> = "→←↑↓●○…«»—–−·₽€№×✓≥≤\u{a0}\u{202f}ЁёЙйЪъ".chars().collect();
    for lang in ["en", "ru"] {
        for file in std::fs::read_dir(folder.join(lang)).expect("translations") {
            let text = std::fs::read_to_string(file.expect("file").path()).expect("text");
            characters.extend(text.chars().filter(|c| !c.is_control()));
        }
    }
    with_fonts(|ctx| {
        for ty in [Type::Body, Type::Medium, Type::Strong, Type::Mono] {
            let missing: Vec<char> =
                characters.iter().copied().filter(|c| !ctx.fonts_mut(|f| f.has_glyph(&ty.font(), *c))).collect();
            assert!(missing.is_empty(), "{ty:?} has no glyph for {missing:?}");
        }
    });
}
