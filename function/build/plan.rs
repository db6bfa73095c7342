//! A country's numbering plan: the regular expressions of its numbers → one automaton that reads digits, so that nothing is
//! compiled when a number comes. `form/phone/plan.rs` walks it.
//!
//! A number has an end, so the automaton has no circles, and states from which the same can follow are one.

use std::collections::HashMap;

use regex_automata::dfa::{Automaton, StartKind, dense};
use regex_automata::util::primitives::StateID;
use regex_automata::util::syntax;
use regex_automata::{Anchored, Input};

use crate::Result;
use crate::metadata::{Described, Entry};

/// Where each digit leads: to the number of a row, with `ENDS` where a number may end. Row 0 leads nowhere.
type Row = [u16; 10];
const ENDS: u16 = 1 << 15;
/// E.164 has fifteen, with the country's code.
const LONGEST: usize = 15;

/// The rows, one after the other; the last is for the first digit. `None` where numbers are dialled in ways of their own: there
/// the library is asked. A zero in front is the national prefix, where there is one; numbers that begin with one of their own
/// are left to the library too.
pub fn plan(entry: &Entry<'_>) -> Result<Option<Vec<u8>>> {
    let has_prefix = entry.national_prefix == "^(?:0)$";
    let is_plain = (has_prefix || entry.national_prefix.is_empty())
        && entry.international_prefix == "^(?:00)$"
        && !entry.is_transformed;
    if !is_plain || entry.general.pattern.is_empty() {
        return Ok(None);
    }
    let kinds = entry.kinds.iter().filter(|kind| !kind.pattern.is_empty());
    let kinds: Result<Vec<_>> = kinds.map(Numbers::of).collect();
    let mut building = Building {
        general: Numbers::of(&entry.general)?,
        kinds: kinds?,
        rows: vec![Row::default()],
        by_row: HashMap::new(),
        by_states: HashMap::new(),
    };
    let begun = building.all().map(|numbers| numbers.begun).collect();
    let first = building.follow(begun, 0)?;
    if first == 0 {
        return Ok(None);
    }
    let mut row = building.rows[usize::from(first)];
    if has_prefix {
        row[0] = first;
    }
    building.rows.push(row);
    let rows = building.rows.iter().flatten();
    Ok(Some(rows.flat_map(|to| to.to_le_bytes()).collect()))
}

/// The numbers of one description.
struct Numbers {
    automaton: dense::DFA<Vec<u32>>,
    begun: StateID,
    lengths: Vec<u64>,
}

impl Numbers {
    fn of(described: &Described<'_>) -> Result<Self> {
        let automaton = dense::Builder::new()
            .configure(dense::Config::new().start_kind(StartKind::Anchored))
            .syntax(syntax::Config::new().unicode(false).utf8(false))
            .build(described.pattern)?;
        let begun = automaton.start_state_forward(&Input::new("").anchored(Anchored::Yes))?;
        Ok(Self {
            automaton,
            begun,
            lengths: described.lengths.clone(),
        })
    }

    fn end(&self, at: StateID, length: usize) -> bool {
        let has_length = |known: &u64| usize::try_from(*known) == Ok(length);
        (self.lengths.is_empty() || self.lengths.iter().any(has_length))
            && self
                .automaton
                .is_match_state(self.automaton.next_eoi_state(at))
    }
}

struct Building {
    general: Numbers,
    kinds: Vec<Numbers>,
    rows: Vec<Row>,
    by_row: HashMap<Row, u16>,
    by_states: HashMap<(Vec<StateID>, usize), u16>,
}

impl Building {
    fn all(&self) -> impl Iterator<Item = &Numbers> {
        std::iter::once(&self.general).chain(&self.kinds)
    }

    /// What leads to where these digits led, each description to its own state: 0, if to no number.
    fn follow(&mut self, states: Vec<StateID>, length: usize) -> Result<u16> {
        let key = (states, length);
        if let Some(known) = self.by_states.get(&key) {
            return Ok(*known);
        }
        let mut row = Row::default();
        let first = if length == 0 { b'1' } else { b'0' };
        for digit in first..=b'9' {
            let next =
                |(numbers, at): (&Numbers, &StateID)| numbers.automaton.next_state(*at, digit);
            let next: Vec<_> = self.all().zip(&key.0).map(next).collect();
            if length < LONGEST && !self.general.automaton.is_dead_state(next[0]) {
                row[usize::from(digit - b'0')] = self.follow(next, length + 1)?;
            }
        }
        let end = |(numbers, at): (&Numbers, &StateID)| numbers.end(*at, length);
        let ends: Vec<_> = self.all().zip(&key.0).map(end).collect();
        let is_number = ends[0] && ends[1..].contains(&true);
        let to = self.row(row)? | if is_number { ENDS } else { 0 };
        self.by_states.insert(key, to);
        Ok(to)
    }

    fn row(&mut self, row: Row) -> Result<u16> {
        if row == Row::default() {
            return Ok(0);
        }
        if let Some(known) = self.by_row.get(&row) {
            return Ok(*known);
        }
        let new = u16::try_from(self.rows.len())
            .ok()
            .filter(|new| new & ENDS == 0);
        let new = new.ok_or("a numbering plan has too many states")?;
        self.rows.push(row);
        self.by_row.insert(row, new);
        Ok(new)
    }
}
