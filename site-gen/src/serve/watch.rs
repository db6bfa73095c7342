//! A site's folder → a sign whenever something in it has changed. Knows nothing of what the files mean.
//!
//! The folder itself is watched for what comes and goes in it, each of its folders with all that they hold. Left out are
//! names that begin with a dot and caches (folders that say so by `CACHEDIR.TAG`).

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use notify::event::{EventKind, ModifyKind};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};

use super::ServeError;
use crate::build::Changes;

/// How often to look for a site's folder that is gone.
const ABSENCE_POLL: Duration = Duration::from_millis(200);
/// Changes that never pause are built all the same, this often.
const PATIENCE: Duration = Duration::from_secs(1);

pub(super) struct Watch {
    root: PathBuf,
    extra: Vec<PathBuf>,
    watcher: RecommendedWatcher,
    events: Receiver<notify::Result<Event>>,
}

impl Watch {
    /// Watches the site in `root`, and besides it `extra` paths that are relative to it.
    pub(super) fn start(root: &Path, extra: &[PathBuf]) -> Result<Self, ServeError> {
        let root = fs_err::canonicalize(root).unwrap_or_else(|_| root.to_owned());
        let failed = |error| ServeError::Watch {
            folder: root.clone(),
            error,
        };
        let (sender, events) = channel();
        let watcher = notify::recommended_watcher(sender).map_err(failed)?;
        let mut watch = Self {
            extra: extra.iter().map(|path| root.join(path)).collect(),
            root: root.clone(),
            watcher,
            events,
        };
        watch.follow().map_err(failed)?;
        Ok(watch)
    }

    /// Waits until something has changed and then nothing more for `quiet`. None when no more changes can be seen.
    pub(super) fn wait(&mut self, quiet: Duration) -> Option<Changes> {
        loop {
            let event = self.events.recv().ok()?;
            if !self.concerns_site(&event) {
                continue;
            }
            let began = Instant::now();
            let mut folders_changed = self.is_at_top(&event);
            let mut changes = changes(event);
            while let Ok(event) = self.events.recv_timeout(quiet) {
                folders_changed |= self.is_at_top(&event);
                if self.concerns_site(&event) {
                    changes = changes.and(self::changes(event));
                }
                if began.elapsed() > PATIENCE {
                    break;
                }
            }
            if folders_changed || !self.root.exists() {
                self.follow_again();
                // What happened in a folder before it was watched was not seen.
                changes = Changes::Unknown;
            }
            return Some(changes);
        }
    }

    fn concerns_site(&self, event: &notify::Result<Event>) -> bool {
        let Ok(event) = event else { return true };
        let seen_only = matches!(
            event.kind,
            EventKind::Access(_) | EventKind::Modify(ModifyKind::Metadata(_))
        );
        !seen_only && event.paths.iter().any(|path| self.concerns_path(path))
    }

    fn concerns_path(&self, path: &Path) -> bool {
        match path.strip_prefix(&self.root) {
            Ok(inside) => !inside.components().any(|part| is_hidden(Path::new(&part))),
            Err(_) => true,
        }
    }

    fn is_at_top(&self, event: &notify::Result<Event>) -> bool {
        let Ok(event) = event else { return true };
        let at_top =
            |path: &PathBuf| path.parent() == Some(self.root.as_path()) || *path == self.root;
        event.paths.iter().any(at_top)
    }

    /// Folders may be new under an old name; one that is watched already stays so.
    fn follow_again(&mut self) {
        loop {
            if self.root.exists() {
                break;
            }
            std::thread::sleep(ABSENCE_POLL);
        }
        // A folder may go while it is looked at; its going is an event of its own.
        let _ = self.follow();
    }

    fn follow(&mut self) -> notify::Result<()> {
        self.watcher
            .watch(&self.root, RecursiveMode::NonRecursive)?;
        let folders = fs_err::read_dir(&self.root)?
            .filter_map(Result::ok)
            .map(|entry| entry.path());
        for folder in folders.filter(|path| path.is_dir() && !is_hidden(path) && !is_cache(path)) {
            self.watcher.watch(&folder, RecursiveMode::Recursive)?;
        }
        for path in &self.extra {
            self.watcher.watch(path, RecursiveMode::Recursive)?;
        }
        Ok(())
    }
}

fn changes(event: notify::Result<Event>) -> Changes {
    match event {
        Ok(event) if !event.need_rescan() => Changes::Files(event.paths.into_iter().collect()),
        _ => Changes::Unknown,
    }
}

fn is_hidden(path: &Path) -> bool {
    path.file_name()
        .is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
}

fn is_cache(folder: &Path) -> bool {
    folder.join("CACHEDIR.TAG").is_file() || folder.ends_with("node_modules")
}
