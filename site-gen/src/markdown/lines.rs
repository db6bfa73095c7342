//! A place in a body → its line in the file, also when templating has changed the lines. Places come in growing order, so
//! each newline is counted once.

/// Where a body's text comes from.
#[derive(Clone, Copy, Debug)]
pub enum Origin<'a> {
    /// It stands so in the file, from this line on (1-based).
    Written { first_line: usize },
    /// Templating made it of this text, which stands in the file from this line on.
    Templated { written: &'a str, first_line: usize },
    /// No file has it.
    Nowhere,
}

/// Finds the lines of one body.
pub(super) struct Lines<'a> {
    body: &'a str,
    origin: Origin<'a>,
    counted_to: usize,
    newlines: usize,
    /// The last line of the written text that was found again.
    found: usize,
}

impl<'a> Lines<'a> {
    pub(super) fn new(body: &'a str, origin: Origin<'a>) -> Self {
        Self {
            body,
            origin,
            counted_to: 0,
            newlines: 0,
            found: 0,
        }
    }

    /// The line of the byte at `offset`; 0 when no file has it. After templating it is the nearest that is known.
    pub(super) fn at(&mut self, offset: usize) -> usize {
        match self.origin {
            Origin::Nowhere => 0,
            Origin::Written { first_line } => first_line + self.index(offset),
            Origin::Templated {
                written,
                first_line,
            } => first_line + self.written_index(offset, written),
        }
    }

    fn index(&mut self, offset: usize) -> usize {
        if offset < self.counted_to {
            (self.counted_to, self.newlines) = (0, 0);
        }
        let between = self
            .body
            .as_bytes()
            .get(self.counted_to..offset)
            .unwrap_or_default();
        self.newlines += memchr::memchr_iter(b'\n', between).count();
        self.counted_to = offset;
        self.newlines
    }

    /// Looks for the line in what was written; else for one before it, from which it is as far as in the body.
    fn written_index(&mut self, offset: usize, written: &str) -> usize {
        const LOOK_BACK: usize = 20;
        let before = self.body.get(..offset).unwrap_or_default();
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let here = self.body[start..].lines().next().unwrap_or_default();
        if let Some(found) = self.find(here, written) {
            return found;
        }
        let earlier = self.body[..start].lines().rev().take(LOOK_BACK).enumerate();
        for (distance, line) in earlier.filter(|(_, line)| !line.trim().is_empty()) {
            if let Some(found) = self.find(line, written) {
                let last = written.lines().count().saturating_sub(1);
                return (found + distance + 1).min(last);
            }
        }
        self.found
    }

    fn find(&mut self, line: &str, written: &str) -> Option<usize> {
        let mut lines = written.lines().enumerate().skip(self.found);
        let (found, _) = lines.find(|(_, written)| *written == line)?;
        self.found = found;
        Some(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_forwards_and_back() {
        let mut lines = Lines::new("a\nb\n\nc", Origin::Written { first_line: 4 });
        let at: Vec<_> = [0, 2, 5, 2].map(|offset| lines.at(offset)).into();
        assert_eq!(at, [4, 5, 7, 5]);
        assert_eq!(Lines::new("a\nb", Origin::Nowhere).at(2), 0);
    }

    #[test]
    fn finds_lines_again_after_templating() {
        let written = "a\n{% if x %}\nb\n{% endif %}\nc {{ d }}\n\ne";
        let body = "a\n\nb\n\nc D\n\ne";
        let mut lines = Lines::new(
            body,
            Origin::Templated {
                written,
                first_line: 4,
            },
        );
        for (sought, line) in [("a", 4), ("b", 6), ("c D", 8), ("e", 10)] {
            let offset = body.find(sought).unwrap();
            assert_eq!(lines.at(offset), line, "{sought}");
        }
    }
}
