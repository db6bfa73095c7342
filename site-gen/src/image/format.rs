//! The format that a resized image is encoded in, with its quality and speed inside their limits.

/// What to encode to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TargetFormat {
    Jpeg {
        quality: u8,
    },
    Png,
    /// Without a quality, lossless.
    WebP {
        quality: Option<u8>,
    },
    Avif {
        quality: u8,
        speed: u8,
    },
}

/// A wish as a template writes it: `format` is `auto` or a format's name.
#[derive(Debug, Clone, Copy)]
pub struct FormatWish<'a> {
    pub format: &'a str,
    pub quality: Option<u8>,
    pub speed: Option<u8>,
}

/// Which argument of the wish is wrong, and how.
#[derive(Debug, PartialEq, Eq)]
pub struct FormatFault {
    pub argument: &'static str,
    pub value: String,
    pub message: String,
}

impl TargetFormat {
    /// Zola's defaults: JPEG at 75 or PNG by what the source is, AVIF at quality 80 and speed 5.
    ///
    /// # Errors
    /// When there is no such format, or a number is out of its limits.
    pub fn from_wish(wish: FormatWish, source_is_lossy: bool) -> Result<Self, FormatFault> {
        let name = match (wish.format, source_is_lossy) {
            ("auto", true) => "jpeg",
            ("auto", false) => "png",
            (name, _) => name,
        };
        match name {
            "jpeg" | "jpg" => Ok(Self::Jpeg {
                quality: within("quality", wish.quality.unwrap_or(75), 1, 100)?,
            }),
            "png" => Ok(Self::Png),
            "webp" => {
                let quality = wish
                    .quality
                    .map(|quality| within("quality", quality, 0, 100))
                    .transpose()?;
                Ok(Self::WebP { quality })
            }
            "avif" => Ok(Self::Avif {
                quality: within("quality", wish.quality.unwrap_or(80), 1, 100)?,
                speed: within("speed", wish.speed.unwrap_or(5), 1, 10)?,
            }),
            _ => Err(FormatFault {
                argument: "format",
                value: name.to_owned(),
                message: "must be auto, jpg, png, webp or avif".to_owned(),
            }),
        }
    }

    /// The extension of a file of this format.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Jpeg { .. } => "jpg",
            Self::Png => "png",
            Self::WebP { .. } => "webp",
            Self::Avif { .. } => "avif",
        }
    }
}

fn within(argument: &'static str, value: u8, least: u8, most: u8) -> Result<u8, FormatFault> {
    if (least..=most).contains(&value) {
        Ok(value)
    } else {
        Err(FormatFault {
            argument,
            value: value.to_string(),
            message: format!("must be from {least} to {most}"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{FormatWish, TargetFormat};

    #[test]
    fn defaults_and_limits() {
        for (format, quality, speed, lossy, expected) in [
            ("auto", None, None, true, "Ok(Jpeg { quality: 75 })"),
            ("auto", Some(50), None, false, "Ok(Png)"),
            ("jpg", Some(100), None, false, "Ok(Jpeg { quality: 100 })"),
            (
                "jpeg",
                Some(0),
                None,
                false,
                r#"Err("quality 0 must be from 1 to 100")"#,
            ),
            ("webp", None, None, true, "Ok(WebP { quality: None })"),
            ("webp", Some(0), None, true, "Ok(WebP { quality: Some(0) })"),
            (
                "webp",
                Some(101),
                None,
                true,
                r#"Err("quality 101 must be from 0 to 100")"#,
            ),
            (
                "avif",
                None,
                None,
                true,
                "Ok(Avif { quality: 80, speed: 5 })",
            ),
            (
                "avif",
                None,
                Some(11),
                true,
                r#"Err("speed 11 must be from 1 to 10")"#,
            ),
            (
                "gif",
                None,
                None,
                true,
                r#"Err("format gif must be auto, jpg, png, webp or avif")"#,
            ),
        ] {
            let found = TargetFormat::from_wish(
                FormatWish {
                    format,
                    quality,
                    speed,
                },
                lossy,
            )
            .map_err(|fault| format!("{} {} {}", fault.argument, fault.value, fault.message));
            assert_eq!(format!("{found:?}"), expected);
        }
    }
}
