//! A value that is made at the first need, and kept. What failed once is tried again. (The standard library has the same, but not
//! on stable Rust yet: `OnceLock::get_or_try_init`.)

use std::sync::OnceLock;

/// The value that is kept, or is made now.
///
/// # Errors
/// As `make`; nothing is kept then.
pub fn get_or_try<T, E>(kept: &OnceLock<T>, make: impl FnOnce() -> Result<T, E>) -> Result<&T, E> {
    if let Some(value) = kept.get() {
        return Ok(value);
    }
    let made = make()?;
    Ok(kept.get_or_init(|| made))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_failed_is_tried_again_and_what_was_made_is_kept() {
        let kept = OnceLock::new();
        assert_eq!(get_or_try(&kept, || Err("not yet")), Err("not yet"));
        assert_eq!(get_or_try(&kept, || Ok::<_, ()>(1)), Ok(&1));
        assert_eq!(get_or_try(&kept, || Ok::<_, ()>(2)), Ok(&1));
    }
}
