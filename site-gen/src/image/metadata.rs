//! An image's bytes → its size, format and what its EXIF says, without decoding the pixels. Knows no paths.

use std::io::Cursor;

use exif::{Exif, In, Tag};
use image::metadata::Orientation;
use image::{ImageDecoder, ImageFormat, ImageReader};
use serde::Serialize;

use super::Size;

/// What `get_image_metadata` tells templates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Metadata {
    pub width: u32,
    pub height: u32,
    pub format: Option<&'static str>,
    pub mime: Option<&'static str>,
    pub description: Option<String>,
    pub created: Option<String>,
}

impl Metadata {
    /// Whether the source already lost detail: then a JPEG of it is as good.
    pub fn is_lossy(&self) -> bool {
        !matches!(
            self.format,
            Some("png" | "pbm" | "tiff" | "tga" | "bmp" | "ico" | "hdr" | "ff")
        )
    }

    /// Width and height as they are seen, after the rotation that the camera noted.
    pub fn size(&self) -> Size {
        (self.width, self.height)
    }

    /// Whether it can be decoded, to be made anew in another size.
    pub fn has_pixels(&self) -> bool {
        !matches!(self.format, Some("svg" | "avif"))
    }

    fn without_exif((width, height): Size, format: &'static str, mime: &'static str) -> Self {
        Self {
            width,
            height,
            format: Some(format),
            mime: Some(mime),
            description: None,
            created: None,
        }
    }
}

/// Reads the metadata of an image; `extension` tells SVG and AVIF, all others are known by their first bytes.
///
/// # Errors
/// When the bytes are no image of a known format.
pub fn read_metadata(bytes: &[u8], extension: &str) -> Result<Metadata, String> {
    match extension {
        "svg" => read_svg(bytes),
        "avif" => read_avif(bytes),
        _ => read_pixels(bytes).map_err(|error| error.to_string()),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a float cast to an integer saturates, as Zola's does"
)]
fn read_svg(bytes: &[u8]) -> Result<Metadata, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "the SVG is not UTF-8".to_owned())?;
    let svg = svg_metadata::Metadata::parse(text).map_err(|error| error.to_string())?;
    let (width, height) = match (svg.width(), svg.height(), svg.view_box()) {
        (Some(width), Some(height), _) => (width, height),
        (_, _, Some(view_box)) => (view_box.width, view_box.height),
        _ => return Err("the SVG has neither width and height nor a viewBox".to_owned()),
    };
    Ok(Metadata::without_exif(
        (width as u32, height as u32),
        "svg",
        "text/svg+xml",
    ))
}

fn read_avif(bytes: &[u8]) -> Result<Metadata, String> {
    let avif = avif_parse::read_avif(&mut Cursor::new(bytes)).map_err(|error| error.to_string())?;
    let item = avif
        .primary_item_metadata()
        .map_err(|error| error.to_string())?;
    Ok(Metadata::without_exif(
        (item.max_frame_width.get(), item.max_frame_height.get()),
        "avif",
        "image/avif",
    ))
}

fn read_pixels(bytes: &[u8]) -> image::ImageResult<Metadata> {
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format()?;
    let format = reader.format();
    let mut decoder = reader.into_decoder()?;
    let mut size = decoder.dimensions();
    let chunk = decoder.exif_metadata()?;
    if chunk
        .as_deref()
        .and_then(Orientation::from_exif_chunk)
        .is_some_and(swaps_sides)
    {
        size = (size.1, size.0);
    }
    let exif = chunk.and_then(|chunk| exif::Reader::new().read_raw(chunk).ok());
    Ok(Metadata {
        width: size.0,
        height: size.1,
        format: format.and_then(|format| format.extensions_str().first().copied()),
        mime: format.map(|format: ImageFormat| format.to_mime_type()),
        description: exif
            .as_ref()
            .and_then(|exif| text_field(exif, Tag::ImageDescription)),
        created: exif
            .as_ref()
            .and_then(|exif| text_field(exif, Tag::DateTimeOriginal)),
    })
}

fn swaps_sides(orientation: Orientation) -> bool {
    orientation.to_exif() >= 5
}

fn text_field(exif: &Exif, tag: Tag) -> Option<String> {
    match &exif.get_field(tag, In::PRIMARY)?.value {
        exif::Value::Ascii(lines) => lines
            .first()
            .map(|line| String::from_utf8_lossy(line).into_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::read_metadata;
    use image::{DynamicImage, ImageFormat, RgbImage};
    use std::io::Cursor;

    fn encode(format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        DynamicImage::ImageRgb8(RgbImage::new(30, 20))
            .write_to(&mut bytes, format)
            .unwrap();
        bytes.into_inner()
    }

    /// A JPEG with an EXIF block that says: turn by 90 degrees, "Fika", taken then.
    fn with_exif(jpeg: &[u8]) -> Vec<u8> {
        let field = |tag, value| exif::Field {
            tag,
            ifd_num: exif::In::PRIMARY,
            value,
        };
        let fields = [
            field(exif::Tag::Orientation, exif::Value::Short(vec![6])),
            field(
                exif::Tag::ImageDescription,
                exif::Value::Ascii(vec![b"Fika".to_vec()]),
            ),
            field(
                exif::Tag::DateTimeOriginal,
                exif::Value::Ascii(vec![b"2018:09:11 08:07:06".to_vec()]),
            ),
        ];
        let mut writer = exif::experimental::Writer::new();
        fields.iter().for_each(|field| writer.push_field(field));
        let mut block = Cursor::new(Vec::new());
        writer.write(&mut block, false).unwrap();
        let block = [b"Exif\0\0", block.into_inner().as_slice()].concat();
        let length = u16::try_from(block.len() + 2).unwrap().to_be_bytes();
        [&jpeg[..2], &[0xff, 0xe1], &length, &block, &jpeg[2..]].concat()
    }

    #[test]
    fn reads_size_and_format() {
        for (bytes, extension, expected) in [
            (encode(ImageFormat::Png), "png", "30 20 png image/png false"),
            (
                encode(ImageFormat::Jpeg),
                "jpg",
                "30 20 jpg image/jpeg true",
            ),
            (encode(ImageFormat::Png), "jpg", "30 20 png image/png false"),
            (
                encode(ImageFormat::WebP),
                "webp",
                "30 20 webp image/webp true",
            ),
            (
                encode(ImageFormat::Avif),
                "avif",
                "30 20 avif image/avif true",
            ),
            (
                b"<svg xmlns='http://www.w3.org/2000/svg' width='30' height='20'/>".to_vec(),
                "svg",
                "30 20 svg text/svg+xml true",
            ),
            (
                b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 7.9 5'/>".to_vec(),
                "svg",
                "7 5 svg text/svg+xml true",
            ),
        ] {
            let found = read_metadata(&bytes, extension).unwrap();
            let lossy = found.is_lossy();
            let said = format!(
                "{} {} {} {} {lossy}",
                found.width,
                found.height,
                found.format.unwrap(),
                found.mime.unwrap()
            );
            assert_eq!(said, expected);
        }
    }

    #[test]
    fn reads_what_the_camera_noted() {
        let found = read_metadata(&with_exif(&encode(ImageFormat::Jpeg)), "jpg").unwrap();
        assert_eq!(found.size(), (20, 30));
        assert_eq!(found.description.as_deref(), Some("Fika"));
        assert_eq!(found.created.as_deref(), Some("2018:09:11 08:07:06"));
    }

    #[test]
    fn what_is_no_image_is_an_error() {
        for (bytes, extension) in [
            (&b"text"[..], "png"),
            (b"<svg/>", "svg"),
            (b"\xff", "svg"),
            (b"", "avif"),
            (b"", "jpg"),
        ] {
            assert!(read_metadata(bytes, extension).is_err(), "{extension}");
        }
    }
}
