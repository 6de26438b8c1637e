package t2l.spark;

import module java.base;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.*;
import org.apache.hadoop.io.IOUtils;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.deploy.SparkHadoopUtil;

/// A folder that all executors see: local or mounted, in HDFS, or in a store of objects such as S3.
///
/// A file appears whole or not at all. Where files can be renamed it is written under another name first; a store of objects
/// shows an object when it is complete.
///
/// @param place a path or a URI
record SharedFolder(String place) implements Serializable {
    private static final int BUFFER = 1 << 16;
    private static final String UNFINISHED = "\\..+\\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\.part";

    private Path path(String name) {
        return name.isEmpty() ? new Path(place) : new Path(place, name);
    }

    private static FileSystem system(Path path) throws IOException {
        SparkConf conf = SparkEnv.get() == null ? new SparkConf() : SparkEnv.get().conf();
        Configuration hadoop = SparkHadoopUtil.get().newConfiguration(conf);
        FileSystem system = path.getFileSystem(hadoop);
        // Its other layer would put a file with a checksum beside each.
        return system instanceof LocalFileSystem local ? local.getRawFileSystem() : system;
    }

    private interface Use<T> {
        T of(FileSystem system, Path path) throws IOException;
    }

    private <T> T with(String name, Use<T> use) {
        Path path = path(name);
        try {
            return use.of(system(path), path);
        } catch (FileNotFoundException e) {
            throw new BulkException(path + ": needs to be there, is not; check the path", e);
        } catch (IOException e) {
            throw new BulkException(path + ": cannot be used: " + e.getMessage(), e);
        }
    }

    /// Whether it has such a file or folder.
    boolean has(String name) {
        return with(name, FileSystem::exists);
    }

    /// The length of a file, if it is there.
    Optional<Long> length(String name) {
        return with(name, (system, path) -> {
            try {
                FileStatus status = system.getFileStatus(path);
                return status.isFile() ? Optional.of(status.getLen()) : Optional.empty();
            } catch (FileNotFoundException _) {
                return Optional.empty();
            }
        });
    }

    /// The names of what is in it, sorted.
    List<String> names() {
        return with("", (system, path) -> Arrays.stream(system.listStatus(path))
                .map(status -> status.getPath().getName()).sorted().toList());
    }

    /// Makes it, with its parents.
    void make() {
        with("", (system, path) -> {
            if (!system.mkdirs(path)) {
                throw new IOException("it cannot be made");
            }
            return true;
        });
    }

    /// The folder of this name in it.
    SharedFolder in(String name) {
        return new SharedFolder(path(name).toString());
    }

    /// The text of a file.
    String text(String name) {
        return with(name, (system, path) -> {
            try (InputStream in = system.open(path)) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        });
    }

    /// Copies a file, or a folder with all in it, to a local path.
    void fetch(String name, java.nio.file.Path to) {
        with(name, (system, path) -> FileUtil.copy(system, path, to.toFile(), false, system.getConf()));
    }

    /// The local path of a file, if it needs no copy.
    Optional<java.nio.file.Path> local(String name) {
        return with(name, (system, path) -> system.getUri().getScheme().equals("file")
                ? Optional.of(java.nio.file.Path.of(system.makeQualified(path).toUri().getPath()))
                : Optional.empty());
    }

    /// Puts a file that is called after its content, unless it is there: whoever was first has written the same bytes.
    void put(java.nio.file.Path file, String name) {
        try {
            write(name, Files.size(file), out -> {
                try (InputStream in = Files.newInputStream(file)) {
                    IOUtils.copyBytes(in, out, BUFFER, false);
                }
            });
        } catch (IOException e) {
            throw new BulkException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /// The same of bytes.
    void put(byte[] content, String name) {
        write(name, content.length, out -> out.write(content));
    }

    private interface Content {
        void writeTo(FSDataOutputStream out) throws IOException;
    }

    private void write(String name, long length, Content content) {
        with(name, (system, path) -> {
            if (length(name).equals(Optional.of(length))) {
                return true;
            }
            if (system.hasPathCapability(path, CommonPathCapabilities.ABORTABLE_STREAM)) {
                complete(system, path, content);
                return true;
            }
            Path part = new Path(path.getParent(), "." + path.getName() + "." + UUID.randomUUID() + ".part");
            try {
                complete(system, part, content);
                // HDFS does not replace: another attempt may have been faster.
                if (!system.rename(part, path) && !length(name).equals(Optional.of(length))) {
                    throw new IOException("another file of this name is there");
                }
            } finally {
                system.delete(part, false);
            }
            return true;
        });
    }

    private static void complete(FileSystem system, Path path, Content content) throws IOException {
        try (FSDataOutputStream out = system.create(path, true)) {
            try {
                content.writeTo(out);
                out.flush();
                if (out.hasCapability("hsync")) {
                    out.hsync();
                }
            } catch (IOException | RuntimeException e) {
                if (out.hasCapability(CommonPathCapabilities.ABORTABLE_STREAM)) {
                    out.abort(); // or what there is would appear when it is closed
                }
                throw e;
            }
        }
    }

    /// Removes files that this program wrote, and the folder if nothing else is in it.
    void remove(List<String> names) {
        with("", (system, path) -> {
            for (String name : names) {
                system.delete(path(name), false);
            }
            if (system.exists(path) && system.listStatus(path).length == 0) {
                system.delete(path, false);
            }
            return true;
        });
    }

    /// Removes what attempts that were killed have not finished, by the names that only this program gives.
    void removeUnfinished() {
        if (has("")) {
            names().stream().filter(name -> name.matches(UNFINISHED)).forEach(name -> with(name,
                    (system, path) -> system.delete(path, false)));
        }
    }

    /// The folder and the names in it of the tasks: files `.jsonl`, and folders with a `metadata.yaml`. Throws [BulkException] if
    /// there is none.
    List<String> tasks() {
        List<String> found = new ArrayList<>();
        for (String name : names()) {
            if (name.endsWith(".jsonl") || has(name + "/metadata.yaml")) {
                found.add(name);
            }
        }
        if (found.isEmpty()) {
            throw new BulkException(
                    "--tasks: " + place + ": needs .jsonl files or task folders, has none; name the folder"
                            + " that holds them");
        }
        return found;
    }
}
