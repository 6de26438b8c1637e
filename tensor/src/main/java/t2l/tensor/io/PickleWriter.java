package t2l.tensor.io;

import module java.base;

/// Writes the values that [Pickle] reads, as opcodes of Python's protocol 2. Every method pushes a value on the reader's
/// stack or combines those on it.
final class PickleWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    PickleWriter() {
        op(0x80);
        op(2);
    }

    private void op(int code) {
        out.write(code);
    }

    private void i32(long v) {
        for (int shift = 0; shift < 32; shift += 8) {
            op((int) (v >> shift) & 0xff);
        }
    }

    /// A name in a module.
    void global(String module, String name) {
        op('c');
        out.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
    }

    void text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        op('X');
        i32(bytes.length);
        out.writeBytes(bytes);
    }

    /// A number of at least 0.
    void whole(long v) {
        if (v <= Integer.MAX_VALUE) {
            op('J');
            i32(v);
        } else {
            op(0x8a);
            op(Long.BYTES);
            i32(v);
            i32(v >> 32);
        }
    }

    /// `False`
    void no() {
        op(0x89);
    }

    /// An empty `OrderedDict`.
    void orderedDict() {
        global("collections", "OrderedDict");
        op(')');
        call();
    }

    void mark() {
        op('(');
    }

    /// A tuple of all since the mark.
    void tuple() {
        op('t');
    }

    /// The call of the function below the topmost tuple with that tuple.
    void call() {
        op('R');
    }

    /// A reference to what the topmost tuple names.
    void persistent() {
        op('Q');
    }

    /// Puts the names and values since the mark into the dictionary below it.
    void items() {
        op('u');
    }

    byte[] finish() {
        op('.');
        return out.toByteArray();
    }
}
