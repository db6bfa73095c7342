//! The fields of a posted form, as they came: in order, repeated or unknown ones included.

/// Name and value pairs. `Debug` shows how many, never what was typed.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Submission {
    pairs: Vec<(String, String)>,
}

impl Submission {
    pub fn new(pairs: Vec<(String, String)>) -> Self {
        Self { pairs }
    }

    /// The first value of a field that is not blank: a repeated text field answers once.
    pub fn first(&self, name: &str) -> Option<&str> {
        self.all(name).find(|value| !value.trim().is_empty())
    }

    /// Every value of a field, in the order they came.
    pub fn all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        let name = name.to_owned();
        self.pairs
            .iter()
            .filter(move |(each, _)| *each == name)
            .map(|(_, value)| value.as_str())
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.pairs.iter().map(|(name, _)| name.as_str())
    }
}

impl std::fmt::Debug for Submission {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Submission({} fields)", self.pairs.len())
    }
}
