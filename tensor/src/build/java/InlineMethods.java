import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.AccessFlags;
import java.lang.classfile.Annotation;
import java.lang.classfile.AnnotationValue;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.FieldModel;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.PseudoInstruction;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.reflect.AccessFlag;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// A step of the build, after the compiler: puts the bodies of static methods that carry `@Inlined` in the place of their
/// calls, in all classes below a folder, and makes those that carry `@NotInlined` too long for C2 to inline.
///
/// ```
/// java InlineMethods.java target/classes/t2l/tensor/simd
/// ```
///
/// docs/c2.md says why: rules 1, 5 and 6. The methods also stay where they are.
/// A body may move to another class, so the members that it uses become public. Where the calling method carries `@For`,
/// questions for the type of weights are answered, and what is not reached is left out: C1 would run out of registers over it.
final class InlineMethods {
    /// Knows the classes of the Vector API, which is not among the modules of this process.
    private static final ClassFile FILES = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(
            ClassHierarchyResolver.defaultResolver().orElse(ClassHierarchyResolver.ofResourceParsing(
                    InlineMethods::vectorApi))));

    private static final ClassDesc INLINED = ClassDesc.of("t2l.tensor.simd.lanes.Inlined");
    private static final ClassDesc NOT_INLINED = ClassDesc.of("t2l.tensor.simd.lanes.NotInlined");

    private static final ClassDesc FOR = ClassDesc.of("t2l.tensor.simd.lanes.For");
    private static final String ARE = "are";

    /// Bytes of code from which on C2 inlines no method, however hot: `FreqInlineSize`, and one.
    private static final int LONG = 326;

    /// A field or method, as instructions name it.
    private record Member(String owner, String name, String type) {
        static Member of(MemberRefEntry e) {
            return new Member(e.owner().asInternalName(), e.name().stringValue(), e.type().stringValue());
        }

        static Member of(MethodModel m) {
            return new Member(m.parent().orElseThrow().thisClass().asInternalName(), m.methodName().stringValue(),
                    m.methodType().stringValue());
        }

        static Member of(FieldModel f) {
            return new Member(f.parent().orElseThrow().thisClass().asInternalName(), f.fieldName().stringValue(),
                    f.fieldType().stringValue());
        }
    }

    private final Map<Member, MethodModel> inlined = new HashMap<>();
    private final Set<Member> used = new HashSet<>();

    private InlineMethods() {}

    /// Inlines in all classes below the folder `args[0]`.
    public static void main(String[] args) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(Path.of(args[0]))) {
            files = all.filter(f -> f.toString().endsWith(".class")).toList();
        }
        var classes = new HashMap<Path, ClassModel>();
        for (Path file : files) {
            classes.put(file, FILES.parse(file));
        }
        var step = new InlineMethods();
        classes.values().forEach(c -> c.methods().stream().filter(m -> carries(m, INLINED)).forEach(step::add));
        for (Path file : files) {
            byte[] bytes = FILES.transformClass(classes.get(file), step.inlining());
            for (VerifyError e : FILES.verify(bytes)) {
                throw new IllegalStateException(file + ": " + e.getMessage(), e);
            }
            Files.write(file, bytes);
        }
    }

    private static InputStream vectorApi(ClassDesc type) {
        String file = type.descriptorString().replaceFirst("L(.*);", "$1.class");
        try {
            return Files.newInputStream(Path.of(URI.create("jrt:/jdk.incubator.vector/" + file)));
        } catch (IOException e) {
            return null; // there is none
        }
    }

    private static boolean carries(MethodModel m, ClassDesc annotation) {
        return annotation(m, annotation).isPresent();
    }

    private static Optional<Annotation> annotation(MethodModel m, ClassDesc type) {
        return m.findAttribute(Attributes.runtimeInvisibleAnnotations()).stream()
                .flatMap(all -> all.annotations().stream()).filter(a -> a.classSymbol().equals(type)).findFirst();
    }

    private void add(MethodModel m) {
        CodeAttribute body = body(m);
        boolean simple = m.flags().has(AccessFlag.STATIC) && body.exceptionHandlers().isEmpty();
        boolean statement = m.methodTypeSymbol().returnType().equals(ConstantDescs.CD_void);
        var passed = new HashSet<Label>();
        for (CodeElement e : body) {
            switch (e) {
                case LabelTarget t -> passed.add(t.label());
                case BranchInstruction b -> simple &= statement || !passed.contains(b.target());
                case TableSwitchInstruction _, LookupSwitchInstruction _ -> simple = false;
                case FieldInstruction f -> used.add(Member.of(f.field()));
                case InvokeInstruction i -> used.add(Member.of(i.method()));
                default -> {}
            }
        }
        if (!simple) {
            throw new IllegalStateException(Member.of(m)
                    + ": @Inlined is for static methods without switches and exception handlers, and without loops if they return something");
        }
        inlined.put(Member.of(m), m);
    }

    /// The element type for which a method is.
    private static Optional<String> type(MethodModel m) {
        return annotation(m, FOR)
                .map(a -> ((AnnotationValue.OfEnum) a.elements().getFirst().value()).constantName().stringValue());
    }

    /// Whether an instruction asks if the weights are of a type, which the one before it reads. A jump follows it.
    private static boolean asks(CodeElement e) {
        return e instanceof InvokeInstruction i && i.owner().asInternalName().endsWith("/FrozenWeights")
                && i.name().equalsString(ARE);
    }

    private static CodeAttribute body(MethodModel m) {
        return (CodeAttribute) m.code().orElseThrow();
    }

    private ClassTransform inlining() {
        return (to, element) -> {
            switch (element) {
                case FieldModel f when used.contains(Member.of(f)) -> to.transformField(f,
                        (b, e) -> {
                            if (e instanceof AccessFlags a) b.withFlags(opened(a));
                            else b.with(e);
                        });
                case MethodModel m -> to.transformMethod(m, (b, e) -> {
                    switch (e) {
                        case AccessFlags a when used.contains(Member.of(m)) -> b.withFlags(opened(a));
                        case CodeAttribute code -> {
                            CodeTransform inlining = (c, i) -> {
                                if (call(i) instanceof MethodModel callee) expand(c, callee, code.maxLocals(), type(m));
                                else c.with(i);
                            };
                            b.transformCode(code, carries(m, NOT_INLINED) && code.codeLength() < LONG
                                    ? inlining.andThen(CodeTransform.endHandler(InlineMethods::lengthen))
                                    : inlining);
                        }
                        default -> b.with(e);
                    }
                });
                default -> to.with(element);
            }
        };
    }

    /// Appends instructions that nothing reaches. A method that is long already, as after an earlier build, needs none.
    private static void lengthen(CodeBuilder code) {
        for (int i = 0; i < LONG; i++) {
            code.nop();
        }
    }

    private static int opened(AccessFlags flags) {
        return flags.flagsMask() & ~(ClassFile.ACC_PRIVATE | ClassFile.ACC_PROTECTED) | ClassFile.ACC_PUBLIC;
    }

    /// The method that an instruction calls, or `null` if it calls none that is inlined.
    private MethodModel call(CodeElement e) {
        return e instanceof InvokeInstruction i ? inlined.get(Member.of(i.method())) : null;
    }

    /// Writes the body of a method whose arguments are on the stack. Its local variables take the places from `free` on.
    private void expand(CodeBuilder to, MethodModel method, int free, Optional<String> type) {
        CodeAttribute body = body(method);
        int slot = free + method.methodTypeSymbol().parameterList().stream()
                .mapToInt(p -> TypeKind.from(p).slotSize()).sum();
        for (ClassDesc parameter : method.methodTypeSymbol().parameterList().reversed()) {
            TypeKind kind = TypeKind.from(parameter);
            slot -= kind.slotSize();
            to.storeLocal(kind, slot);
        }
        var labels = new HashMap<Label, Label>();
        Label end = to.newLabel();
        List<CodeElement> elements = body.elementStream()
                .filter(e -> e instanceof LabelTarget || !(e instanceof PseudoInstruction)).toList();
        int last = elements.size() - 1;
        while (elements.get(last) instanceof LabelTarget) last--;
        boolean reached = true;
        for (int i = 0; i < elements.size(); i++) {
            reached |= elements.get(i) instanceof LabelTarget t && labels.containsKey(t.label());
            if (!reached) {
                continue;
            }
            if (type.isPresent() && i + 2 < elements.size() && asks(elements.get(i + 1))) {
                String asked = ((FieldInstruction) elements.get(i)).name().stringValue();
                BranchInstruction unless = (BranchInstruction) elements.get(i + 2);
                if (asked.equals(type.get()) != (unless.opcode() == Opcode.IFEQ)) {
                    to.goto_(labels.computeIfAbsent(unless.target(), _ -> to.newLabel()));
                    reached = false;
                }
                i += 2;
                continue;
            }
            switch (elements.get(i)) {
                case LabelTarget t -> to.labelBinding(labels.computeIfAbsent(t.label(), _ -> to.newLabel()));
                case BranchInstruction b ->
                    to.branch(b.opcode(), labels.computeIfAbsent(b.target(), _ -> to.newLabel()));
                case LoadInstruction l -> to.loadLocal(l.typeKind(), free + l.slot());
                case StoreInstruction s -> to.storeLocal(s.typeKind(), free + s.slot());
                case IncrementInstruction add -> to.iinc(free + add.slot(), add.constant());
                case ReturnInstruction _ -> {
                    if (i < last) to.goto_(end);
                    reached = false;
                }
                case CodeElement e -> {
                    if (call(e) instanceof MethodModel callee) expand(to, callee, free + body.maxLocals(), type);
                    else to.with(e);
                }
            }
        }
        to.labelBinding(end);
    }
}
