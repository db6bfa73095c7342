//! A row of values that is shared in pieces: a clone counts up one number for each piece, a new value in one place copies
//! that place's piece alone. So a rebuild keeps what it does not touch, and finds what differs without looking at the rest.

use std::cmp::Ordering;
use std::ops::Index;
use std::sync::Arc;

use rayon::prelude::*;

/// Values in each piece; the last one may have fewer.
const PIECE: usize = 128;

#[derive(Debug)]
pub struct Row<T> {
    pieces: Vec<Arc<Vec<T>>>,
}

impl<T> Row<T> {
    pub fn len(&self) -> usize {
        let full = self.pieces.len().saturating_sub(1) * PIECE;
        self.pieces.last().map_or(0, |last| full + last.len())
    }

    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.pieces.iter().flat_map(|piece| piece.iter())
    }

    pub fn into_vec(self) -> Vec<T>
    where
        T: Clone,
    {
        let mut values = Vec::with_capacity(self.len());
        let pieces = self.pieces.into_iter().map(Arc::unwrap_or_clone);
        pieces.for_each(|piece| values.extend(piece));
        values
    }

    /// Where the value is that this finds equal, in a row that is sorted for it.
    pub fn place_by(&self, order: impl Fn(&T) -> Ordering) -> Option<usize> {
        let begins_later =
            |piece: &Arc<Vec<T>>| piece.first().map(&order) == Some(Ordering::Greater);
        let after = self.pieces.partition_point(|piece| !begins_later(piece));
        let number = after.checked_sub(1)?;
        let place = self.pieces[number].binary_search_by(order).ok()?;
        Some(number * PIECE + place)
    }

    /// Puts a value in the place of another.
    pub fn set(&mut self, place: usize, value: T)
    where
        T: Clone,
    {
        Arc::make_mut(&mut self.pieces[place / PIECE])[place % PIECE] = value;
    }

    /// The values of these places in their order; `missing` where there is none.
    pub fn rearranged(&self, places: &[Option<usize>], missing: &T) -> Self
    where
        T: Clone,
    {
        let value = |place: &Option<usize>| place.map_or(missing, |place| &self[place]).clone();
        places.iter().map(value).collect()
    }

    /// A row of so many values: those of `last` with new ones at these places, or all of them new.
    pub fn made(
        count: usize,
        last: Option<(&Self, Vec<usize>)>,
        make: impl Fn(usize) -> T + Sync,
    ) -> Self
    where
        T: Clone + Send,
    {
        let Some((last, places)) = last else {
            let values: Vec<T> = (0..count).into_par_iter().map(&make).collect();
            return values.into_iter().collect();
        };
        let values: Vec<T> = places.par_iter().map(|place| make(*place)).collect();
        let mut row = last.clone();
        let places = places.into_iter().zip(values);
        places.for_each(|(place, value)| row.set(place, value));
        row
    }

    /// The places at which two rows of one length do not hold the same; what they share is not looked at.
    pub fn that_differ(&self, other: &Self, same: impl Fn(&T, &T) -> bool) -> Vec<usize> {
        let pairs = self.pieces.iter().zip(&other.pieces).enumerate();
        let own = pairs.filter(|(_, (piece, other))| !Arc::ptr_eq(piece, other));
        let places = own.flat_map(|(number, (piece, other))| {
            let pairs = piece.iter().zip(&**other).enumerate();
            let differing = pairs.filter(|(_, (value, other))| !same(value, other));
            differing.map(move |(place, _)| number * PIECE + place)
        });
        places.collect()
    }
}

impl<T> Clone for Row<T> {
    fn clone(&self) -> Self {
        Self {
            pieces: self.pieces.clone(),
        }
    }
}

impl<T> Default for Row<T> {
    fn default() -> Self {
        Self { pieces: Vec::new() }
    }
}

impl<T> Index<usize> for Row<T> {
    type Output = T;

    fn index(&self, place: usize) -> &T {
        &self.pieces[place / PIECE][place % PIECE]
    }
}

impl<T> FromIterator<T> for Row<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        let mut values = values.into_iter();
        let piece = || {
            let piece: Vec<T> = values.by_ref().take(PIECE).collect();
            (!piece.is_empty()).then(|| Arc::new(piece))
        };
        Self {
            pieces: std::iter::from_fn(piece).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::{PIECE, Row};

    #[test]
    fn holds_what_it_was_made_of() {
        for len in [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE] {
            let row: Row<usize> = (0..len).collect();
            assert_eq!((row.len(), row.is_empty()), (len, len == 0));
            assert_eq!(
                row.iter().copied().collect::<Vec<_>>(),
                (0..len).collect::<Vec<_>>()
            );
            assert_eq!(row.clone().into_vec(), (0..len).collect::<Vec<_>>());
            assert!((0..len).all(|place| row[place] == place));
            let place = |value| row.place_by(|known| known.cmp(&value));
            assert!((0..len).all(|value| place(value) == Some(value)));
            assert_eq!(place(len), None);
        }
    }

    #[test]
    fn makes_only_what_is_new() {
        let row = Row::made(PIECE + 1, None, |place| place);
        assert_eq!(row.iter().sum::<usize>(), PIECE * (PIECE + 1) / 2);
        let again = Row::made(PIECE + 1, Some((&row, vec![1, PIECE])), |place| place + 10);
        assert_eq!((again[0], again[1], again[PIECE]), (0, 11, PIECE + 10));
    }

    #[test]
    fn gives_the_values_of_places() {
        let row: Row<usize> = (10..14).collect();
        let rearranged = row.rearranged(&[Some(3), None, Some(0)], &7);
        assert_eq!(rearranged.into_vec(), [13, 7, 10]);
    }

    #[test]
    fn looks_only_at_what_is_not_shared() {
        let row: Row<usize> = (0..3 * PIECE).collect();
        let mut other = row.clone();
        let last = 3 * PIECE - 1;
        for (place, value) in [(1, 0), (2, 2), (last, 0)] {
            other.set(place, value);
        }
        assert_eq!((row[1], other[1]), (1, 0));
        let looked = Cell::new(0);
        let differing = other.that_differ(&row, |a, b| {
            looked.set(looked.get() + 1);
            a == b
        });
        assert_eq!((differing, looked.get()), (vec![1, last], 2 * PIECE));
    }
}
