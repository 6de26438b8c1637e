package t2l.app;

import t2l.tensor.NativeLibrary;

/// Puts an open file in the place of stdin.
///
/// A process that Java starts inherits no open files but the first three. MPICH's `mpirun` hands its connection over as an open
/// file, whose number is in `PMI_FD`: so it goes on as stdin, which a rank does not read.
public final class StdinFile {
    private StdinFile() {}

    /// Replaces stdin by the file with descriptor `fd` (`dup2`); returns whether that was possible.
    public static boolean replace(int fd) {
        return NativeLibrary.ofSystem().code("dup2", fd, 0) == 0;
    }
}
