//! What expressions work with. Values of a manifest are read where they lie and never copied; what an expression makes is
//! shared.

use std::cmp::Ordering;
use std::fmt;
use std::rc::Rc;
use std::sync::Arc;

pub use super::entries::Entries;

/// A value (`common/types`).
#[derive(Clone, Debug, Default)]
pub enum Value<'a> {
    /// `null`
    #[default]
    Null,
    /// `bool`
    Bool(bool),
    /// `int`
    Int(i64),
    /// `uint`
    Uint(u64),
    /// `double`
    Double(f64),
    /// `string`
    String(Text<'a>),
    /// `bytes`
    Bytes(Arc<[u8]>),
    /// A span of time, in nanoseconds, as Go's `time.Duration` holds it.
    Duration(i64),
    /// A point in time.
    Timestamp(Timestamp),
    /// `list`
    List(List<'a>),
    /// `map`, or an object whose fields are declared.
    Map(Map<'a>),
    /// `optional_type`
    Optional(Option<Rc<Value<'a>>>),
    /// `type`, by its name.
    Type(Text<'a>),
    /// A value of the server's libraries.
    Opaque(Rc<Opaque>),
    /// What lies in a manifest and is not what its schema says: who reads it fails, in these words.
    Wrong(Rc<str>),
}

/// A text: one that lies elsewhere, or one that was made.
#[derive(Clone)]
pub enum Text<'a> {
    /// Of a manifest.
    Seen(&'a str),
    /// Of an expression.
    Made(Arc<str>),
}

/// A point in time between the years 1 and 9999.
#[derive(Clone, Copy, Debug)]
pub struct Timestamp {
    /// Seconds since 1970, in UTC.
    pub seconds: i64,
    /// Nanoseconds after those, below a milliard.
    pub nanos: u32,
    /// Seconds that the clock which wrote it is ahead of UTC. It is printed by that clock, and compared without it.
    pub offset: i32,
}

impl Timestamp {
    /// A point in time of a clock that shows UTC.
    pub fn utc(seconds: i64, nanos: u32) -> Self {
        Timestamp { seconds, nanos, offset: 0 }
    }
}

impl PartialEq for Timestamp {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Timestamp {}

impl PartialOrd for Timestamp {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Timestamp {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.seconds, self.nanos).cmp(&(other.seconds, other.nanos))
    }
}

/// A list.
#[derive(Clone, Debug)]
pub enum List<'a> {
    /// Of an expression.
    Made(Rc<Vec<Value<'a>>>),
    /// Of a manifest.
    Seen(Rc<dyn Items<'a> + 'a>),
}

/// A map.
#[derive(Clone, Debug)]
pub enum Map<'a> {
    /// Of an expression: entries in the order in which they were made, no key twice.
    Made(Rc<Entries<'a>>),
    /// Of a manifest; its keys are texts.
    Seen(Rc<dyn Fields<'a> + 'a>),
}

/// A list that lies in a manifest.
pub trait Items<'a>: fmt::Debug {
    /// How many items it has.
    fn len(&self) -> usize;
    /// The item at an index below [`Items::len`].
    fn get(&self, index: usize) -> Value<'a>;
    /// How its items are told apart when it is compared or added to.
    fn kind(&self) -> Likeness<'_>;
    /// Whether it has no items.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// Whether what is added to it is read by the schema of its items.
    fn is_typed(&self) -> bool {
        false
    }
    /// How many lists within lists it is made of, where an expression put lists together.
    fn depth(&self) -> u32 {
        0
    }
}

/// How a list's items are told apart: `x-kubernetes-list-type` (`apiserver/pkg/cel/common/values.go`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Likeness<'s> {
    /// By their places.
    Atomic,
    /// By what they are.
    Set,
    /// By those of their fields.
    Keys(&'s [String]),
}

/// A map or an object that lies in a manifest. Names of an object's fields are spelled as expressions spell them
/// (`__namespace__`).
pub trait Fields<'a>: fmt::Debug {
    /// How many entries there are.
    fn len(&self) -> usize;
    /// The value under a key.
    fn get(&self, key: &str) -> Option<Value<'a>>;
    /// The entry at an index below [`Fields::len`].
    fn entry(&self, index: usize) -> (&'a str, Value<'a>);
    /// The name of its type, where it is an object whose fields are declared.
    fn object(&self) -> Option<&str>;
    /// Whether something stands under a key.
    ///
    /// # Errors
    ///
    /// Where that cannot be said.
    fn has(&self, key: &str) -> Result<bool, Failure> {
        Ok(self.get(key).is_some())
    }
    /// Whether a field is declared of an object; of a map each is, if any may be there.
    fn declares(&self, field: &str) -> bool;
    /// Whether it has no entries.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A value of the server's libraries (`apiserver/pkg/cel`).
#[derive(Clone, Debug, PartialEq)]
pub enum Opaque {
    /// `kubernetes.Quantity`
    Quantity(crate::model::Quantity, Origin),
    /// `kubernetes.URL`
    Url(Box<Url>),
    /// `net.IP`
    Ip(core::net::IpAddr),
    /// `net.CIDR`: the address as written, and the bits of its network.
    Cidr(core::net::IpAddr, u8),
    /// `kubernetes.Semver`
    Semver(Box<Semver>),
    /// `kubernetes.NamedFormat`, by its name.
    Format(&'static str),
}

/// How an amount came about.
#[derive(Clone, Copy, Debug)]
pub enum Origin {
    /// It was read from a text.
    Text,
    /// Amounts were added up.
    Sum,
}

/// Amounts are the same however they came about.
impl PartialEq for Origin {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// A URL as Go's `net/url` reads it.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Url {
    /// In lower case.
    pub scheme: String,
    /// Host and port, as written.
    pub host: String,
    /// The host without its port and brackets.
    pub hostname: String,
    /// The port's digits, or nothing.
    pub port: String,
    /// The path, escaped (`EscapedPath`).
    pub path: String,
    /// The query's values by key, keys in the order of their first mention (`Query`).
    pub query: Vec<(String, Vec<String>)>,
    /// The whole, as Go prints it (`String`).
    pub text: String,
}

/// A version as `blang/semver` reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Semver {
    /// Major, minor and patch.
    pub numbers: [u64; 3],
    /// What stands after the hyphen, between dots.
    pub pre: Vec<String>,
    /// What stands after the plus sign.
    pub build: Vec<String>,
}

impl Text<'_> {
    /// The text.
    pub fn as_str(&self) -> &str {
        match self {
            Text::Seen(text) => text,
            Text::Made(text) => text,
        }
    }
}

impl fmt::Debug for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Value::String(Text::Made(text.into()))
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Value::String(Text::Seen(text))
    }
}

impl<'a> From<Vec<Value<'a>>> for Value<'a> {
    fn from(items: Vec<Value<'a>>) -> Self {
        Value::List(List::Made(Rc::new(items)))
    }
}

impl<'a> From<Vec<(Value<'a>, Value<'a>)>> for Value<'a> {
    fn from(entries: Vec<(Value<'a>, Value<'a>)>) -> Self {
        Value::Map(Map::Made(Rc::new(Entries::from(entries))))
    }
}

/// A function over values; what it is called on comes first.
pub type Function = for<'a> fn(&[Value<'a>]) -> Result<Value<'a>, Failure>;

/// Why an expression comes to nothing, in cel-go's words: `no such overload`, `division by zero`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure(pub String);

impl Failure {
    /// A failure in these words.
    pub fn new(message: impl Into<String>) -> Self {
        Failure(message.into())
    }

    /// More was spent than a run may.
    pub fn cost_limit() -> Self {
        Failure::new("operation cancelled: actual cost limit exceeded")
    }

    /// Values of types that the function does not take.
    pub fn no_such_overload() -> Self {
        Failure::new("no such overload")
    }
}
