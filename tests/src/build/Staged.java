import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.*;
import java.util.stream.Stream;

import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/// Checks what the profile `release` has staged, as Maven Central will: each artifact has its files with right checksums, and a
/// pom that says what it is, with what it inherits from other staged poms. Lists all that is missing, and then exits with 1.
///
/// `java Staged.java STAGING VERSION SIGNED`, where SIGNED is `true` if each file must have a signature, and the poms an address.
final class Staged {
    private static final Set<String> LIBRARIES = Set.of("t2l-app", "t2l-autograd", "t2l-gpu", "t2l-hypernet",
            "t2l-langchain4j", "t2l-mpi", "t2l-spring-boot-starter", "t2l-tensor", "t2l-testkit", "t2l-transformer");
    private static final String ADDRESS = "t2l.address";

    private final Map<String, Element> poms = new TreeMap<>();
    private final List<String> missing = new ArrayList<>();

    private Staged() {}

    public static void main(String[] args) throws IOException {
        boolean signed = Boolean.parseBoolean(args[2]);
        var staged = new Staged();
        try (Stream<Path> files = Files.walk(Path.of(args[0]))) {
            files.filter(file -> file.toString().endsWith(".pom")).forEach(staged::reads);
        }
        var expected = new TreeSet<>(LIBRARIES);
        expected.addAll(List.of("t2l", "t2l-bom"));
        if (!staged.poms.keySet().equals(expected)) {
            staged.missing.add("staged: needs " + expected + ", got " + staged.poms.keySet());
        }
        try (Stream<Path> files = Files.walk(Path.of(args[0]))) {
            files.filter(file -> file.toString().endsWith(".pom")).forEach(pom -> staged.checks(pom, args[1], signed));
        }
        String address = staged.property("t2l-bom", ADDRESS);
        if (address.isEmpty()) {
            String said = ADDRESS + ": needs the address of the repository, is empty; write it into integrations/bom/pom.xml";
            if (signed) {
                staged.missing.add(said);
            } else {
                System.out.println("warning: " + said + " before you publish");
            }
        }
        staged.missing.forEach(System.err::println);
        System.out.println("staged: " + staged.poms.size() + " artifacts, " + (signed ? "" : "not ") + "signed, "
                + staged.missing.size() + " things missing");
        System.exit(staged.missing.isEmpty() ? 0 : 1);
    }

    private void reads(Path pom) {
        try {
            Element root = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(pom.toFile()).getDocumentElement();
            poms.put(text(root, "artifactId"), root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ParserConfigurationException | SAXException e) {
            throw new IllegalStateException(pom + ": " + e.getMessage(), e);
        }
    }

    private void checks(Path pom, String version, boolean signed) {
        String artifact = pom.getParent().getParent().getFileName().toString();
        Element root = poms.get(artifact);
        for (String own : List.of("name", "description")) {
            require(!text(root, own).isBlank(), pom + ": needs a " + own + " of its own");
        }
        for (String path : List.of("url", "licenses/license/name", "licenses/license/url", "developers/developer/name",
                "scm/url", "scm/connection", "scm/developerConnection")) {
            require(!inherited(root, path).isBlank(), pom + ": needs " + path);
        }
        List<String> suffixes = new ArrayList<>(List.of(".pom", "-cyclonedx.json"));
        if (LIBRARIES.contains(artifact)) {
            suffixes.addAll(List.of(".jar", "-sources.jar", "-javadoc.jar"));
        }
        if (artifact.equals("t2l-app")) {
            suffixes.add("-all.jar");
        }
        for (String suffix : suffixes) {
            Path file = pom.resolveSibling(artifact + "-" + version + suffix);
            if (require(Files.exists(file), file + ": is missing")) {
                hasChecksum(file, "MD5");
                hasChecksum(file, "SHA-1");
                require(!signed || Files.exists(Path.of(file + ".asc")), file + ": needs a signature");
            }
        }
    }

    private boolean require(boolean condition, String otherwise) {
        if (!condition) {
            missing.add(otherwise);
        }
        return condition;
    }

    private void hasChecksum(Path file, String algorithm) {
        try {
            String wanted = HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(Files.readAllBytes(file)));
            Path sum = Path.of(file + "." + algorithm.toLowerCase(Locale.ROOT).replace("-", ""));
            require(Files.exists(sum) && Files.readString(sum).strip().equals(wanted), sum + ": needs " + wanted);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// What is at a path of elements, in this pom or in the nearest of its parents that has it.
    private String inherited(Element pom, String path) {
        Element at = pom;
        for (String name : path.split("/")) {
            at = at == null ? null : child(at, name);
        }
        if (at != null) return at.getTextContent();
        Element parent = child(pom, "parent");
        return parent == null || !poms.containsKey(text(parent, "artifactId")) ? ""
                : inherited(poms.get(text(parent, "artifactId")), path);
    }

    private String property(String artifact, String name) {
        Element pom = poms.get(artifact);
        Element properties = pom == null ? null : child(pom, "properties");
        return properties == null ? "" : text(properties, name).strip();
    }

    private static String text(Element parent, String name) {
        Element child = child(parent, name);
        return child == null ? "" : child.getTextContent();
    }

    private static Element child(Element parent, String name) {
        for (Node each = parent.getFirstChild(); each != null; each = each.getNextSibling()) {
            if (each instanceof Element element && element.getTagName().equals(name)) return element;
        }
        return null;
    }
}
