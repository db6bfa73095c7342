//! What is asked at the terminal, and read there or from a pipe.

use std::io::{BufRead, IsTerminal, Read, stdin};

use function::sign_up::Reference;

/// Why nothing was erased.
#[derive(Debug, thiserror::Error)]
pub enum NotConfirmed {
    #[error("{0} is not erased: there is no terminal to ask at; say --yes where it is meant")]
    NoTerminal(Reference),
    #[error("{0} is not erased: what was typed is another reference, or none")]
    NotTyped(Reference),
    #[error(transparent)]
    Read(#[from] std::io::Error),
}

/// An e-mail address or a phone number, as somebody wrote it.
pub fn contact() -> std::io::Result<String> {
    let mut line = String::new();
    if stdin().is_terminal() {
        eprintln!("E-mail address or phone number:");
    }
    stdin().read_line(&mut line)?;
    Ok(line.trim().to_owned())
}

/// Lines `field: value`.
pub fn corrections() -> std::io::Result<String> {
    lines("`field: value`, a line each; end with Ctrl-D:")
}

/// What somebody wants to be remembered.
pub fn note() -> std::io::Result<String> {
    lines("The note; end with Ctrl-D:")
}

fn lines(asked: &str) -> std::io::Result<String> {
    let mut stdin = stdin().lock();
    if stdin.is_terminal() {
        eprintln!("{asked}");
    }
    let mut text = String::new();
    stdin.read_to_string(&mut text)?;
    Ok(text)
}

/// Has the reference typed once more, for there is no way back.
pub fn confirm_erasure(reference: &Reference) -> Result<(), NotConfirmed> {
    let stdin = stdin();
    let terminal = stdin.is_terminal().then(|| stdin.lock());
    if terminal.is_some() {
        eprintln!("{reference} will be gone for good. Type its reference to erase it:");
    }
    confirmed(reference, terminal)
}

fn confirmed(reference: &Reference, terminal: Option<impl BufRead>) -> Result<(), NotConfirmed> {
    let mut terminal = terminal.ok_or_else(|| NotConfirmed::NoTerminal(reference.clone()))?;
    let mut line = String::new();
    terminal.read_line(&mut line)?;
    match Reference::parse(&line) {
        Some(typed) if typed == *reference => Ok(()),
        _ => Err(NotConfirmed::NotTyped(reference.clone())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_its_own_reference_erases() {
        let ana = Reference::draw("KD", 1);
        let check = |typed: Option<&str>, expected: &str| {
            let said = match confirmed(&ana, typed.map(str::as_bytes)) {
                Ok(()) => "confirmed".to_owned(),
                Err(error) => error.to_string(),
            };
            assert!(said.contains(expected), "{typed:?}: {said}");
            assert!(!said.contains("yes\n"), "{said}");
        };
        let own = ana.to_string();
        check(Some(&format!("{own}\n")), "confirmed");
        check(Some(&format!(" {}\n", own.to_lowercase())), "confirmed");
        let bo = format!("{}\n", Reference::draw("KD", 2));
        for other in ["", "\n", "yes\n", &own[..7], &bo] {
            check(Some(other), "is not erased: what was typed");
        }
        check(None, "is not erased: there is no terminal");
    }
}
