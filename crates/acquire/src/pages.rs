use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use types::{Body, Given, Origin, Page, Visit};

use crate::archive::Records;
use crate::folder::{Folder, Skipped, format_by_name, is_pattern, matches};
use crate::jsonl::Lines;
use crate::listing::{self, Item, Listing};
use crate::message::{self, MediaType};
use crate::source::{Source, open};
use crate::web::{Answer, Fetched, Request, Web};
use crate::zip_archive::Entries;
use crate::{AcquireError, Encoding, Format, Input, Limits, decode};

/// Every page of the inputs, in the order of the arguments, of the names in a folder, of the lines in a file.
///
/// Nothing is opened before it is asked for, and at most one file is open at a time. Addresses are refused, unless
/// [`Pages::with_web`] says how to fetch them.
pub fn pages(inputs: &[Input], limits: Limits) -> Pages {
    Pages {
        inputs: Vec::from(inputs).into_iter(),
        current: Input::new("-"),
        limits,
        layers: Vec::new(),
        web: None,
        skipped: Skipped::default(),
        bytes_read: Arc::default(),
    }
}

/// Every page in a stream of bytes, as if they came from standard input.
pub fn pages_of(bytes: impl Into<Vec<u8>>, format: Option<Format>, limits: Limits) -> Pages {
    pages_from(Origin::Stdin, bytes, format, limits)
}

/// Every page in a stream of bytes that came from somewhere else, such as the program itself.
pub fn pages_from(
    origin: Origin,
    bytes: impl Into<Vec<u8>>,
    format: Option<Format>,
    limits: Limits,
) -> Pages {
    let mut pages = pages(&[], limits);
    pages.current.format = format;
    let raw = Box::new(Cursor::new(bytes.into()));
    pages.layers.push(Layer::Once(Box::new(Source::new(origin, raw, limits, &pages.bytes_read))));
    pages
}

/// How many bytes there are to read in all, before decompression; `None` when standard input or an address is among
/// them. Files that cannot be reached count as nothing: [`pages()`] reports them.
pub fn total_bytes(inputs: &[Input]) -> Option<u64> {
    let size = |path: PathBuf| std::fs::metadata(path).map_or(0, |metadata| metadata.len());
    let mut total = 0;
    for Input { argument, .. } in inputs {
        total += match kind_of(argument) {
            Kind::Stdin | Kind::Address(_) => return None,
            Kind::Folder => folder_bytes(argument),
            Kind::Pattern => matches(argument)
                .into_iter()
                .flatten()
                .map(|path| if path.is_dir() { folder_bytes(&path) } else { size(path) })
                .sum(),
            Kind::File => size(argument.clone()),
        };
    }
    Some(total)
}

fn folder_bytes(root: &Path) -> u64 {
    let (mut folder, mut skipped) = (Folder::new(root.to_owned()), Skipped::default());
    let articles = std::iter::from_fn(|| folder.next(&mut skipped)).flatten();
    articles.filter_map(|path| std::fs::metadata(path).ok()).map(|metadata| metadata.len()).sum()
}

enum Kind {
    Stdin,
    Folder,
    Pattern,
    Address(String),
    File,
}

fn kind_of(argument: &Path) -> Kind {
    match argument {
        _ if argument == Path::new("-") => Kind::Stdin,
        _ if argument.is_dir() => Kind::Folder,
        _ if is_address(argument) => Kind::Address(argument.to_string_lossy().into_owned()),
        // A file whose name has a bracket in it is that file.
        _ if is_pattern(argument) && !argument.exists() => Kind::Pattern,
        _ => Kind::File,
    }
}

/// Whether an argument is an address, and no file that is called like one.
pub(crate) fn is_address(argument: &Path) -> bool {
    let argument_text = argument.to_string_lossy();
    let scheme = argument_text.get(..8).unwrap_or(&argument_text).to_ascii_lowercase();
    (scheme.starts_with("https://") || scheme.starts_with("http://")) && !argument.exists()
}

/// A stream of pages; see [`pages()`].
pub struct Pages {
    inputs: std::vec::IntoIter<Input>,
    /// The input that the layers belong to.
    current: Input,
    limits: Limits,
    /// What is open, the outermost first: a line of a file in a ZIP archive in a folder has three layers.
    layers: Vec<Layer>,
    web: Option<Web>,
    skipped: Skipped,
    bytes_read: Arc<AtomicU64>,
}

/// Something that holds more than one page.
enum Layer {
    Folder(Box<Folder>),
    Matched(std::vec::IntoIter<Result<PathBuf, AcquireError>>),
    Lines(Box<Lines>),
    Records(Box<Records>),
    Entries(Box<Entries>),
    /// Articles that a feed in a file holds.
    Held(std::vec::IntoIter<Result<Page, AcquireError>>),
    Listing(Box<WebList>),
    Once(Box<Result<Source, AcquireError>>),
    Done,
}

/// A feed or sitemap that was fetched.
struct WebList {
    listing: Listing,
    /// The articles that the feed holds of those that have no address.
    held: Vec<Option<Page>>,
    url: String,
    /// To be remembered when all that is listed was read; none when it names other lists, which change on their own.
    visit: Option<Visit>,
}

/// What a layer has next.
enum Found {
    Page(Page),
    Path(PathBuf),
    Source(Source),
    Item { item: Item, list: String },
}

/// Archives in archives, lists in lists.
const DEPTH: usize = 5;
/// Sitemaps may be longer than any page: 50 MB, says their specification.
const LIST_BYTES: u64 = 64 << 20;

impl Layer {
    fn next(&mut self, skipped: &mut Skipped) -> Option<Result<Found, AcquireError>> {
        match self {
            Self::Folder(folder) => Some(folder.next(skipped)?.map(Found::Path)),
            Self::Matched(paths) => Some(paths.next()?.map(Found::Path)),
            Self::Lines(lines) => Some(lines.next()?.map(Found::Page)),
            Self::Records(records) => Some(records.next(skipped)?.map(Found::Page)),
            Self::Entries(entries) => Some(entries.next(skipped)?.map(Found::Source)),
            Self::Held(pages) => Some(pages.next()?.map(Found::Page)),
            Self::Listing(list) => {
                let item = list.listing.items.next()?;
                let index = list.held.len() - list.listing.items.len() - 1;
                let held = list.held.get_mut(index).and_then(Option::take);
                Some(match (item, held) {
                    (Item::Nothing { .. }, Some(page)) => Ok(Found::Page(page)),
                    (Item::Nothing { item }, None) => {
                        let origin = Origin::Item(Box::new(list.listing.origin.clone()), item);
                        let reason = "an item without the address of a page and without text".to_owned();
                        Err(AcquireError::BadAddress { origin, reason })
                    }
                    (item, _) => Ok(Found::Item { item, list: list.url.clone() }),
                })
            }
            Self::Once(_) => match std::mem::replace(self, Self::Done) {
                Self::Once(source) => Some(source.map(Found::Source)),
                _ => None,
            },
            Self::Done => None,
        }
    }
}

impl Pages {
    /// Fetches addresses.
    #[must_use]
    pub fn with_web(self, web: Web) -> Self {
        Self { web: Some(web), ..self }
    }

    /// What was left out on purpose so far.
    pub fn skipped(&self) -> &Skipped {
        &self.skipped
    }

    /// How many bytes were read so far, before decompression; goes on counting while the stream is read elsewhere.
    pub fn bytes_read(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.bytes_read)
    }

    /// To be called once all pages are kept: feeds and sitemaps that were read to their ends are not read again until
    /// they change.
    pub fn keep_lists(&mut self) -> Result<(), AcquireError> {
        self.web.as_mut().map_or(Ok(()), Web::keep_lists)
    }

    fn is_stopped(&self) -> bool {
        self.web.as_ref().is_some_and(Web::is_stopped)
    }

    /// Starts on an argument.
    fn start(&mut self, input: Input) -> Result<Option<Page>, AcquireError> {
        self.current = input;
        let argument = self.current.argument.clone();
        match kind_of(&argument) {
            Kind::Stdin => self.open(None),
            Kind::File => self.open(Some(&argument)),
            Kind::Address(address) => self.fetch(&Request { url: &address, list: None, listed: None }),
            Kind::Folder => {
                self.layers.push(Layer::Folder(Box::new(Folder::new(argument))));
                Ok(None)
            }
            Kind::Pattern => {
                self.layers.push(Layer::Matched(matches(&argument).into_iter()));
                Ok(None)
            }
        }
    }

    /// Opens one file, or standard input.
    fn open(&mut self, path: Option<&Path>) -> Result<Option<Page>, AcquireError> {
        let source = open(path, self.limits, &self.bytes_read)?;
        self.begin(source)
    }

    /// What a layer has found: a page, or something that is put on top of the layers.
    fn take(&mut self, found: Found) -> Result<Option<Page>, AcquireError> {
        match found {
            Found::Page(page) => Ok(Some(page)),
            Found::Path(path) if path.is_dir() => {
                self.layers.push(Layer::Folder(Box::new(Folder::new(path))));
                Ok(None)
            }
            Found::Path(path) => self.open(Some(&path)),
            Found::Source(source) => self.begin(source),
            Found::Item { item: Item::Page { url, listed }, list } => {
                self.fetch(&Request { url: &url, list: Some(&list), listed: listed.as_deref() })
            }
            Found::Item { item: Item::List { url }, list: _ } => {
                self.fetch(&Request { url: &url, list: None, listed: None })
            }
            Found::Item { item: Item::Nothing { .. }, .. } => Ok(None),
        }
    }

    /// A source: its page, or (none) a layer when it holds more than one.
    fn begin(&mut self, mut source: Source) -> Result<Option<Page>, AcquireError> {
        if self.layers.len() >= DEPTH {
            return Err(AcquireError::TooDeep { origin: source.origin, limit: DEPTH });
        }
        let by_name = match &source.origin {
            Origin::File(path) => format_by_name(path),
            Origin::Entry(_, name) => format_by_name(name.as_ref()),
            _ => None,
        };
        let format = match self.current.format.or(by_name) {
            Some(format) => format,
            None => source.sniff()?,
        };
        let limits = self.limits;
        match format {
            Format::Jsonl => self.layers.push(Layer::Lines(Box::new(Lines::new(source, limits)))),
            Format::Archive => self.layers.push(Layer::Records(Box::new(Records::new(source, limits)))),
            Format::Zip => self.layers.push(Layer::Entries(Box::new(Entries::new(source, limits)?))),
            Format::Sitemap => {
                let (origin, bytes) = source.whole(LIST_BYTES)?;
                listing::sitemap(&origin, &bytes, None)?;
                return Err(AcquireError::OnlyListed { origin });
            }
            Format::Feed => {
                let (origin, bytes) = source.whole(limits.page_bytes)?;
                let pages =
                    listing::feed(&origin, &bytes, None)?.into_iter().zip(1..).map(|((_, held), item)| {
                        let origin = || Origin::Item(Box::new(origin.clone()), item);
                        held.ok_or_else(|| AcquireError::OnlyListed { origin: origin() })
                    });
                self.layers.push(Layer::Held(pages.collect::<Vec<_>>().into_iter()));
            }
            Format::Html => return html(source, limits).map(Some),
            Format::Text => return text(source, limits, self.current.encoding).map(Some),
        }
        Ok(None)
    }

    /// Fetches an address: its page, or (none) a layer when it holds more than one, or nothing when it is unchanged.
    fn fetch(&mut self, request: &Request<'_>) -> Result<Option<Page>, AcquireError> {
        let Some(web) = &mut self.web else {
            let origin = Origin::Address { url: request.url.to_owned(), list: None };
            return Err(AcquireError::Address { origin });
        };
        match web.get(request)? {
            Answer::Unchanged => self.skipped.unchanged += 1,
            Answer::Rested => self.skipped.rested += 1,
            Answer::Body(fetched) => return self.begin_fetched(request, *fetched),
        }
        Ok(None)
    }

    fn begin_fetched(
        &mut self,
        request: &Request<'_>,
        fetched: Fetched,
    ) -> Result<Option<Page>, AcquireError> {
        let Fetched { body, url, address, media_type, visit } = fetched;
        let origin = Origin::Address { url: address.clone(), list: request.list.map(str::to_owned) };
        let mut source = Source::new(origin.clone(), body, self.limits, &self.bytes_read)?;
        let media = MediaType::parse(media_type.as_deref());
        let told = match self.current.format {
            Some(format) => format,
            None => source.sniff()?,
        };
        match told {
            Format::Feed | Format::Sitemap => {
                if self.layers.len() >= DEPTH {
                    return Err(AcquireError::TooDeep { origin, limit: DEPTH });
                }
                let (origin, bytes) = source.whole(LIST_BYTES)?;
                let (items, held): (Vec<_>, Vec<_>) = if told == Format::Feed {
                    listing::feed(&origin, &bytes, Some(&url))?.into_iter().unzip()
                } else {
                    listing::sitemap(&origin, &bytes, Some(&url))?
                        .into_iter()
                        .map(|item| (item, None))
                        .unzip()
                };
                let names_lists = items.iter().any(|item| matches!(item, Item::List { .. }));
                let listing = Listing { origin, items: items.into_iter() };
                let visit = Some(visit).filter(|_| !names_lists);
                self.layers.push(Layer::Listing(Box::new(WebList { listing, held, url: address, visit })));
                Ok(None)
            }
            Format::Archive | Format::Zip => self.begin(source),
            Format::Jsonl if !media.is_html() => self.begin(source),
            _ => {
                let (origin, bytes) = source.whole(self.limits.page_bytes)?;
                let page =
                    message::page(&media, bytes, origin.clone(), Some(url.into())).unwrap_or_else(|| {
                        let media_type =
                            if media.essence.is_empty() { "something unknown" } else { &media.essence };
                        Err(AcquireError::MediaType {
                            origin: origin.clone(),
                            media_type: media_type.to_owned(),
                        })
                    })?;
                if let Some(web) = &mut self.web {
                    web.keep_visit(&origin, &visit)?;
                }
                Ok(Some(page))
            }
        }
    }

    /// The innermost layer is at its end.
    fn close_layer(&mut self) {
        if let Some(Layer::Listing(list)) = self.layers.pop()
            && let (Some(web), WebList { url, visit: Some(visit), .. }) = (&mut self.web, *list)
        {
            web.note_list(url, visit);
        }
    }

    /// After an error that may be gone the next time, the open lists have to be read again then.
    fn note_error(&mut self, error: &AcquireError) {
        let may_pass = matches!(
            error,
            AcquireError::Transfer { .. }
                | AcquireError::Rest { .. }
                | AcquireError::Memory { .. }
                | AcquireError::Status { status: 500.., .. }
        );
        for layer in &mut self.layers {
            if let Layer::Listing(list) = layer
                && may_pass
            {
                list.visit = None;
            }
        }
    }
}

impl Iterator for Pages {
    type Item = Result<Page, AcquireError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if self.is_stopped() {
                return None;
            }
            let item = match self.layers.last_mut() {
                Some(layer) => match layer.next(&mut self.skipped) {
                    Some(found) => found.and_then(|found| self.take(found)).transpose(),
                    None => {
                        self.close_layer();
                        None
                    }
                },
                None => {
                    let input = self.inputs.next()?;
                    self.start(input).transpose()
                }
            };
            if let Some(Err(error)) = &item {
                self.note_error(error);
                // A request that was given up because of the stop is no error.
                if self.is_stopped() {
                    return None;
                }
            }
            if item.is_some() {
                return item;
            }
        }
    }
}

fn html(source: Source, limits: Limits) -> Result<Page, AcquireError> {
    let (origin, bytes) = source.whole(limits.page_bytes)?;
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(AcquireError::Empty { origin });
    }
    // Pages with a stray zero byte exist, and UTF-16 is full of them: what starts like a page is one.
    let start = &bytes[..bytes.len().min(decode::SNIFFED_BYTES)];
    if decode::format_of(start, true) != Some(Format::Html) {
        decode::check_not_binary(&bytes, &origin)?;
    }
    Ok(Page { origin, body: Body::Html(bytes), given: Given::default() })
}

fn text(source: Source, limits: Limits, encoding: Option<&'static Encoding>) -> Result<Page, AcquireError> {
    let (origin, bytes) = source.whole(limits.page_bytes)?;
    let text = decode::text(bytes, origin.clone(), encoding)?;
    if text.trim().is_empty() {
        return Err(AcquireError::Empty { origin });
    }
    Ok(Page { origin, body: Body::Text(text), given: Given::default() })
}
