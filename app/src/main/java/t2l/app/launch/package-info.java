/// Chapter 14, continued: the start. In: arguments, in any JVM. Out: the exit code of the program in a JVM with the right
/// flags. Read [t2l.app.launch.Launcher] first.
///
/// A jar's manifest cannot enable the incubating Vector API, so [t2l.app.Main] starts the program again. This package and `Main`
/// are compiled for Java 8, so that an older Java prints a clear error. They use nothing newer, and nothing of the program except
/// its entry point. Then [t2l.app.launch.Jdk] (finds Java 25), [t2l.app.launch.StartCache] (makes the second start fast),
/// [t2l.app.launch.ShortRun] (short runs), [t2l.app.launch.ChildJvm] (signals, the end of either, crashes),
/// [t2l.app.launch.Inherited] (what Java could not read of the arguments, and what to do without a stdin). Then run
/// `T2L_NO_RELAUNCH=1 java -jar t2l.jar inspect`: what there is without the flags.
package t2l.app.launch;
