//! Labels that a person gives all results of an ingest: `browser=chrome`.

use voluptas_core::domain::result::ResultLabel;

/// Longest name and longest value, in characters.
const LONGEST: usize = 200;

/// Reads `NAME=VALUE`; `None` where a part is blank, too long or has control characters. The value may hold further `=`.
pub fn parse(text: &str) -> Option<ResultLabel> {
    let (name, value) = text.split_once('=')?;
    let (name, value) = (name.trim(), value.trim());
    let is_good = |part: &str| !part.is_empty() && part.chars().count() <= LONGEST && !part.chars().any(char::is_control);
    (is_good(name) && is_good(value)).then(|| ResultLabel { name: name.to_owned(), value: value.to_owned() })
}

/// The labels of an ingest in the order of their names, each once: the order of the flags says nothing.
pub(super) fn of_ingest(given: &[ResultLabel]) -> Vec<ResultLabel> {
    let mut labels = given.to_vec();
    labels.sort_by(|a, b| (&a.name, &a.value).cmp(&(&b.name, &b.value)));
    labels.dedup();
    labels
}

/// Adds the labels of an ingest to those of a result.
pub(super) fn add(own: &mut Vec<ResultLabel>, of_ingest: &[ResultLabel]) {
    for label in of_ingest {
        if !own.contains(label) {
            own.push(label.clone());
        }
    }
}

/// Name of a test of a matrix whose job has several tests of its identity: the label with a value of its own.
pub(super) fn beside(label: &str, value: &str) -> String {
    format!("{label}, {value}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_need_a_name_and_a_value() {
        let read = |text| parse(text).map(|label| (label.name, label.value));
        assert_eq!(read("browser=chrome"), Some(("browser".into(), "chrome".into())));
        assert_eq!(read(" url = a=b "), Some(("url".into(), "a=b".into())));
        for bad in ["", "x", "=v", "x=", " = ", "x=\u{7}", &format!("x={}", "v".repeat(201))] {
            assert_eq!(read(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn a_label_is_given_once() {
        let label = |text: &str| parse(text).expect("a label");
        let labels = of_ingest(&[label("os=linux"), label("browser=chrome"), label("os=linux")]);
        assert_eq!(labels, [label("browser=chrome"), label("os=linux")]);
        let mut own = vec![label("os=linux"), label("severity=minor")];
        add(&mut own, &labels);
        assert_eq!(own, [label("os=linux"), label("severity=minor"), label("browser=chrome")]);
    }
}
