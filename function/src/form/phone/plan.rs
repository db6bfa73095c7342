//! Which numbers one country has, by the automaton that `build/plan.rs` makes of the library's tables and describes.

/// Row after row, of where each digit leads: to which row, and whether a number may end there. The last row is the first digit's.
#[derive(Clone, Copy)]
pub struct Plan(&'static [u8]);

const ROW: usize = 10 * size_of::<u16>();
const ENDS: u16 = 1 << 15;

impl Plan {
    /// Without a row it knows no number.
    pub fn of(rows: &'static [u8]) -> Self {
        Self(rows)
    }

    /// The national number, as E.164 has it; `None` when it is not known here, which does not say that there is no such number.
    pub fn number(self, dialled: &str) -> Option<&str> {
        let mut to = u16::try_from(self.0.len() / ROW).ok()?.checked_sub(1)?;
        for digit in dialled.bytes() {
            let digit = usize::from(digit.checked_sub(b'0').filter(|digit| *digit < 10)?);
            let at = usize::from(to & !ENDS) * ROW + digit * size_of::<u16>();
            to = u16::from_le_bytes(self.0.get(at..)?.first_chunk().copied()?);
            if to == 0 {
                return None;
            }
        }
        // None begins with a zero here: that is the national prefix.
        (to & ENDS != 0).then(|| dialled.strip_prefix('0').unwrap_or(dialled))
    }

    /// Through each way of each row, one.
    #[cfg(test)]
    pub fn numbers(self) -> Vec<String> {
        let rows = self.0.len() / ROW;
        let to = |row: usize, digit: usize| {
            let at = row * ROW + digit * size_of::<u16>();
            u16::from_le_bytes([self.0[at], self.0[at + 1]])
        };
        // Rows lead to such as were written before them, but for the first digit's, which may begin anew after a zero.
        let mut ends = vec![None; rows];
        for row in 0..rows {
            ends[row] = (0..10).find_map(|digit| match to(row, digit) {
                0 => None,
                to if to & ENDS != 0 => Some(digit.to_string()),
                to => ends[usize::from(to)]
                    .as_ref()
                    .map(|end| format!("{digit}{end}")),
            });
        }
        let mut begins = vec![None; rows];
        let mut numbers = Vec::new();
        if let Some(first) = begins.last_mut() {
            *first = Some(String::new());
        }
        for row in (0..rows).rev() {
            let Some(begin) = begins[row].clone() else {
                continue;
            };
            for digit in 0..10 {
                let to = to(row, digit);
                let next = usize::from(to & !ENDS);
                let number = format!("{begin}{digit}");
                if to & ENDS != 0 {
                    numbers.push(number.clone());
                }
                numbers.extend(ends[next].as_ref().map(|end| format!("{number}{end}")));
                begins[next].get_or_insert(number);
            }
        }
        numbers
    }
}
