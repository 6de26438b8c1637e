/// Chapter 12, data: tasks that train a hypernetwork in minutes. In: a seed. Out: tasks with descriptions, questions and correct
/// answers. Read [t2l.app.suite.Suite] first.
///
/// A task has a hidden [t2l.app.suite.Rule]: among nouns, take the last one, say it in French. A model that only
/// sees `cat dog bird >` cannot know the rule; an adapter generated from its description can. There are 433 such rules,
/// and correct answers can be computed.
///
/// ```
///   Lexicon ──┐
///   Grammar ──┴─ Rule ── Example        questions and correct answers
///                 │
///   Task ── Split                       descriptions, and the use of the task
///                 │
///               Suite                   all tasks
///                 │
///               Trial                   the questions of a task that are asked
/// ```
///
/// Read in order: [t2l.hypernet.SplitMix64], [t2l.app.suite.Lexicon], [t2l.app.suite.Operation],
/// [t2l.app.suite.WordMap], [t2l.app.suite.Rule], [t2l.app.suite.Suite], [t2l.app.suite.Trial]. Then run `t2l demo --out demo`.
package t2l.app.suite;
