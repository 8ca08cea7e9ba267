//! plimsoll says what the cluster would say.
//!
//! # The map of the house
//!
//! Data goes forward, from room to room, and never back. Between the two ends everything is a pure function of
//! what came before; only [`discover`], [`config`] and [`cli`] touch files, the environment and the terminal.
//!
//! | room | takes | makes |
//! |---|---|---|
//! | [`discover`] | paths, standard input | source files, each with what it is given for; the only reader of manifests |
//! | [`source`] | a file's text | documents: trees in which every key and value knows its bytes; broken input is data |
//! | [`repository`] | paths, kustomizations, charts | what each file is for, what is applied together, what is wrong between them |
//! | [`resource`] | a document | Kubernetes objects, `List`s flattened; fields that know their place even where they are absent |
//! | [`cel`] | an expression, values | its tree, what the server says against it, what it may cost, what it comes to |
//! | [`schema`] | an object | findings: strict decoding, what the server refuses to read |
//! | [`api`] | an object | findings: the server's own validation and warnings, one file for each kind or shared part |
//! | [`lint`] | an object | findings: opinions, one file for each rule |
//! | [`policy`] | an object, expressions | findings: admission policies of the tree, rules that users write themselves |
//! | [`mend`] | a document, its findings | the same findings, each slip told once and every fix proven: the one repair shop |
//! | [`inventory`] | all objects | what the cluster has: typed objects that remember where they stand |
//! | [`cross`] | all objects | findings between objects, one file for each rule |
//! | [`workload`] | an inventory | the pods that controllers would make |
//! | [`scheduler`] | nodes, pods | decisions: kube-scheduler's framework, one file for each plugin, under upstream's name |
//! | [`explain`] | a decision | why, and what might help |
//! | [`placement`] | trees, a question | the case that is put to the scheduler, what is found, and what becomes of the pods if something changes |
//! | [`compare`] | two trees with what was found and placed | what became of objects, nodes, pods and findings |
//! | [`pipeline`] | files, a request | an outcome: [`pipeline::run`] chains the rooms, once, and one gate is passed by every finding |
//! | [`fix`] | files, an outcome, a choice | the files with the fixes made that help, and what is left: `--fix` |
//! | [`report`] | an outcome | bytes, one file for each format |
//! | [`cli`], [`config`] | flags and files | a request; the only printer, the only one that exits |
//!
//! [`model`] holds the words that all rooms share and imports none of them, and [`regexp`] Go's regular expressions, which
//! the server compiles of definitions and rules. `tests/walls.rs` reads the `use` lines and fails where a room imports one
//! that it should not know.
//!
//! # A finding's way
//!
//! It is born of its rule (`Finding::of(&RULE, span, message)`), which gives it layer and severity. The sink of its
//! document tells it file, document, object and version, and counts what nobody would read. The repair shop keeps those of
//! its fixes that help, or lets another finding stand for it. The gate has the last word: levels, what is said twice, order.
//!
//! # Words of the house
//!
//! | word | what it means here |
//! |---|---|
//! | rule | what a finding is born of: its id, how grave it is, its documentation. A static beside its maker |
//! | check | a rule of `lint` or `cross` together with the function that looks |
//! | sink | takes findings and knows what they are about (its *scene*) |
//! | slip | one mistake of the hand, of which several findings follow |
//! | mend | a change that might undo a slip; a *fix* is one that was proven |
//! | gate | `pipeline/finish.rs`: what every finding passes before it is told |
//! | request | what the user wants of a run, apart from the files |
//! | case | all that goes into one run of the scheduler |
//! | trial | the case with something changed, to see what becomes of the pods (their *fates*) |
//! | unit | a fix with those that it needs: made as one, or not at all |
//! | offer | a change that was proven to give a pod its node |

#[cfg(test)]
#[path = "../tests/tools/cases.rs"]
mod cases;

pub mod api;
pub mod cel;
pub mod cli;
pub mod compare;
pub mod config;
pub mod cross;
pub mod discover;
pub mod explain;
pub mod fix;
pub mod inventory;
pub mod lint;
pub mod mend;
pub mod model;
pub mod pipeline;
pub mod placement;
pub mod policy;
pub mod regexp;
pub mod report;
pub mod repository;
pub mod resource;
pub mod scheduler;
pub mod schema;
pub mod source;
pub mod workload;
