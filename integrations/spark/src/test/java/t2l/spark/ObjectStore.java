package t2l.spark;

import module java.base;
import org.apache.hadoop.fs.*;

/// Files that behave like objects in S3: nothing can be renamed.
public final class ObjectStore extends RawLocalFileSystem {
    static final String SCHEME = "objects";

    @Override
    public URI getUri() {
        return URI.create(SCHEME + ":///");
    }

    @Override
    public String getScheme() {
        return SCHEME;
    }

    @Override
    public boolean rename(Path from, Path to) throws IOException {
        throw new IOException("objects cannot be renamed");
    }

    @Override
    public boolean hasPathCapability(Path path, String capability) throws IOException {
        return capability.equals(CommonPathCapabilities.ABORTABLE_STREAM) || super.hasPathCapability(path, capability);
    }
}
