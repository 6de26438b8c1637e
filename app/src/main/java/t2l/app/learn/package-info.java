/// `t2l learn`: the course, programs that are read, run and changed.
///
/// ```
/// docs/course/ChapterNN….java ── resources of the jar ── Chapter ── Run: java's source launcher ── output, pictures
///                                                                        Page: docs/course/N.md with both
/// ```
///
/// In reading order: [t2l.app.learn.Learn] (the command), [t2l.app.learn.Chapter], [t2l.app.learn.Run],
/// [t2l.app.learn.Page]. Then run `./t2l learn`.
package t2l.app.learn;
