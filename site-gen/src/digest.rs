//! Bytes → a number that stands for them: equal numbers mean equal bytes, for all a build has to fear (128 bits, not made
//! to withstand somebody who looks for a collision). Must not know what the bytes are.

use xxhash_rust::xxh3::xxh3_128;

/// 128 bits that stand for some bytes, or for a row of such.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(u128);

impl Digest {
    pub fn of(bytes: impl AsRef<[u8]>) -> Self {
        Self(xxh3_128(bytes.as_ref()))
    }

    /// This one and then `other`: the order tells.
    #[must_use]
    pub fn then(self, other: Self) -> Self {
        /// Odd, with its bits spread.
        const FACTOR: u128 = 0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835;
        let mixed = (self.0.rotate_left(41) ^ other.0).wrapping_mul(FACTOR);
        Self(mixed ^ (mixed >> 67))
    }

    /// Of several, in their order.
    pub fn all(digests: impl IntoIterator<Item = Self>) -> Self {
        let digests = digests.into_iter().map(|digest| digest.then(Self(1)));
        digests.fold(Self::default(), Self::then)
    }

    /// Of several texts, in their order; where one ends and the next begins tells too.
    pub fn of_texts<T: AsRef<[u8]>>(texts: impl IntoIterator<Item = T>) -> Self {
        Self::all(texts.into_iter().map(Self::of))
    }
}

impl std::fmt::Display for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Digest;

    #[test]
    fn order_number_and_borders_tell() {
        let all = [
            vec![],
            vec![""],
            vec!["", ""],
            vec!["ab"],
            vec!["a", "b"],
            vec!["b", "a"],
            vec!["a", "b", ""],
            vec!["", "a", "b"],
        ];
        let digests: std::collections::BTreeSet<_> = all.iter().map(Digest::of_texts).collect();
        assert_eq!(digests.len(), all.len());
    }
}
