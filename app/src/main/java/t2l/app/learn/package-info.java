/// `t2l learn`: the course, programs that are read, run and changed.
///
/// `docs/course/ChapterNN….java`, resources of the jar, are each a [t2l.app.learn.Chapter], which [t2l.app.learn.Learn] runs by
/// Java's source launcher. Run `./t2l learn`.
package t2l.app.learn;
