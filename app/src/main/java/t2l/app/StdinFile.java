package t2l.app;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import module java.base;
import t2l.tensor.NativeCall;

/// Puts an open file in the place of stdin.
///
/// A process that Java starts inherits no open files but the first three. MPICH's `mpirun` hands its connection over as an open
/// file, whose number is in `PMI_FD`: so it goes on as stdin, which a rank does not read.
@SuppressWarnings("restricted") // calling a C function is what this class is for
public final class StdinFile {
    private StdinFile() {}

    /// Replaces stdin by the file with descriptor `fd` (`dup2`); returns whether that was possible.
    public static boolean replace(int fd) {
        Linker linker = Linker.nativeLinker();
        MethodHandle dup2 = linker.downcallHandle(linker.defaultLookup().find("dup2").orElseThrow(),
                FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
        return NativeCall.of(() -> (int) dup2.invokeExact(fd, 0)) == 0;
    }
}
