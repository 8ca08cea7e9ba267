//! Where findings go: it knows what they are about, and how many of them a person reads.

use std::sync::Arc;

use hashbrown::HashMap;

use super::told::{MOST_TOLD, Told, most_of_document};
use super::{ApiCause, FileId, Finding, Layer, ObjectRef, Reason, Span, Version, VersionSet, is_at_or_below};

/// What a finding is about, apart from its place: file, document, object, version.
#[derive(Clone, Debug)]
pub struct Scene {
    /// The file.
    pub file: FileId,
    /// Document of the file, from 0.
    pub document: u32,
    /// The object, where there is one: all that is found of it shares it.
    pub object: Option<Arc<ObjectRef>>,
    /// The versions that are looked at.
    pub versions: VersionSet,
}

impl Scene {
    /// A document, in every version.
    pub fn new(file: FileId, document: u32) -> Self {
        Scene { file, document, object: None, versions: VersionSet::ALL }
    }

    /// The same with an object.
    pub fn with_object(self, mut object: ObjectRef) -> Self {
        object.clip();
        Scene { object: Some(Arc::new(object)), ..self }
    }

    /// Tells a finding, and all the places in it, where it is.
    pub fn set(&self, mut finding: Finding) -> Finding {
        self.stamp(&mut finding);
        finding
    }

    fn stamp(&self, finding: &mut Finding) {
        finding.file = self.file;
        finding.document = self.document;
        finding.object.clone_from(&self.object);
        finding.versions = self.versions;
        finding.clip();
        finding.related.shrink_to_fit();
        finding.fixes.shrink_to_fit();
        finding.also.shrink_to_fit();
        let here = |file: &mut FileId| *file = file.or(self.file);
        finding.related.iter_mut().for_each(|related| here(&mut related.file));
        finding.fixes.iter_mut().flat_map(|fix| &mut fix.edits).for_each(|edit| here(&mut edit.file));
    }
}

/// Whether a finding is to be believed.
type Belief<'b> = Box<dyn Fn(&Finding) -> bool + 'b>;

/// The value that a finding is about, where that is filled in later.
type Filled<'b> = Box<dyn Fn(&Finding) -> Option<Span> + 'b>;

/// Takes the findings of one document.
pub struct Sink<'b> {
    scene: Scene,
    findings: Vec<Finding>,
    /// What is not to be believed.
    doubted: Vec<Finding>,
    /// Findings before those of the object at hand.
    earlier: usize,
    /// Fields of the object whose values cannot be read: what else is wrong in them follows from that.
    unread: Vec<String>,
    belief: Option<Belief<'b>>,
    filled: Option<Filled<'b>>,
    /// Values about which nothing is told, as something else fills them in.
    open: Vec<Span>,
    /// What is said beside the first finding about some bytes, until it is told.
    notes: HashMap<Span, String>,
    noted: bool,
    told: Told,
}

impl<'b> Sink<'b> {
    /// A sink for what is found in `scene`, of a file with so many bytes.
    pub fn new(scene: Scene, bytes: usize) -> Self {
        let (findings, doubted, unread, notes) = (Vec::new(), Vec::new(), Vec::new(), HashMap::new());
        let told = Told::up_to(most_of_document(bytes));
        let (belief, filled, open, noted) = (None, None, Vec::new(), false);
        Sink { scene, findings, doubted, earlier: 0, unread, belief, filled, open, notes, noted, told }
    }

    /// Says something beside the first finding about exactly those bytes, where there will be one.
    pub fn note(&mut self, span: Span, text: impl Into<String>) {
        self.notes.insert(span, text.into());
        self.noted = true;
    }

    /// Whether there is any note.
    pub fn has_notes(&self) -> bool {
        self.noted
    }

    /// Takes back the note about those bytes; whether no finding had taken it up.
    pub fn take_note(&mut self, span: Span) -> bool {
        self.notes.remove(&span).is_some()
    }

    /// Takes from now on only what is to be believed.
    pub fn believe(&mut self, belief: impl Fn(&Finding) -> bool + 'b) {
        self.belief = Some(Box::new(belief));
    }

    /// Tells from now on nothing about values that something else fills in: `filled` gives the one that a finding is about.
    pub fn leave_open(&mut self, filled: impl Fn(&Finding) -> Option<Span> + 'b) {
        self.filled = Some(Box::new(filled));
    }

    /// The values about which nothing was told, in order.
    pub fn open(&mut self) -> Vec<Span> {
        let mut open = std::mem::take(&mut self.open);
        open.sort_unstable();
        open.dedup();
        open
    }

    /// What comes from now on is about that object.
    pub fn object(&mut self, mut object: ObjectRef) {
        object.clip();
        self.scene.object = Some(Arc::new(object));
        self.scene.versions = VersionSet::ALL;
        self.earlier = self.findings.len();
    }

    /// What comes from now on holds for that version.
    pub fn version(&mut self, version: Version) {
        self.scene.versions = VersionSet::only(version);
        self.unread.clear();
    }

    /// What comes from now on holds whatever the version and the object.
    pub fn whole(&mut self) {
        self.scene.object = None;
        self.any_version();
    }

    /// What comes from now on holds whatever the version.
    pub fn any_version(&mut self) {
        self.scene.versions = VersionSet::ALL;
        self.unread.clear();
    }

    /// Takes from now on what the server makes of the object beyond reading it: what is wrong with the values of these
    /// fields follows from that they cannot be read, and is not told.
    pub fn unread(&mut self, fields: Vec<String>) {
        self.unread = fields;
    }

    /// Takes a finding.
    pub fn add(&mut self, mut finding: Finding) {
        // What is said to be missing may be what cannot be read.
        let lacks = matches!(finding.api, Some(ApiCause::Refusal { reason: Reason::Required, .. }));
        let follows =
            |field: &String| is_at_or_below(&finding.field, field) || lacks && is_at_or_below(field, &finding.field);
        if finding.layer() == Layer::Api && self.unread.iter().any(follows) {
            return;
        }
        if let Some(value) = self.filled.as_ref().and_then(|filled| filled(&finding)) {
            self.open.push(value);
            return;
        }
        if self.belief.as_ref().is_some_and(|belief| !belief(&finding)) {
            if self.doubted.len() < MOST_TOLD {
                self.doubted.push(finding);
            }
            return;
        }
        self.scene.stamp(&mut finding);
        if self.joins(&finding) || !self.told.takes(finding.severity) {
            return;
        }
        if let Some(text) = self.notes.remove(&finding.span) {
            finding.relate(finding.span, text);
        }
        self.findings.push(finding);
    }

    /// Findings that differ only in the version they hold for are one.
    fn joins(&mut self, finding: &Finding) -> bool {
        // The same finding twice in one version is two causes; only across versions it is one.
        let same = |earlier: &&mut Finding| {
            (earlier.versions.0 & finding.versions.0) == 0
                && (earlier.rule, earlier.span, &earlier.field, &earlier.message)
                    == (finding.rule, finding.span, &finding.field, &finding.message)
        };
        let earlier = self.findings[self.earlier..].iter_mut().find(same);
        if let Some(earlier) = earlier {
            earlier.versions = earlier.versions.union(finding.versions);
            return true;
        }
        false
    }

    /// Ends with what was taken, and what was not believed; `head` is where it is said that there is more.
    pub fn finish(mut self, head: Span) -> (Vec<Finding>, Vec<Finding>) {
        if let Some(rest) = self.told.rest(head) {
            self.whole();
            self.findings.push(self.scene.set(rest));
        }
        (self.findings, self.doubted)
    }
}
