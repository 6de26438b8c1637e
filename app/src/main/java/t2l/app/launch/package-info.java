/// Chapter 14, continued: the start. The Vector API is an incubator module, which no manifest can ask for, so
/// [t2l.app.Main] starts the same program again with the flags it needs.
///
/// This package and `Main` are compiled for Java 8, so that an older Java can say what is missing instead of failing
/// with a class-file version. They use nothing newer and nothing of the rest of the program except its entry point.
/// In reading order: [t2l.app.launch.Launcher] (the second start), [t2l.app.launch.Jdk] (where a Java 25 is),
/// [t2l.app.launch.StartCache] (how the second start becomes fast), [t2l.app.launch.Errand] (what is over before a JVM is
/// warm, and how it is done), [t2l.app.launch.Stdin] (what to do without one),
/// [t2l.app.launch.Arguments] (what Java could not read of them).
/// Then run `T2L_NO_RELAUNCH=1 java -jar t2l.jar inspect`: what there is without the flags.
package t2l.app.launch;
