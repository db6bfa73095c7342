//! `get_image_metadata` and `resize_image`: what an image is, and another size or format of it.
//! Resizing only queues: the queue is worked off once, after all pages are rendered.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest, Sha256};
use tera::{Error, Function, Kwargs, Map, State, TeraResult, Value};

use super::fault;
use super::hash::hex;
use crate::image::Size;
use crate::image::format::{FormatWish, TargetFormat};
use crate::image::job::ImageJob;
use crate::image::metadata::{Metadata, read_metadata};
use crate::image::operation::Operation;
use crate::memo::Memo;
use crate::problem::nearest;
use crate::render::reads;
use crate::site_files::{PathFault, SiteFile, SiteFiles};

/// The folder in the output where resized images lie.
pub const PROCESSED_FOLDER: &str = "processed_images";

/// The images of one build: each is read once, and each wanted size is made once.
#[derive(Debug)]
pub struct Images {
    files: Arc<SiteFiles>,
    /// The address of `PROCESSED_FOLDER`, with a slash at the end.
    folder_url: String,
    known: Memo<String, Result<Arc<Known>, String>>,
    queue: Mutex<BTreeMap<String, ImageJob>>,
}

#[derive(Debug)]
struct Known {
    metadata: Metadata,
    content_hash: [u8; 32],
}

impl Images {
    pub fn new(files: Arc<SiteFiles>, folder_url: String) -> Self {
        Self {
            files,
            folder_url,
            known: Memo::default(),
            queue: Mutex::default(),
        }
    }

    /// The images that templates have asked for, in the order of their paths.
    pub fn jobs(&self) -> Vec<ImageJob> {
        self.queue
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .values()
            .cloned()
            .collect()
    }

    fn know(&self, file: &SiteFile) -> Result<Arc<Known>, String> {
        self.known.get(file.name.clone(), || {
            let bytes = file.read().map_err(|error| error.to_string())?;
            let metadata = read_metadata(&bytes, &file.extension()).map_err(|message| {
                format!("{} is not an image that can be read: {message}", file.name)
            })?;
            Ok(Arc::new(Known {
                metadata,
                content_hash: Sha256::digest(&bytes).into(),
            }))
        })
    }

    fn enqueue(
        &self,
        source: SiteFile,
        known: &Known,
        (operation, target): (Operation, TargetFormat),
    ) -> Value {
        let original = known.metadata.size();
        let instructions = operation.instructions(original);
        let name = processed_name(&source, known, (operation, target));
        let path = format!("{PROCESSED_FOLDER}/{name}");
        let told = told(
            &format!("{}{name}", self.folder_url),
            &path,
            (instructions.result(original), original),
        );
        let job = ImageJob {
            path,
            source,
            instructions,
            target,
        };
        reads::note_image(&job);
        self.ask_for(job);
        told
    }

    /// Queues an image; one that is queued already is made once all the same.
    pub fn ask_for(&self, job: ImageJob) {
        self.queue
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(job.path.clone(), job);
    }
}

/// `get_image_metadata(path=, allow_missing=false)`.
#[derive(Debug)]
pub struct GetImageMetadata {
    pub images: Arc<Images>,
}

impl Function<TeraResult<Value>> for GetImageMetadata {
    fn call(&self, arguments: Kwargs, _: &State) -> TeraResult<Value> {
        let path = arguments.must_get::<String>("path")?;
        let allow_missing = arguments.get::<bool>("allow_missing")?.unwrap_or(false);
        let fault = |message: String| fault("get_image_metadata", ("path", &path), message);
        match self.images.files.find(&path) {
            Ok(file) => {
                let known = self.images.know(&file).map_err(fault)?;
                Value::try_from_serializable(&known.metadata)
            }
            Err(PathFault::Missing { .. }) if allow_missing => Ok(Value::none()),
            Err(error) => Err(fault(error.to_string())),
        }
    }
}

/// `resize_image(path=, width=, height=, op="fill", format="auto", quality=, speed=)`.
#[derive(Debug)]
pub struct ResizeImage {
    pub images: Arc<Images>,
}

impl Function<TeraResult<Value>> for ResizeImage {
    fn call(&self, arguments: Kwargs, _: &State) -> TeraResult<Value> {
        let path = arguments.must_get::<String>("path")?;
        let operation = operation(&arguments)?;
        let format = arguments.get::<String>("format")?;
        let wish = FormatWish {
            format: format.as_deref().unwrap_or("auto"),
            quality: arguments.get("quality")?,
            speed: arguments.get("speed")?,
        };
        let wrong_path = |message: String| fault("resize_image", ("path", &path), message);
        let file = self
            .images
            .files
            .find(&path)
            .map_err(|error| wrong_path(error.to_string()))?;
        let known = self.images.know(&file).map_err(wrong_path)?;
        if !known.metadata.has_pixels() {
            return Err(wrong_path(
                "SVG and AVIF cannot be resized: show the file as it is".to_owned(),
            ));
        }
        let target = TargetFormat::from_wish(wish, known.metadata.is_lossy()).map_err(|wrong| {
            fault(
                "resize_image",
                (wrong.argument, &wrong.value),
                wrong.message,
            )
        })?;
        Ok(self.images.enqueue(file, &known, (operation, target)))
    }
}

fn operation(arguments: &Kwargs) -> Result<Operation, Error> {
    let name = arguments.get::<String>("op")?;
    let name = name.as_deref().unwrap_or("fill");
    Operation::from_arguments(name, arguments.get("width")?, arguments.get("height")?).map_err(
        |message| {
            let hint = match Operation::NAMES.contains(&name) {
                true => None,
                false => nearest(name, Operation::NAMES),
            };
            let hint = hint
                .map(|name| format!(" (did you mean `{name}`?)"))
                .unwrap_or_default();
            fault("resize_image", ("op", name), format!("{message}{hint}"))
        },
    )
}

fn processed_name(source: &SiteFile, known: &Known, what: (Operation, TargetFormat)) -> String {
    let mut hasher = Sha256::new();
    hasher.update(known.content_hash);
    hasher.update(format!("{} {what:?}", source.name));
    format!(
        "{}.{}.{}",
        source.stem(),
        hex(&hasher.finalize()[..8]),
        what.1.extension()
    )
}

fn told(
    url: &str,
    path: &str,
    ((width, height), (original_width, original_height)): (Size, Size),
) -> Value {
    let mut told = Map::new();
    told.insert("url".into(), Value::from(url));
    told.insert("static_path".into(), Value::from(format!("static/{path}")));
    for (key, pixels) in [
        ("width", width),
        ("height", height),
        ("orig_width", original_width),
        ("orig_height", original_height),
    ] {
        told.insert(key.into(), Value::from(pixels));
    }
    Value::from(told)
}

#[cfg(test)]
mod tests {
    use super::{GetImageMetadata, Images, ResizeImage};
    use crate::image::metadata::read_metadata;
    use crate::render::functions::testing::render;
    use crate::site_files::SiteFiles;
    use image::{DynamicImage, RgbImage};
    use std::collections::BTreeMap;
    use std::sync::Arc;
    use tera::{Context, Tera};

    struct Site {
        _folder: tempfile::TempDir,
        images: Arc<Images>,
        tera: Tera,
    }

    fn site() -> Site {
        let folder = tempfile::tempdir().unwrap();
        fs_err::create_dir_all(folder.path().join("static")).unwrap();
        let picture = DynamicImage::ImageRgb8(RgbImage::new(30, 20));
        picture.save(folder.path().join("static/a.png")).unwrap();
        picture.save(folder.path().join("static/b.jpg")).unwrap();
        fs_err::write(folder.path().join("static/text.png"), "text").unwrap();
        let drawing = "<svg xmlns='http://www.w3.org/2000/svg' width='3' height='2'/>";
        fs_err::write(folder.path().join("static/c.svg"), drawing).unwrap();
        let files = Arc::new(SiteFiles::new(folder.path(), None, BTreeMap::new()));
        let images = Arc::new(Images::new(files, "https://x/processed_images/".to_owned()));
        let mut tera = Tera::default();
        tera.register_function(
            "resize_image",
            ResizeImage {
                images: images.clone(),
            },
        );
        tera.register_function(
            "get_image_metadata",
            GetImageMetadata {
                images: images.clone(),
            },
        );
        Site {
            _folder: folder,
            images,
            tera,
        }
    }

    fn check(call: &str, expected: Result<&str, &str>) {
        match (render(&site().tera, call, &Context::new()), expected) {
            (Ok(found), Ok(expected)) => assert_eq!(found, expected, "{call}"),
            (Err(found), Err(expected)) => assert!(found.contains(expected), "{call}: {found}"),
            (found, _) => panic!("{call}: {found:?}, expected {expected:?}"),
        }
    }

    #[test]
    fn tells_what_an_image_is() {
        check(
            r#"get_image_metadata(path="a.png") | get(key="width")"#,
            Ok("30"),
        );
        check(
            r#"get_image_metadata(path="a.png") | get(key="mime")"#,
            Ok("image/png"),
        );
        check(
            r#"get_image_metadata(path="c.png", allow_missing=true) or "none""#,
            Ok("none"),
        );
        check(
            r#"get_image_metadata(path="c.png")"#,
            Err("(did you mean `a.png`?)"),
        );
        check(
            r#"get_image_metadata(path="../c.png", allow_missing=true) or "none""#,
            Ok("none"),
        );
        check(
            r#"get_image_metadata(path="text.png")"#,
            Err("text.png is not an image that can be read"),
        );
    }

    #[test]
    fn tells_what_a_resized_image_will_be() {
        check(
            r#"resize_image(path="a.png", width=15, op="fit_width") | get(key="height")"#,
            Ok("10"),
        );
        check(
            r#"resize_image(path="a.png", width=10, height=10) | get(key="orig_width")"#,
            Ok("30"),
        );
        check(
            r#"resize_image(path="a.png", width=10)"#,
            Err("`resize_image(op=\"fill\")`: needs a `height` above zero"),
        );
        check(
            r#"resize_image(path="a.png", width=10, op="fit_with")"#,
            Err("(did you mean `fit_width`?)"),
        );
        check(
            r#"resize_image(path="a.png", width=9, height=9, format="gif")"#,
            Err("`resize_image(format=\"gif\")`: must be"),
        );
        check(
            r#"resize_image(path="none.png", width=9, height=9)"#,
            Err("no file `none.png`"),
        );
        check(
            r#"resize_image(path="c.svg", width=9, height=9)"#,
            Err("`resize_image(path=\"c.svg\")`: SVG and AVIF cannot be resized"),
        );
    }

    #[test]
    fn makes_each_wanted_image_once() {
        let site = site();
        for call in [
            r#"resize_image(path="b.jpg", width=10, height=10, format="webp") | get(key="url")"#,
            r#"resize_image(path="/b.jpg", width=10, height=10, format="webp") | get(key="url")"#,
            r#"resize_image(path="b.jpg", width=12, height=10, op="scale") | get(key="static_path")"#,
        ] {
            render(&site.tera, call, &Context::new()).unwrap();
        }
        let made: Vec<String> = site
            .images
            .jobs()
            .iter()
            .map(|job| {
                let metadata = read_metadata(&job.run().unwrap(), "").unwrap();
                let (folder, name) = job.path.split_once('/').unwrap();
                let parts: Vec<&str> = name.split('.').collect();
                assert_eq!((folder, parts[1].len()), ("processed_images", 16));
                format!("{}.{} {:?}", parts[0], parts[2], metadata.size())
            })
            .collect();
        let mut sorted = made.clone();
        sorted.sort();
        assert_eq!(sorted, ["b.jpg (12, 10)", "b.webp (10, 10)"]);
    }
}
