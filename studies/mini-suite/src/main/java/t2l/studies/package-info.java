/// The study of the mini suite: every run behind the tables of `mini-suite.md` §5 and §6, with its seeds and opponents.
///
/// ```
/// MeasuredSuite ── Study        the runs, from t2l.demo.suite.Experiment
///      │             │
///      │            Outcome ── Cell        results of a run
///      ├── OutcomeLog                      outcomes.jsonl, from which an interrupted study continues
///      └── StudyReport ── Targets          table.md, beside the numbers of mini-suite.md
/// ```
///
/// Read in order: [t2l.studies.Study], [t2l.studies.MeasuredSuite]. Then run `studies/mini-suite/study --out table/`.
package t2l.studies;
