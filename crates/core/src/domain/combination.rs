//! Combinations of the parameters of a case: each is executed and gets a result of its own.

use super::case::Parameter;
use std::collections::BTreeMap;

/// Values by the name of their parameter.
pub type Combination = BTreeMap<String, String>;

/// Maximum number of combinations of one case in a run by hand.
pub const MAX_COMBINATIONS: u64 = 256;

/// Number of combinations of these parameters; 1 without parameters that have values.
pub fn count(parameters: &[Parameter]) -> u64 {
    let rows = parameters.iter().map(|p| u64::try_from(rows(p)).unwrap_or(u64::MAX)).filter(|n| *n > 0);
    rows.fold(1, u64::saturating_mul)
}

/// Most values of all combinations of one case together. Tools send cases with very many parameters.
const MAX_VALUES: usize = 1 << 16;

/// Combinations of these parameters in their order, the last parameter changing fastest. Empty without parameters that have values, beyond
/// [`MAX_COMBINATIONS`], and where there are too many parameters to list all of their values. The parameters of a group vary together.
pub fn combinations(parameters: &[Parameter]) -> Vec<Combination> {
    let with_values: Vec<&Parameter> = parameters.iter().filter(|p| rows(p) > 0).collect();
    let count = count(parameters);
    let names: usize = with_values.iter().map(|parameter| parameter.items().len()).sum();
    if with_values.is_empty() || count > MAX_COMBINATIONS || names > MAX_VALUES {
        return Vec::new();
    }
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    if names.saturating_mul(count) > MAX_VALUES {
        return Vec::new();
    }
    let nth = |n: usize| {
        let mut one = Combination::new();
        let mut rest = n;
        for parameter in with_values.iter().rev() {
            let rows = rows(parameter);
            for item in parameter.items().iter().rev() {
                // Of equal names the last one counts.
                let value = || item.values.get(rest % rows).cloned().unwrap_or_default();
                one.entry(item.title.clone()).or_insert_with(value);
            }
            rest /= rows;
        }
        one
    };
    let mut all: Vec<Combination> = (0..count).map(nth).collect();
    all.dedup();
    all
}

/// Names that a text asks for as `${name}`, in their order, each time that they stand there.
pub fn placeholders(text: &str) -> impl Iterator<Item = &str> {
    text.split("${").skip(1).filter_map(|rest| Some(rest.split_once('}')?.0)).filter(|name| {
        let name = name.trim();
        !name.is_empty() && !name.contains(['$', '{', '\n'])
    })
}

/// Names that texts ask for as `${name}` and that are no parameters with values, each once and in their order.
pub fn undefined<'t>(parameters: &[Parameter], texts: impl IntoIterator<Item = &'t str>) -> Vec<&'t str> {
    let is_known = |name: &str| {
        let mut all = parameters.iter().flat_map(Parameter::items);
        all.any(|item| item.title.trim() == name.trim() && item.values.iter().any(|value| !value.trim().is_empty()))
    };
    let mut found: Vec<&str> = Vec::new();
    for name in texts.into_iter().flat_map(placeholders) {
        if !found.contains(&name) && !is_known(name) {
            found.push(name);
        }
    }
    found
}

/// Longest text of [`values`], in characters.
const LONGEST: usize = 160;

/// Values of a combination as people read them beside the title of a case or test: `Firefox, Windows`. Blank where the title itself ends
/// with them, as tools write it: `pays[Firefox-Windows]`.
pub fn values(params: &Combination, title: &str) -> String {
    let in_title = title.ends_with([']', ')']).then(|| title.rfind(['[', '(']).and_then(|at| title.get(at..))).flatten();
    if in_title.is_some_and(|tail| params.values().all(|value| tail.contains(value.as_str()))) {
        return String::new();
    }
    let all = params.values().map(String::as_str).filter(|value| !value.trim().is_empty()).collect::<Vec<_>>().join(", ");
    match all.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &all[..end]),
        None => all,
    }
}

/// Number of values that a parameter, or the parameters of a group together, take.
fn rows(parameter: &Parameter) -> usize {
    parameter.items().iter().map(|item| item.values.len()).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::case::ParameterItem;

    #[test]
    fn values_stand_beside_a_title_that_does_not_end_with_them() {
        let params =
            Combination::from([("browser".into(), "Firefox".into()), ("os".into(), "7".into()), ("user".into(), " ".into())]);
        assert_eq!(values(&params, "Pay"), "Firefox, 7");
        assert_eq!(values(&params, "Pay with Firefox 7"), "Firefox, 7", "words of a title are no values");
        assert_eq!(values(&params, "pays[Firefox- -7]"), "");
        assert_eq!(values(&params, "pays (Chrome)"), "Firefox, 7");
        assert_eq!(values(&Combination::new(), "Pay"), "");
        let long = Combination::from([("x".into(), "я".repeat(500))]);
        assert_eq!(values(&long, "Pay").chars().count(), LONGEST + 1);
    }

    fn item(title: &str, values: &[&str]) -> ParameterItem {
        ParameterItem { title: title.into(), values: values.iter().map(|v| (*v).to_owned()).collect() }
    }

    fn single(title: &str, values: &[&str]) -> Parameter {
        Parameter::Single { shared_id: None, item: item(title, values) }
    }

    #[test]
    fn single_parameters_multiply_and_a_group_varies_together() {
        let group =
            Parameter::Group { shared_id: None, items: vec![item("user", &["bob", "eve"]), item("role", &["qa", "dev"])] };
        let all = [single("browser", &["Firefox", "Chrome"]), group, single("empty", &[])];
        assert_eq!(count(&all), 4);
        let found: Vec<String> = combinations(&all).iter().map(|c| c.values().cloned().collect::<Vec<_>>().join(" ")).collect();
        assert_eq!(found, ["Firefox qa bob", "Firefox dev eve", "Chrome qa bob", "Chrome dev eve"]);
        assert_eq!((count(&[]), combinations(&[])), (1, Vec::new()));
    }

    #[test]
    fn names_without_a_parameter_are_found_once() {
        let all = [single("code", &["SALE"]), single("sum", &[" "])];
        let texts = ["Enter ${code} and ${sum}", "${ code }, ${user}; ${sum} $code {user} ${} ${open", "${user}"];
        assert_eq!(undefined(&all, texts), ["sum", "user"]);
        assert_eq!(undefined(&[], ["costs $5 {net}"]), [""; 0]);
    }

    #[test]
    fn of_equal_names_the_last_parameter_counts() {
        let all = [single("a", &["1", "2"]), single("b", &["x"]), single("a", &["3"])];
        assert_eq!(combinations(&all), [Combination::from([("a".into(), "3".into()), ("b".into(), "x".into())])]);
    }

    #[test]
    fn very_many_parameters_make_no_combinations() {
        let names: Vec<String> = (0..100_000).map(|n| format!("p{n}")).collect();
        let all: Vec<Parameter> = names.iter().map(|name| single(name, &["1"])).collect();
        assert_eq!((count(&all), combinations(&all).len()), (1, 0));
        assert_eq!(combinations(&all[..50_000])[0].len(), 50_000);
        let mut doubled = all[..50_000].to_vec();
        doubled.push(single("q", &["1", "2"]));
        assert!(combinations(&doubled).is_empty());
    }

    #[test]
    fn too_many_combinations_are_counted_and_not_built() {
        let digits = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
        let names: Vec<String> = (0..25).map(|n| format!("p{n}")).collect();
        let all: Vec<Parameter> = names.iter().map(|name| single(name, &digits)).collect();
        assert_eq!(count(&all), u64::MAX);
        assert!(combinations(&all).is_empty());
    }
}
