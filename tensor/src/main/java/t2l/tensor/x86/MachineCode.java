package t2l.tensor.x86;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import module java.base;
import t2l.tensor.NativeLibrary;

/// Functions in memory that Java has filled: a mapping is written first and made executable then, so no memory is ever both.
/// They stay until the process ends. Linux only.
@SuppressWarnings("restricted") // calling machine code is what this class is for
final class MachineCode {
    private static final int READ = 1, WRITE = 2, EXECUTE = 4;
    private static final int PRIVATE_ANONYMOUS = 0x22;

    /// Calls the function at an address with three and with eight numbers. It must return soon: the garbage collector waits
    /// for it.
    static final MethodHandle CALL_3 = handle(3), CALL_8 = handle(8);

    private MachineCode() {}

    private static MethodHandle handle(int numbers) {
        return Linker.nativeLinker().downcallHandle(
                FunctionDescriptor.ofVoid(Collections.nCopies(numbers, JAVA_LONG).toArray(MemoryLayout[]::new)),
                Linker.Option.critical(false));
    }

    /// Places a function. Throws [IllegalStateException] if the system does not allow it.
    static MemorySegment place(Assembler function) {
        byte[] bytes = function.bytes();
        NativeLibrary system = NativeLibrary.ofSystem();
        MemorySegment mapping = system.address("mmap", MemorySegment.NULL, (long) bytes.length, READ | WRITE,
                PRIVATE_ANONYMOUS, -1, 0L).reinterpret(bytes.length);
        if (mapping.address() == -1) {
            throw new IllegalStateException("the system gives no memory");
        }
        mapping.copyFrom(MemorySegment.ofArray(bytes));
        if (system.code("mprotect", mapping, (long) bytes.length, READ | EXECUTE) != 0) {
            throw new IllegalStateException("the system allows no executable memory");
        }
        return mapping.asSlice(Assembler.CONSTANTS);
    }
}
