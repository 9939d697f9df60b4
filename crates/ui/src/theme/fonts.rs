//! The bundled fonts: Inter in three weights, JetBrains Mono, Material Symbols, and Noto Emoji for texts of others. Nothing is taken from the system, so that every
//! machine and every test draws the same glyphs.

use std::collections::BTreeMap;
use std::sync::Arc;

use egui::{FontData, FontDefinitions, FontFamily, FontId};

use super::tokens::{font_size, size};

const INTER_REGULAR: &[u8] = include_bytes!("../../../../assets/fonts/Inter-Regular.otf");
const INTER_MEDIUM: &[u8] = include_bytes!("../../../../assets/fonts/Inter-Medium.otf");
const INTER_SEMIBOLD: &[u8] = include_bytes!("../../../../assets/fonts/Inter-SemiBold.otf");
// The kind without ligatures: `!=` in the message of a failure is shown as it is, and not as another sign.
const MONO: &[u8] = include_bytes!("../../../../assets/fonts/JetBrainsMonoNL-Regular.ttf");

/// The subset without colours that egui has by default.
const EMOJI: &[u8] = include_bytes!("../../../../assets/fonts/NotoEmoji-Regular.ttf");

const REGULAR_NAME: &str = "inter";
const MEDIUM_NAME: &str = "inter-medium";
const SEMIBOLD_NAME: &str = "inter-semibold";
const MONO_NAME: &str = "jetbrains-mono";
const ICON_NAME: &str = "material-symbols";
const EMOJI_NAME: &str = "noto-emoji";

/// A named combination of face and size, used by panels instead of a font and a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Type {
    /// Text, 13.
    Body,
    /// Text that carries a row or a button, 13 medium.
    Medium,
    /// Text that heads a group, 13 semibold.
    Strong,
    /// Labels, 11.5.
    Label,
    /// Labels with weight: chips and counts, 11.5 medium.
    LabelMedium,
    /// Title of a dialog, 15 semibold.
    Subtitle,
    /// Title of a view, 18 semibold.
    Title,
    /// The number of a card, 22 semibold.
    Number,
    /// The name on the first-start page, 28 semibold.
    Display,
    /// Ids, counts, times, code: mono 11.5.
    Mono,
    /// An icon in a row or a button, 16.
    Icon,
    /// An icon of a given size in points.
    IconSized(u8),
}

impl Type {
    /// The font of this type.
    #[must_use]
    pub fn font(self) -> FontId {
        match self {
            Self::Body => FontId::new(font_size::BODY, FontFamily::Proportional),
            Self::Medium => FontId::new(font_size::BODY, family(MEDIUM_NAME)),
            Self::Strong => FontId::new(font_size::BODY, family(SEMIBOLD_NAME)),
            Self::Label => FontId::new(font_size::LABEL, FontFamily::Proportional),
            Self::LabelMedium => FontId::new(font_size::LABEL, family(MEDIUM_NAME)),
            Self::Subtitle => FontId::new(font_size::SUBTITLE, family(SEMIBOLD_NAME)),
            Self::Title => FontId::new(font_size::TITLE, family(SEMIBOLD_NAME)),
            Self::Number => FontId::new(font_size::NUMBER, family(SEMIBOLD_NAME)),
            Self::Display => FontId::new(font_size::DISPLAY, family(SEMIBOLD_NAME)),
            Self::Mono => FontId::new(font_size::MONO, FontFamily::Monospace),
            Self::Icon => FontId::new(size::ICON, family(ICON_NAME)),
            Self::IconSized(points) => FontId::new(f32::from(points), family(ICON_NAME)),
        }
    }
}

fn family(name: &str) -> FontFamily {
    FontFamily::Name(name.into())
}

/// All fonts with their families; each family falls back to the others, so that an arrow or an icon in a text is drawn.
pub fn definitions() -> FontDefinitions {
    let mut icons = egui_material_icons::font_insert().data;
    icons.tweak.y_offset_factor = 0.0;
    let mut emoji = FontData::from_static(EMOJI);
    // As egui has it: the glyphs are larger than letters of the same size.
    emoji.tweak.scale = 0.81;
    let font_data: BTreeMap<String, Arc<FontData>> = [
        (REGULAR_NAME, FontData::from_static(INTER_REGULAR)),
        (MEDIUM_NAME, FontData::from_static(INTER_MEDIUM)),
        (SEMIBOLD_NAME, FontData::from_static(INTER_SEMIBOLD)),
        (MONO_NAME, FontData::from_static(MONO)),
        (ICON_NAME, icons),
        (EMOJI_NAME, emoji),
    ]
    .into_iter()
    .map(|(name, data)| (name.to_owned(), Arc::new(data)))
    .collect();
    let chain = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
    let families = [
        (FontFamily::Proportional, chain(&[REGULAR_NAME, MONO_NAME, ICON_NAME, EMOJI_NAME])),
        (FontFamily::Monospace, chain(&[MONO_NAME, REGULAR_NAME, ICON_NAME, EMOJI_NAME])),
        (family(MEDIUM_NAME), chain(&[MEDIUM_NAME, MONO_NAME, ICON_NAME, EMOJI_NAME])),
        (family(SEMIBOLD_NAME), chain(&[SEMIBOLD_NAME, MONO_NAME, ICON_NAME, EMOJI_NAME])),
        (family(ICON_NAME), chain(&[ICON_NAME, REGULAR_NAME])),
    ]
    .into_iter()
    .collect();
    FontDefinitions { font_data, families }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_of_code_are_shown_as_they_are() {
        // A font that joins or replaces signs says how in this table.
        assert!(!MONO.windows(4).any(|tag| tag == b"GSUB"));
    }
}
