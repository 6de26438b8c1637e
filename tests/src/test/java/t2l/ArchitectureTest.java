package t2l;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.*;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static java.util.stream.Collectors.*;
import static org.junit.jupiter.api.Assertions.*;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import module java.base;
import org.junit.jupiter.api.Test;

/// The rules of `ARCHITECTURE.md` that the compiler cannot see. The arrows between Maven modules are already kept by
/// the build; these keep them between packages, and keep the Vector API and the devices in their places.
@AnalyzeClasses(packages = "t2l", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final Path ROOT = Path.of(System.getProperty("t2l.root", ".."));
    private static final Pattern BUDGET = Pattern.compile("(?m)^\\| `([a-z/]+)/` \\|.*\\| ([\\d,]+) \\|$");
    private static final Pattern MAIN = Pattern.compile("^(?!docs/).*/src/main/java/.*\\.java$");
    private static final int WIDTH = 130;

    @ArchTest
    static final ArchRule arrowsPointOneWay = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("tensor")
            .definedBy("t2l.tensor..")
            .layer("autograd")
            .definedBy("t2l.autograd..")
            .layer("transformer")
            .definedBy("t2l.transformer..")
            .layer("hypernet")
            .definedBy("t2l", "t2l.hypernet..")
            .layer("facade")
            .definedBy("t2l")
            .layer("gpu")
            .definedBy("t2l.gpu..")
            .layer("mpi")
            .definedBy("t2l.mpi..")
            .layer("console")
            .definedBy("t2l.app.console..", "t2l.app.plot..")
            .layer("suite")
            .definedBy("t2l.app.suite..")
            .layer("train")
            .definedBy("t2l.app.train..")
            .layer("serve")
            .definedBy("t2l.app.serve..")
            .layer("commands")
            .definedBy("t2l.app", "t2l.app.data..", "t2l.app.demo..", "t2l.app.eval..", "t2l.app.worker..")
            .layer("bench")
            .definedBy("t2l.bench..")
            .whereLayer("tensor")
            .mayNotAccessAnyLayer()
            .whereLayer("autograd")
            .mayOnlyAccessLayers("tensor")
            .whereLayer("transformer")
            .mayOnlyAccessLayers("tensor", "autograd")
            .whereLayer("hypernet")
            .mayOnlyAccessLayers("tensor", "autograd", "transformer")
            .whereLayer("facade")
            .mayOnlyAccessLayers("tensor", "autograd", "transformer", "hypernet")
            .whereLayer("gpu")
            .mayOnlyAccessLayers("tensor")
            .whereLayer("gpu")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("mpi")
            .mayOnlyAccessLayers("tensor")
            .whereLayer("mpi")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("console")
            .mayOnlyAccessLayers("tensor", "autograd", "transformer", "hypernet", "facade")
            .whereLayer("suite")
            .mayOnlyAccessLayers("tensor", "autograd", "transformer", "hypernet", "facade", "console")
            .whereLayer("train")
            .mayOnlyAccessLayers("tensor", "autograd", "transformer", "hypernet", "facade", "console", "suite")
            .whereLayer("serve")
            .mayOnlyAccessLayers("tensor", "autograd", "transformer", "hypernet", "facade", "console")
            .whereLayer("commands")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("bench")
            .mayNotBeAccessedByAnyLayer();

    @ArchTest
    static final ArchRule arrowsInServePointOneWay = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("http")
            .definedBy("t2l.app.serve.http..")
            .layer("adapters")
            .definedBy("t2l.app.serve.adapters..")
            .layer("api")
            .definedBy("t2l.app.serve.api..")
            .layer("command")
            .definedBy("t2l.app.serve")
            .whereLayer("http")
            .mayNotAccessAnyLayer()
            .whereLayer("adapters")
            .mayOnlyAccessLayers("http")
            .whereLayer("api")
            .mayOnlyAccessLayers("http", "adapters");

    @ArchTest
    static final ArchRule theVectorApiStaysInItsPackage = noClasses()
            .that(resideOutsideOfPackage("t2l.tensor.simd.."))
            .should()
            .dependOnClassesThat(resideInAPackage("jdk.incubator.vector.."));

    @ArchTest
    static final ArchRule simdIsSeenOnlyByTensor = noClasses()
            .that(resideOutsideOfPackage("t2l.tensor.."))
            .should()
            .dependOnClassesThat(resideInAPackage("t2l.tensor.simd.."));

    @ArchTest
    static final ArchRule noReflection = noClasses()
            .that(resideOutsideOfPackage("t2l.app.launch"))
            .and()
            .doNotHaveFullyQualifiedName("t2l.langchain4j.AdaptedService") // a service is an interface that it implements
            .should()
            .dependOnClassesThat(resideInAPackage("java.lang.reflect.."))
            .orShould()
            .dependOnClassesThat(resideInAnyPackage("sun.misc..", "jdk.internal.."))
            .because("the code can be followed by reading it");

    /// The clock may be set while a program runs. Excepted are dates of files and times that two processes share.
    @ArchTest
    static final ArchRule durationsAreMeasuredWithoutTheClock = noClasses()
            .that(resideOutsideOfPackages("t2l.app.launch", "t2l.bench"))
            .and()
            .doNotHaveFullyQualifiedName("t2l.app.serve.Serve") // its log
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Instant.class, "now")
            .because("System.nanoTime goes on steadily");

    @ArchTest
    static final ArchRule theCollectorIsNotAsked = noClasses()
            .should()
            .callMethod(System.class, "gc")
            .because("it stops all threads; whoever uses native memory last frees it");

    @ArchTest
    static final ArchRule noMutableStatics = fields()
            .that()
            .areStatic()
            .should()
            .beFinal()
            .because("two computations in one process must not see each other");

    @ArchTest
    static final ArchRule commandLineLibrariesStayInTheProgram = noClasses()
            .that(resideOutsideOfPackages("t2l.app..", "t2l.bench.."))
            .should()
            .dependOnClassesThat(resideInAnyPackage("picocli..", "me.tongfei..", "org.knowm..", "org.jline.."));

    /// The table under "Budget": a change that makes a folder larger than it allows closes something else.
    @Test
    void everyFolderKeepsItsBudget() throws IOException {
        Map<String, Integer> budget = new TreeMap<>();
        BUDGET.matcher(Files.readString(ROOT.resolve("ARCHITECTURE.md"))).results()
                .forEach(row -> budget.put(row.group(1), Integer.parseInt(row.group(2).replace(",", ""))));
        Map<String, Integer> lines = new TreeMap<>();
        List<String> wide = new ArrayList<>();
        try (Stream<Path> all = Files.walk(ROOT)) {
            for (Path file : all.filter(path -> MAIN.matcher(ROOT.relativize(path).toString()).find()).toList()) {
                List<String> text = Files.readAllLines(file);
                String folder = ROOT.relativize(file).toString().replaceFirst("(/tornado)?/src/main/.*", "")
                        .replaceFirst("integrations/.*", "integrations");
                lines.merge(folder, text.size(), Integer::sum);
                text.stream().filter(line -> line.strip().startsWith("//") && line.length() > WIDTH)
                        .forEach(line -> wide.add(file.getFileName() + ": " + line));
            }
        }
        assertEquals(budget.keySet(), lines.keySet());
        lines.forEach((folder, count) -> assertTrue(count <= budget.get(folder), () -> folder + " has " + count
                + " lines of main Java, its budget in ARCHITECTURE.md is " + budget.get(folder)
                + "; close something, and say in the commit what"));
        assertEquals(List.of(), wide, "comments of more than " + WIDTH + " columns");
    }

    @ArchTest
    static void noNameIsUsedTwice(JavaClasses classes) {
        Map<String, List<String>> types = classes.stream()
                .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
                .collect(groupingBy(JavaClass::getSimpleName, mapping(JavaClass::getName, toList())));
        types.values().removeIf(names -> names.size() == 1);
        assertEquals(Map.of(), types);
    }
}
