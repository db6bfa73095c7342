//! An image's bytes, what to do with it and what to encode to → the new image's bytes. Slow: run it for what is not there yet.

use std::io::Cursor;

use image::codecs::avif::AvifEncoder;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageEncoder, ImageReader, ImageResult};

use super::format::TargetFormat;
use super::operation::Instructions;

/// Turns as the camera noted, crops, scales and encodes, with the colour profile of the source.
///
/// # Errors
/// When the source cannot be decoded.
pub fn process(
    source: &[u8],
    instructions: Instructions,
    target: TargetFormat,
) -> Result<Vec<u8>, String> {
    let (image, profile) = decode(source).map_err(|error| error.to_string())?;
    let image = match instructions.crop {
        Some((x, y, width, height)) => image.crop_imm(x, y, width, height),
        None => image,
    };
    let image = match instructions.scale {
        Some((width, height)) => image.resize_exact(width, height, FilterType::Lanczos3),
        None => image,
    };
    encode(&image, profile, target)
}

fn decode(source: &[u8]) -> ImageResult<(DynamicImage, Option<Vec<u8>>)> {
    let mut decoder = ImageReader::new(Cursor::new(source))
        .with_guessed_format()?
        .into_decoder()?;
    let profile = decoder.icc_profile().ok().flatten();
    let orientation = decoder
        .exif_metadata()?
        .as_deref()
        .and_then(Orientation::from_exif_chunk);
    let mut image = DynamicImage::from_decoder(decoder)?;
    image.apply_orientation(orientation.unwrap_or(Orientation::NoTransforms));
    Ok((image, profile))
}

fn encode(
    image: &DynamicImage,
    profile: Option<Vec<u8>>,
    target: TargetFormat,
) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    match target {
        TargetFormat::Png => write(image, profile, PngEncoder::new(&mut bytes)),
        TargetFormat::Jpeg { quality } => {
            // JPEG has no alpha channel and eight bits a colour.
            let opaque = match image.color().has_color() {
                true => DynamicImage::ImageRgb8(image.to_rgb8()),
                false => DynamicImage::ImageLuma8(image.to_luma8()),
            };
            write(
                &opaque,
                profile,
                JpegEncoder::new_with_quality(&mut bytes, quality),
            )
        }
        TargetFormat::WebP { quality: None } if profile.is_some() => {
            write(image, profile, WebPEncoder::new_lossless(&mut bytes))
        }
        TargetFormat::WebP { quality } => return encode_webp(image, quality),
        TargetFormat::Avif { quality, speed } => write(
            image,
            profile,
            AvifEncoder::new_with_speed_quality(&mut bytes, speed, quality),
        ),
    }
    .map_err(|error| error.to_string())?;
    Ok(bytes)
}

/// An encoder that has no place for a colour profile goes without.
fn write(
    image: &DynamicImage,
    profile: Option<Vec<u8>>,
    mut encoder: impl ImageEncoder,
) -> ImageResult<()> {
    if let Some(profile) = profile {
        let _without = encoder.set_icc_profile(profile);
    }
    image.write_with_encoder(encoder)
}

fn encode_webp(image: &DynamicImage, quality: Option<u8>) -> Result<Vec<u8>, String> {
    let eight_bits = DynamicImage::ImageRgba8(image.to_rgba8());
    let encoder = webp::Encoder::from_image(&eight_bits).map_err(ToOwned::to_owned)?;
    let encoded = match quality {
        Some(quality) => encoder.encode(f32::from(quality)),
        None => encoder.encode_lossless(),
    };
    Ok(encoded.to_vec())
}

#[cfg(test)]
mod tests {
    use super::process;
    use crate::image::format::TargetFormat;
    use crate::image::metadata::read_metadata;
    use crate::image::operation::Operation;
    use image::{DynamicImage, ImageFormat, RgbaImage};
    use std::io::Cursor;

    /// 30 × 20, transparent left half, in a format that keeps alpha.
    fn source() -> Vec<u8> {
        let pixels = RgbaImage::from_fn(30, 20, |x, _| {
            image::Rgba([200, 100, 0, if x < 15 { 0 } else { 255 }])
        });
        let mut bytes = Cursor::new(Vec::new());
        DynamicImage::ImageRgba8(pixels)
            .write_to(&mut bytes, ImageFormat::Png)
            .unwrap();
        bytes.into_inner()
    }

    #[test]
    fn makes_every_format() {
        for target in [
            TargetFormat::Jpeg { quality: 75 },
            TargetFormat::Png,
            TargetFormat::WebP { quality: None },
            TargetFormat::WebP { quality: Some(60) },
            TargetFormat::Avif {
                quality: 80,
                speed: 10,
            },
        ] {
            let instructions = Operation::Fill((10, 10)).instructions((30, 20));
            let made = process(&source(), instructions, target).unwrap();
            let found = read_metadata(&made, target.extension()).unwrap();
            assert_eq!(
                (found.size(), found.format),
                ((10, 10), Some(target.extension())),
                "{target:?}"
            );
        }
    }

    #[test]
    fn what_is_no_image_is_an_error() {
        assert!(
            process(
                b"text",
                Operation::FitWidth(1).instructions((2, 2)),
                TargetFormat::Png
            )
            .is_err()
        );
    }
}
