//! A place in a body → its line in the file. Places come in growing order, so each newline is counted once.

/// Counts the lines of one body.
pub(super) struct Lines<'a> {
    body: &'a [u8],
    first_line: usize,
    counted_to: usize,
    newlines: usize,
}

impl<'a> Lines<'a> {
    pub(super) fn new(body: &'a str, first_line: usize) -> Self {
        Self {
            body: body.as_bytes(),
            first_line,
            counted_to: 0,
            newlines: 0,
        }
    }

    /// The line of the byte at `offset`; 0 where lines are not known.
    pub(super) fn at(&mut self, offset: usize) -> usize {
        if self.first_line == 0 {
            return 0;
        }
        if offset < self.counted_to {
            (self.counted_to, self.newlines) = (0, 0);
        }
        let between = self.body.get(self.counted_to..offset).unwrap_or_default();
        self.newlines += memchr::memchr_iter(b'\n', between).count();
        self.counted_to = offset;
        self.first_line + self.newlines
    }
}

#[cfg(test)]
mod tests {
    use super::Lines;

    #[test]
    fn counts_forwards_and_back() {
        let mut lines = Lines::new("a\nb\n\nc", 4);
        let at: Vec<_> = [0, 2, 5, 2].map(|offset| lines.at(offset)).into();
        assert_eq!(at, [4, 5, 7, 5]);
        assert_eq!(Lines::new("a\nb", 0).at(2), 0);
    }
}
