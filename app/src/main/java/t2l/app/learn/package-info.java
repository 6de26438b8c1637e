/// `t2l learn`: the course, programs that are read, run and changed.
///
/// `docs/course/ChapterNN….java`, resources of the jar, are run by [t2l.app.learn.Learn] with Java's source launcher.
/// Run `./t2l learn`.
package t2l.app.learn;
