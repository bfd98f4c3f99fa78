//! Reads YAML into a [`Document`].

use std::collections::{HashMap, HashSet};
use std::fmt;

use granit_parser::{Event, Parser, ScalarStyle, Span, Tag};

use super::checker::Checker;
use super::document::{Child, Document, Entry, Node};
use super::path::{Path, quoted};
use super::problem::Position;
use super::scalar::{Scalar, ScalarValue};

/// The most entries that merges (`<<`) may copy.
const MAX_MERGED: usize = 100_000;

const CORE_TAGS: &str = "tag:yaml.org,2002:";

/// Reads a text with one document. Reports what is wrong with it, and continues. Only a syntax error ends the
/// reading; then there is no document.
pub(super) fn read(text: &str, checker: &mut Checker) -> Option<Document> {
    let mut options = granit_parser::Options::default();
    options.emit_unresolved_aliases = true;
    options.set_emit_comments(false);
    let mut builder = Builder {
        document: Document::default(),
        open: Vec::new(),
        anchors: HashMap::new(),
        merged: 0,
        documents: 0,
        checker,
    };
    for event in Parser::new_from_str_with_options(text, options) {
        match event {
            Ok((event, span)) => builder.event(event, span),
            Err(error) => {
                let place = place_of(*error.marker());
                builder.report(place, format!("this is not YAML: {}", error.info()));
                return None;
            }
        }
    }
    Some(builder.document)
}

struct Builder<'c> {
    document: Document,
    /// The collections around the current event, outermost first.
    open: Vec<Open>,
    /// Nodes by anchor.
    anchors: HashMap<usize, usize>,
    merged: usize,
    documents: usize,
    checker: &'c mut Checker,
}

/// A collection of which the end has not been read.
struct Open {
    child: Child,
    content: Content,
}

enum Content {
    List(Vec<Child>),
    Mapping {
        entries: Vec<Entry>,
        pending: Pending,
        keys: HashSet<String>,
    },
}

/// What a mapping expects.
enum Pending {
    Key,
    Value(Scalar, Position),
    /// The value of a key that has been reported.
    Ignored,
}

impl Builder<'_> {
    fn event(&mut self, event: Event<'_>, span: Span) {
        let place = place_of(span.start);
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents == 2 {
                    self.report(place, "there is a second document; a definition is one");
                }
            }
            Event::Scalar(text, style, anchor, tag) => {
                let is_plain = style == ScalarStyle::Plain;
                let value = self.scalar_value(&text, is_plain, tag.as_deref(), place);
                let text = text.into_owned();
                let is_absent = is_plain && text.is_empty();
                let node = self.add(Node::Scalar(Scalar { text, value }), anchor);
                // A value that is not there is shown at its key.
                let place = match self.open.last() {
                    Some(Open {
                        content:
                            Content::Mapping {
                                pending: Pending::Value(_, key),
                                ..
                            },
                        ..
                    }) if is_absent => *key,
                    _ => place,
                };
                self.attach(Child { place, node });
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.check_collection_tag(tag.as_deref(), "seq", place);
                let node = self.add(Node::List(Vec::new()), anchor);
                self.open(Child { place, node }, Content::List(Vec::new()));
            }
            Event::MappingStart(_, anchor, tag) => {
                self.check_collection_tag(tag.as_deref(), "map", place);
                let node = self.add(Node::Mapping(Vec::new()), anchor);
                let content = Content::Mapping {
                    entries: Vec::new(),
                    pending: Pending::Key,
                    keys: HashSet::new(),
                };
                self.open(Child { place, node }, content);
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(),
            Event::Alias(anchor) => self.alias(anchor, place),
            Event::UnresolvedAlias(name) => {
                let message = format!("there is no anchor {} before this alias", quoted(&name));
                self.report(place, message);
                self.attach_null(place);
            }
            _ => {}
        }
    }

    fn add(&mut self, node: Node, anchor: usize) -> usize {
        self.document.nodes.push(node);
        let index = self.document.nodes.len() - 1;
        if anchor != 0 {
            self.anchors.insert(anchor, index);
        }
        index
    }

    fn open(&mut self, child: Child, content: Content) {
        self.open.push(Open { child, content });
    }

    fn close(&mut self) {
        let Some(Open { child, content }) = self.open.pop() else {
            return;
        };
        let node = match content {
            Content::List(items) => Node::List(items),
            Content::Mapping { entries, .. } => Node::Mapping(self.merge(entries)),
        };
        self.document.nodes[child.node] = node;
        self.attach(child);
    }

    fn alias(&mut self, anchor: usize, place: Position) {
        let Some(&node) = self.anchors.get(&anchor) else {
            return self.attach_null(place);
        };
        if self.open.iter().any(|open| open.child.node == node) {
            self.report(place, "the alias is within the value that it repeats");
            return self.attach_null(place);
        }
        self.attach(Child { place, node });
    }

    fn attach_null(&mut self, place: Position) {
        let scalar = Scalar {
            text: String::new(),
            value: ScalarValue::Null,
        };
        let node = self.add(Node::Scalar(scalar), 0);
        self.attach(Child { place, node });
    }

    /// Adds a node that is complete to the collection around it.
    fn attach(&mut self, child: Child) {
        let problem = match self.open.last_mut().map(|open| &mut open.content) {
            None => {
                self.document.root.get_or_insert(child);
                return;
            }
            Some(Content::List(items)) => {
                items.push(child);
                return;
            }
            Some(Content::Mapping {
                entries,
                pending,
                keys,
            }) => match std::mem::replace(pending, Pending::Key) {
                Pending::Value(key, place) => {
                    entries.push(Entry {
                        key,
                        place,
                        value: child,
                    });
                    return;
                }
                Pending::Ignored => return,
                Pending::Key => match &self.document.nodes[child.node] {
                    Node::Scalar(key) => {
                        if keys.insert(key.identity()) {
                            *pending = Pending::Value(key.clone(), child.place);
                            return;
                        }
                        *pending = Pending::Ignored;
                        format!("the key {} is there already", quoted(&key.text))
                    }
                    _ => {
                        *pending = Pending::Ignored;
                        "a key must not be a list or a mapping".to_owned()
                    }
                },
            },
        };
        self.report(child.place, problem);
    }

    /// Puts the entries of merged mappings beside those of the mapping, which take precedence.
    fn merge(&mut self, entries: Vec<Entry>) -> Vec<Entry> {
        let (merges, mut entries): (Vec<_>, Vec<_>) = entries
            .into_iter()
            .partition(|entry| entry.key.value == ScalarValue::Merge);
        let mut keys: HashSet<String> = HashSet::new();
        for entry in merges {
            if keys.is_empty() {
                keys.extend(entries.iter().map(|entry| entry.key.identity()));
            }
            let sources = match &self.document.nodes[entry.value.node] {
                Node::List(items) => items.clone(),
                _ => vec![entry.value],
            };
            for source in sources {
                let Node::Mapping(merged) = &self.document.nodes[source.node] else {
                    self.report(source.place, "`<<` merges mappings, and this is none");
                    continue;
                };
                self.merged = self.merged.saturating_add(merged.len());
                if self.merged > MAX_MERGED {
                    let message =
                        format!("the merges of the text copy more than {MAX_MERGED} entries");
                    self.report(source.place, message);
                    return entries;
                }
                let new = merged
                    .iter()
                    .filter(|entry| keys.insert(entry.key.identity()));
                entries.extend(new.cloned());
            }
        }
        entries
    }

    fn scalar_value(
        &mut self,
        text: &str,
        is_plain: bool,
        tag: Option<&Tag>,
        place: Position,
    ) -> ScalarValue {
        let plain = ScalarValue::of_plain(text);
        let name = tag.and_then(|tag| tag.suffix_in_namespace(CORE_TAGS));
        let value = match (tag, name.as_deref()) {
            (None, _) if is_plain => Some(plain),
            (None, _) | (Some(_), Some("str")) => Some(ScalarValue::Text),
            // `!` alone: not resolved.
            (Some(tag), None) if tag.suffix() == "!" && tag.handle().is_empty() => {
                Some(ScalarValue::Text)
            }
            (Some(_), Some("null")) => Some(ScalarValue::Null),
            (Some(_), Some("bool")) => Some(plain).filter(|plain| *plain == ScalarValue::Boolean),
            (Some(_), Some("int" | "float")) => {
                Some(plain).filter(|plain| matches!(plain, ScalarValue::Number(_)))
            }
            (Some(_), Some("timestamp")) => {
                Some(plain).filter(|plain| *plain == ScalarValue::Timestamp)
            }
            (Some(_), _) => None,
        };
        if let (None, Some(tag)) = (value, tag) {
            let tag = quoted(&tag.original());
            self.report(place, format!("the tag {tag} does not fit this value"));
        }
        if value == Some(ScalarValue::Default) {
            self.report(
                place,
                "`=` has a meaning of its own in YAML 1.1; put it in quotes",
            );
        }
        value.unwrap_or(ScalarValue::Text)
    }

    fn check_collection_tag(&mut self, tag: Option<&Tag>, wanted: &str, place: Position) {
        let Some(tag) = tag else {
            return;
        };
        let name = tag.suffix_in_namespace(CORE_TAGS);
        let is_unspecific = tag.suffix() == "!" && tag.handle().is_empty();
        if name.as_deref() != Some(wanted) && !is_unspecific {
            let tag = quoted(&tag.original());
            self.report(place, format!("the tag {tag} does not fit this value"));
        }
    }

    fn report(&mut self, place: Position, message: impl Into<String>) {
        self.checker.error(place, &OpenPath(&self.open), message);
    }
}

/// The path of the current event.
struct OpenPath<'a>(&'a [Open]);

impl fmt::Display for OpenPath<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        show(self.0, None, f)
    }
}

/// Paths are linked lists of borrowed parts, built from the outside to the inside.
fn show(open: &[Open], parent: Option<&Path<'_>>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match (open.split_first(), parent) {
        (
            Some((
                Open {
                    content: Content::List(items),
                    ..
                },
                rest,
            )),
            Some(parent),
        ) => show(rest, Some(&parent.index(items.len())), f),
        (
            Some((
                Open {
                    content:
                        Content::Mapping {
                            pending: Pending::Value(key, _),
                            ..
                        },
                    ..
                },
                rest,
            )),
            parent,
        ) => {
            let path = match parent {
                Some(parent) => parent.key(&key.text),
                None => Path::top(&key.text),
            };
            show(rest, Some(&path), f)
        }
        (_, Some(parent)) => write!(f, "{parent}"),
        (_, None) => Ok(()),
    }
}

impl Scalar {
    /// What distinguishes one key from another: its text and its type.
    fn identity(&self) -> String {
        format!("{}:{}", self.value.describe(), self.text)
    }
}

fn place_of(marker: granit_parser::Marker) -> Position {
    Position {
        line: marker.line(),
        column: marker.col() + 1,
    }
}
