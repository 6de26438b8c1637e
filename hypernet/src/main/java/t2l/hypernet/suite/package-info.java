/// Chapter 12, material: a small world in which learning to follow descriptions can be watched in minutes.
///
/// A task hides a [t2l.hypernet.suite.Rule]: among nouns, take the last one, say it in French. A model that is shown
/// `cat dog bird >` alone cannot know which rule is meant; an adapter made from a sentence tells it. There are 433
/// such rules, and whether an answer is right can be computed.
///
/// ```
///   Lexicon ──┐
///   Grammar ──┴─ Rule ── Example        what is asked, and what is right
///                 │
///   TaskFile ── Task ── Split           what is said about it, and what it is for
///                 │
///               Suite                   all of it
///                 │
///            Vocabulary ── TokenizerFiles    its words as tokens
///
///   Trial ── Experiment ── Study        who is asked what
///              │             │
///             Cue           Cell ── Targets    how often that was right, and what was expected
/// ```
///
/// Read in order: [t2l.hypernet.SplitMix64], [t2l.hypernet.suite.Lexicon], [t2l.hypernet.suite.Operation],
/// [t2l.hypernet.suite.WordMap], [t2l.hypernet.suite.Rule], [t2l.hypernet.suite.Suite];
/// then [t2l.hypernet.suite.Vocabulary]; and for the experiment [t2l.hypernet.suite.Trial],
/// [t2l.hypernet.suite.Cue], [t2l.hypernet.suite.Experiment], [t2l.hypernet.suite.Study].
/// Then run `t2l demo --out demo`.
package t2l.hypernet.suite;
