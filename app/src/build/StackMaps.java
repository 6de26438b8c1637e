import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Writes the classes of a jar that are older than Java 6 to a folder, as classes of Java 8. The JVM does not put old ones
/// into an AOT cache, because they lack stack maps: it would load, check and link picocli's 200 at every start.
///
/// `java StackMaps.java JAR FOLDER`
final class StackMaps {
    private static final int OLDEST = ClassFile.JAVA_6_VERSION;

    private StackMaps() {}

    public static void main(String[] args) throws IOException {
        Path jar = Path.of(args[0]);
        Path folder = Path.of(args[1]);
        try (var loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
                var inside = FileSystems.newFileSystem(jar);
                Stream<Path> files = Files.walk(inside.getPath("/"))) {
            ClassFile format = ClassFile.of(ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
                    ClassFile.ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(loader)
                            .orElse(ClassHierarchyResolver.defaultResolver())));
            List<Path> classes = files.filter(file -> file.toString().endsWith(".class")).toList();
            for (Path file : classes) {
                byte[] bytes = Files.readAllBytes(file);
                if (bytes[7] < OLDEST) {
                    Path to = folder.resolve(file.toString().substring(1));
                    Files.createDirectories(to.getParent());
                    Files.write(to, renewed(bytes, format));
                }
            }
        }
    }

    private static byte[] renewed(byte[] old, ClassFile format) {
        return format.transformClass(format.parse(old), ClassTransform.dropping(e -> e instanceof ClassFileVersion)
                .andThen(ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL))
                .andThen(ClassTransform.endHandler(to -> to.withVersion(ClassFile.JAVA_8_VERSION, 0))));
    }
}
