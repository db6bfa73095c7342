//! The wish of a template (`fit` into 200 × 100) and the size of the source → which part to cut out and what to scale it to.

use super::Size;

/// How an image is brought to another size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// To exactly this size, whatever becomes of the proportions.
    Scale(Size),
    FitWidth(u32),
    FitHeight(u32),
    /// Into this size, keeping the proportions; never larger than it was.
    Fit(Size),
    /// To exactly this size, keeping the proportions and cutting off what is over.
    Fill(Size),
}

/// What to do: cut out (x, y, width, height), then scale to a size.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Instructions {
    pub crop: Option<(u32, u32, u32, u32)>,
    pub scale: Option<Size>,
}

impl Operation {
    pub const NAMES: [&str; 5] = ["fill", "scale", "fit", "fit_width", "fit_height"];

    /// The operation of that name.
    ///
    /// # Errors
    /// When there is no such operation, or it needs a width or a height, above zero, that is not given.
    pub fn from_arguments(
        name: &str,
        width: Option<u32>,
        height: Option<u32>,
    ) -> Result<Self, String> {
        let need = |side: &str, value: Option<u32>| {
            value
                .filter(|pixels| *pixels > 0)
                .ok_or_else(|| format!("needs a `{side}` above zero"))
        };
        Ok(match name {
            "scale" => Self::Scale((need("width", width)?, need("height", height)?)),
            "fit_width" => Self::FitWidth(need("width", width)?),
            "fit_height" => Self::FitHeight(need("height", height)?),
            "fit" => Self::Fit((need("width", width)?, need("height", height)?)),
            "fill" => Self::Fill((need("width", width)?, need("height", height)?)),
            _ => return Err(format!("must be one of {}", Self::NAMES.join(", "))),
        })
    }

    /// What this means for a source of `size`. Sizes round down, as Zola's do, but never to nothing.
    pub fn instructions(self, size: Size) -> Instructions {
        let (width, height) = size;
        match self {
            Self::Scale(target) => Instructions {
                crop: None,
                scale: Some(target),
            },
            Self::FitWidth(target) => {
                Self::Scale((target, in_proportion(height, target, width))).instructions(size)
            }
            Self::FitHeight(target) => {
                Self::Scale((in_proportion(width, target, height), target)).instructions(size)
            }
            Self::Fit((most_width, most_height)) => {
                if width <= most_width && height <= most_height {
                    Instructions::default()
                } else if u64::from(width) * u64::from(most_height)
                    > u64::from(height) * u64::from(most_width)
                {
                    Self::FitWidth(most_width).instructions(size)
                } else {
                    Self::FitHeight(most_height).instructions(size)
                }
            }
            Self::Fill(target) => Instructions {
                crop: crop_to_fill(size, target),
                scale: Some(target),
            },
        }
    }
}

impl Instructions {
    /// The size of the result.
    pub fn result(self, source: Size) -> Size {
        self.scale.unwrap_or(source)
    }
}

fn in_proportion(side: u32, target: u32, other: u32) -> u32 {
    let scaled = u64::from(side) * u64::from(target) / u64::from(other.max(1));
    u32::try_from(scaled).unwrap_or(u32::MAX).max(1)
}

/// The middle of the source in the proportions of the target; nothing when they are as good as the same.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "sizes of images; the rounding is Zola's"
)]
fn crop_to_fill(
    (width, height): Size,
    (to_width, to_height): Size,
) -> Option<(u32, u32, u32, u32)> {
    const AS_GOOD_AS_THE_SAME: f32 = 0.1;
    let by_width = width as f32 / to_width as f32;
    let by_height = height as f32 / to_height as f32;
    if (by_width - by_height).abs() <= AS_GOOD_AS_THE_SAME {
        None
    } else if by_width < by_height {
        let kept = ((by_width * to_height as f32).round() as u32).clamp(1, height);
        Some((0, (height - kept) / 2, width, kept))
    } else {
        let kept = ((by_height * to_width as f32).round() as u32).clamp(1, width);
        Some(((width - kept) / 2, 0, kept, height))
    }
}

#[cfg(test)]
mod tests {
    use super::{Instructions, Operation};

    #[test]
    fn computes_crop_and_scale() {
        let source = (300, 380);
        for (operation, crop, scale) in [
            (Operation::Scale((40, 40)), None, Some((40, 40))),
            (Operation::FitWidth(150), None, Some((150, 190))),
            (Operation::FitHeight(190), None, Some((150, 190))),
            (Operation::Fit((400, 400)), None, None),
            (Operation::Fit((150, 400)), None, Some((150, 190))),
            (Operation::Fit((400, 190)), None, Some((150, 190))),
            (Operation::Fit((100, 100)), None, Some((78, 100))),
            (Operation::Fill((30, 38)), None, Some((30, 38))),
            (
                Operation::Fill((100, 100)),
                Some((0, 40, 300, 300)),
                Some((100, 100)),
            ),
            (
                Operation::Fill((30, 380)),
                Some((135, 0, 30, 380)),
                Some((30, 380)),
            ),
        ] {
            assert_eq!(
                operation.instructions(source),
                Instructions { crop, scale },
                "{operation:?}"
            );
        }
        assert_eq!(
            Operation::FitWidth(1).instructions((10_000, 3)).scale,
            Some((1, 1))
        );
    }

    #[test]
    fn needs_its_arguments() {
        for (name, width, height, expected) in [
            ("fill", Some(1), None, "needs a `height` above zero"),
            ("fit_width", None, Some(1), "needs a `width` above zero"),
            ("scale", Some(0), Some(1), "needs a `width` above zero"),
            (
                "crop",
                Some(1),
                Some(1),
                "must be one of fill, scale, fit, fit_width, fit_height",
            ),
        ] {
            assert_eq!(
                Operation::from_arguments(name, width, height).unwrap_err(),
                expected
            );
        }
    }
}
