package t2l.app.data.rows;

import dev.hardwood.InputFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/// A Parquet file whose reader may only ask for bytes that are there: hardwood itself would ask for none of them forever
/// where a page claims to be longer than its column. The bytes are copied, not mapped, so that a reader does not crash if
/// the file changes.
///
/// @param file open until the reader closes this
record CheckedInput(Path path, FileChannel file) implements InputFile {
    static CheckedInput open(Path path) throws IOException {
        return new CheckedInput(path, FileChannel.open(path));
    }

    @Override
    public void open() {
        // it is open from the beginning
    }

    @Override
    public ByteBuffer readRange(long offset, int length) throws IOException {
        if (offset < 0 || length <= 0 || offset > file.size() - length) {
            throw new IOException("it has no " + length + " bytes at " + offset);
        }
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (file.read(bytes, offset + bytes.position()) < 0) {
                throw new IOException("it became shorter");
            }
        }
        return bytes.flip();
    }

    @Override
    public long length() throws IOException {
        return file.size();
    }

    @Override
    public String name() {
        return path.getFileName().toString();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
