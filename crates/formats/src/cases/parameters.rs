//! Parameters of a case in one cell: `name: a, b`, a line each, or JSON.
//!
//! Qase writes a line for each value, without a blank behind the colon: `Name:anna` and `Name:boris` are one parameter with two values.

use voluptas_core::domain::case::{Parameter, ParameterItem};

/// The parameters of a cell: `name: a, b`, a line each, or JSON. Lines of one name are one parameter. With `is_qase`, a value without a
/// blank behind the colon is one value, commas and all.
pub(super) fn parameters_of(cell: &str, is_qase: bool) -> Vec<Parameter> {
    if cell.starts_with('[')
        && let Ok(parameters) = serde_json::from_str(cell)
    {
        return parameters;
    }
    let mut items: Vec<ParameterItem> = Vec::new();
    for (title, text) in cell.lines().filter_map(|line| line.split_once(':')) {
        let is_one = is_qase && !text.starts_with(char::is_whitespace);
        let parts: Vec<&str> = if is_one { vec![text] } else { text.split(',').collect() };
        let values = parts.into_iter().map(|v| v.trim().to_owned()).filter(|v| !v.is_empty());
        match items.iter_mut().find(|item| item.title == title.trim()) {
            Some(item) => item.values.extend(values),
            None => items.push(ParameterItem { title: title.trim().to_owned(), values: values.collect() }),
        }
    }
    items.into_iter().map(|item| Parameter::Single { shared_id: None, item }).collect()
}

/// `name: a, b`, a line per parameter, where that says everything; otherwise JSON.
pub(super) fn parameters_cell(parameters: &[Parameter]) -> String {
    let line = |item: &ParameterItem| format!("{}: {}", item.title, item.values.join(", "));
    cell(parameters, line, false)
}

/// `name:value`, a line per value, where that says everything; otherwise JSON.
pub(super) fn qase_cell(parameters: &[Parameter]) -> String {
    let lines =
        |item: &ParameterItem| item.values.iter().map(|value| format!("{}:{value}", item.title)).collect::<Vec<_>>().join("\n");
    cell(parameters, lines, true)
}

fn cell(parameters: &[Parameter], lines: impl Fn(&ParameterItem) -> String, is_qase: bool) -> String {
    let single = |parameter: &Parameter| match parameter {
        Parameter::Single { shared_id: None, item } if !item.title.is_empty() => Some(lines(item)),
        _ => None,
    };
    let plain: Option<Vec<String>> = parameters.iter().map(single).collect();
    let plain = plain.map(|lines| lines.join("\n")).filter(|text| text.trim() == text);
    match plain {
        Some(text) if parameters_of(&text, is_qase) == parameters => text,
        _ => serde_json::to_string(parameters).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn single(title: &str, values: &[&str]) -> Parameter {
        let values = values.iter().map(|v| (*v).to_owned()).collect();
        Parameter::Single { shared_id: None, item: ParameterItem { title: title.into(), values } }
    }

    #[test]
    fn lines_of_one_name_are_one_parameter() {
        let name = single("Name", &["anna", "boris"]);
        assert_eq!(parameters_of("Name:anna\nName:boris\nPassword:12345", true), [name.clone(), single("Password", &["12345"])]);
        assert_eq!(parameters_of("Name: anna\nName: boris", false), std::slice::from_ref(&name));
        assert_eq!(parameters_of("Name: anna, boris", true), [name]);
        assert_eq!(
            parameters_of("Who:Lee, Ann\nUrl:http://a.test", true),
            [single("Who", &["Lee, Ann"]), single("Url", &["http://a.test"])]
        );
    }

    #[test]
    fn every_list_comes_back_from_both_cells() {
        for parameters in [
            vec![single("Name", &["anna", "boris"]), single("Size", &["1"])],
            vec![single("Name", &["a, b", " c"])],
            vec![single("Name", &["a"]), single("Name", &["b"])],
            vec![single("Name", &[])],
            vec![single("a:b", &["x:y", "two\nlines"])],
            vec![single("[x", &["1"])],
            vec![],
        ] {
            assert_eq!(parameters_of(&parameters_cell(&parameters), false), parameters);
            assert_eq!(parameters_of(&qase_cell(&parameters), true), parameters);
        }
        assert_eq!(qase_cell(&[single("Name", &["anna", "boris"])]), "Name:anna\nName:boris");
    }
}
