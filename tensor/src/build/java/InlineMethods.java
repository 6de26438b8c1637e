import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.AccessFlags;
import java.lang.classfile.Annotation;
import java.lang.classfile.AnnotationElement;
import java.lang.classfile.AnnotationValue;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.FieldModel;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.PseudoInstruction;
import java.lang.classfile.TypeAnnotation;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.attribute.RuntimeInvisibleTypeAnnotationsAttribute;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.instruction.*;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A step of the build, after the compiler: it writes the kernels out as C2 needs them (docs/c2.md, rules 1, 5, 6 and 7), in all classes
/// of `t2l.tensor.simd` and `t2l.tensor.scalar` below a folder.
///
/// ```
/// java InlineMethods.java target/classes
/// ```
///
/// | annotation | what the build does |
/// |---|---|
/// | `@Inlined` on a static method | its body takes the place of its calls |
/// | `@NotInlined` on a method | it becomes too long for C2 to inline |
/// | `@For` on a parameter | a copy of the method for each value; calls with another value than a constant choose a copy |
/// | `@Unrolled` on the variable of a loop | the loop is written out, with the variable as a number |
///
/// It interprets the instructions of a method as far as their operands are known: numbers, constants of enums, and `null`. Branches
/// that they decide vanish. In a method with unrolled loops an array of a known length becomes local variables; it may be passed
/// to inlined methods, but not leave them. Without this step the kernels compute the same, slowly.
final class InlineMethods {
    private static final List<String> KERNELS = List.of("t2l/tensor/simd", "t2l/tensor/scalar");
    private static final ClassDesc INLINED = annotation("Inlined");
    private static final ClassDesc NOT_INLINED = annotation("NotInlined");
    private static final ClassDesc FOR = annotation("For");
    private static final ClassDesc UNROLLED = annotation("Unrolled");

    /// Bytes of code from which on C2 inlines no method, however hot: `FreqInlineSize`, and one.
    private static final int LONG = 326;

    /// Copies of the body of a loop that is unrolled.
    private static final int MAX_COPIES = 32;

    /// Knows the classes of the Vector API, which is not among the modules of this process.
    private static final ClassFile FILES = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(
            ClassHierarchyResolver.defaultResolver().orElse(ClassHierarchyResolver.ofResourceParsing(
                    InlineMethods::vectorApi))));

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

        /// Whether this is a constant of an enum, as far as its name tells.
        boolean constant() {
            return type.equals("L" + owner + ";");
        }
    }

    /// What is known of a reference that is `null`.
    private static final Object NULL = new Object();

    /// An array whose elements are local variables, the first one in `slot`; of arrays if it has several lengths.
    private record Array(int slot, TypeKind kind, List<Integer> lengths) {
        Array at(int i) {
            int size = kind.slotSize();
            for (int length : lengths.subList(1, lengths.size())) {
                size *= length;
            }
            return new Array(slot + i * size, kind, lengths.subList(1, lengths.size()));
        }

        int slots() {
            return kind.slotSize() * lengths.stream().reduce(1, (a, b) -> a * b);
        }
    }

    /// Values of the parameters of a method that carry [#FOR], by their number: numbers, or constants of enums.
    private record Copied(MethodModel method, Map<Integer, List<Object>> values) {
        String name(Map<Integer, Object> chosen) {
            var name = new StringBuilder(method.methodName().stringValue());
            values.keySet().stream().sorted().forEach(
                    p -> name.append('$').append(chosen.get(p) instanceof Member m ? m.name() : chosen.get(p)));
            return name.toString();
        }
    }

    private final Path root;
    private final Map<Member, MethodModel> inlined = new HashMap<>();
    private final Map<Member, Copied> copied = new HashMap<>();
    private final Set<Member> used = new HashSet<>();

    private InlineMethods(Path root) {
        this.root = root;
    }

    /// Works on the classes below the folder `args[0]`.
    public static void main(String[] args) throws IOException {
        var step = new InlineMethods(Path.of(args[0]));
        var classes = new HashMap<Path, ClassModel>();
        for (String kernels : KERNELS) {
            try (Stream<Path> all = Files.walk(step.root.resolve(kernels))) {
                for (Path file : all.filter(f -> f.toString().endsWith(".class")).toList()) {
                    classes.put(file, FILES.parse(file));
                }
            }
        }
        for (ClassModel c : classes.values()) {
            for (MethodModel m : c.methods()) step.add(m);
        }
        for (Path file : classes.keySet()) {
            byte[] bytes = step.rewritten(classes.get(file));
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

    private static ClassDesc annotation(String name) {
        return ClassDesc.of("t2l.tensor.simd.lanes.Build$" + name);
    }

    private static boolean carries(MethodModel m, ClassDesc annotation) {
        return m.findAttribute(Attributes.runtimeInvisibleAnnotations()).stream()
                .flatMap(all -> all.annotations().stream()).anyMatch(a -> a.classSymbol().equals(annotation));
    }

    private static CodeAttribute body(MethodModel m) {
        return (CodeAttribute) m.code().orElseThrow();
    }

    private void add(MethodModel m) throws IOException {
        Map<Integer, List<Object>> values = values(m);
        if (!values.isEmpty()) {
            copied.put(Member.of(m), new Copied(m, values));
        }
        if (carries(m, INLINED)) {
            inlined.put(Member.of(m), m);
            for (CodeElement e : body(m)) {
                switch (e) {
                    case FieldInstruction f -> used.add(Member.of(f.field()));
                    case InvokeInstruction i -> used.add(Member.of(i.method()));
                    default -> {}
                }
            }
        }
        if (!(values.isEmpty() && !carries(m, INLINED))
                && !(m.flags().has(AccessFlag.STATIC) && body(m).exceptionHandlers().isEmpty())) {
            throw new IllegalStateException(
                    Member.of(m) + ": needs a static method without exception handlers for @Inlined and @For");
        }
    }

    /// For which values of its parameters a method is copied: those of the annotation, or all that there are.
    private Map<Integer, List<Object>> values(MethodModel m) throws IOException {
        var values = new HashMap<Integer, List<Object>>();
        var all = m.findAttribute(Attributes.runtimeInvisibleParameterAnnotations());
        for (int p = 0; all.isPresent() && p < all.get().parameterAnnotations().size(); p++) {
            for (Annotation a : all.get().parameterAnnotations().get(p)) {
                if (a.classSymbol().equals(FOR)) {
                    ClassDesc type = m.methodTypeSymbol().parameterType(p);
                    List<Object> given = new ArrayList<>();
                    for (AnnotationElement e : a.elements()) {
                        for (AnnotationValue v : ((AnnotationValue.OfArray) e.value()).values()) {
                            given.add(v instanceof AnnotationValue.OfInt i
                                    ? (Object) i.intValue()
                                    : constant(type, ((AnnotationValue.OfEnum) v).constantName().stringValue()));
                        }
                    }
                    if (given.isEmpty()) {
                        given.addAll(type.isPrimitive() ? List.of(0, 1) : constants(type));
                    }
                    values.put(p, given);
                }
            }
        }
        return values;
    }

    private static Member constant(ClassDesc type, String name) {
        String descriptor = type.descriptorString();
        return new Member(descriptor.substring(1, descriptor.length() - 1), name, descriptor);
    }

    private List<Member> constants(ClassDesc type) throws IOException {
        ClassModel model = FILES.parse(root.resolve(constant(type, "").owner() + ".class"));
        return model.fields().stream().filter(f -> f.flags().has(AccessFlag.ENUM)).map(Member::of).toList();
    }

    /// Whether this step changes the code of a method. Inlined methods stay as they are, for the next build.
    private boolean changes(MethodModel m) {
        return !carries(m, INLINED) && m.code().isPresent() && (carries(m, NOT_INLINED) || !unrolled(body(m)).isEmpty()
                || body(m).elementStream().anyMatch(e -> e instanceof InvokeInstruction i
                        && (inlined.containsKey(Member.of(i.method())) || copied.containsKey(Member.of(i.method())))));
    }

    private byte[] rewritten(ClassModel model) {
        return FILES.transformClass(model, (to, element) -> {
            switch (element) {
                case FieldModel f when used.contains(Member.of(f)) -> to.transformField(f, (b, e) -> {
                    if (e instanceof AccessFlags a) b.withFlags(opened(a));
                    else b.with(e);
                });
                case MethodModel m -> method(to, m);
                default -> to.with(element);
            }
        });
    }

    private void method(ClassBuilder to, MethodModel m) {
        int flags = used.contains(Member.of(m)) ? opened(m.flags()) : m.flags().flagsMask();
        Copied copies = copied.get(Member.of(m));
        if (copies != null) {
            for (Map<Integer, Object> chosen : choices(copies)) {
                to.withMethodBody(copies.name(chosen), m.methodTypeSymbol(), flags, code -> write(code, m, chosen));
            }
            to.withMethodBody(m.methodName(), m.methodType(), flags, code -> choose(code, copies, 0, new HashMap<>()));
            return;
        }
        to.transformMethod(m, (b, e) -> {
            switch (e) {
                case AccessFlags _ -> b.withFlags(flags);
                case CodeAttribute _ when changes(m) -> b.withCode(code -> write(code, m, Map.of()));
                default -> b.with(e);
            }
        });
    }

    private static int opened(AccessFlags flags) {
        return flags.flagsMask() & ~(ClassFile.ACC_PRIVATE | ClassFile.ACC_PROTECTED) | ClassFile.ACC_PUBLIC;
    }

    private static List<Map<Integer, Object>> choices(Copied copies) {
        List<Map<Integer, Object>> choices = List.of(Map.of());
        for (var parameter : copies.values().entrySet()) {
            choices = choices.stream().flatMap(before -> parameter.getValue().stream().map(value -> {
                Map<Integer, Object> more = new HashMap<>(before);
                more.put(parameter.getKey(), value);
                return more;
            })).toList();
        }
        return choices;
    }

    /// Writes a method, a copy of it for these values of parameters if there are any.
    private void write(CodeBuilder to, MethodModel m, Map<Integer, Object> chosen) {
        if (!body(m).exceptionHandlers().isEmpty()) {
            throw new IllegalStateException(Member.of(m) + ": needs to be without exception handlers");
        }
        var writer = new Writer(to);
        var frame = new Frame(writer, m, 0);
        int slot = m.flags().has(AccessFlag.STATIC) ? 0 : 1;
        for (int p = 0; p < m.methodTypeSymbol().parameterCount(); p++) {
            if (chosen.containsKey(p)) {
                frame.known.put(slot, chosen.get(p));
            }
            slot += TypeKind.from(m.methodTypeSymbol().parameterType(p)).slotSize();
        }
        frame.write(0, frame.elements.size());
        // what nothing reaches, unless the method is long already; not written above if an earlier build added it
        boolean lengthened = body(m).codeLength() < LONG
                || body(m).elementStream().anyMatch(NopInstruction.class::isInstance);
        for (int i = 0; i < LONG && carries(m, NOT_INLINED) && lengthened; i++) {
            to.nop();
        }
    }

    /// Compares the parameters from number `p` on with their values, and calls the copy for them.
    private static void choose(CodeBuilder to, Copied copies, int p, Map<Integer, Object> chosen) {
        MethodTypeDesc type = copies.method().methodTypeSymbol();
        if (p == 0) {
            for (int i = 0; i < type.parameterCount(); i++) { // once, so that C2 can inline this method
                to.loadLocal(TypeKind.from(type.parameterType(i)), to.parameterSlot(i));
            }
        }
        if (p == type.parameterCount()) {
            ClassDesc owner = copies.method().parent().orElseThrow().thisClass().asSymbol();
            to.invokestatic(owner, copies.name(chosen), type).return_(TypeKind.from(type.returnType()));
            return;
        }
        if (!copies.values().containsKey(p)) {
            choose(to, copies, p + 1, chosen);
            return;
        }
        for (Object value : copies.values().get(p)) {
            Label next = to.newLabel();
            chosen.put(p, value);
            to.loadLocal(TypeKind.from(type.parameterType(p)), to.parameterSlot(p));
            push(value).accept(to);
            to.branch(value instanceof Integer ? Opcode.IF_ICMPNE : Opcode.IF_ACMPNE, next);
            choose(to, copies, p + 1, chosen);
            to.labelBinding(next);
        }
        ClassDesc error = ClassDesc.of("java.lang.AssertionError");
        to.new_(error).dup().loadConstant("no copy of " + copies.method().methodName() + " for this argument")
                .invokespecial(error, ConstantDescs.INIT_NAME,
                        MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_Object))
                .athrow();
    }

    /// The instruction that puts something known on the stack.
    private static Consumer<CodeBuilder> push(Object known) {
        return to -> {
            switch (known) {
                case Integer i -> to.loadConstant(i);
                case Long l -> to.loadConstant(l);
                case Member m -> {
                    ClassDesc type = ClassDesc.ofDescriptor(m.type());
                    to.getstatic(type, m.name(), type);
                }
                case Array _ -> throw new IllegalStateException("an array leaves its method");
                default -> to.aconst_null();
            }
        };
    }

    /// A value on the stack: the instructions that compute it, `null` once they are written, and what it is, `null` if nobody knows.
    private static final class Value {
        private List<Consumer<CodeBuilder>> code;
        private final Object known;

        Value(List<Consumer<CodeBuilder>> code, Object known) {
            this.code = code;
            this.known = known;
        }

        static Value of(Object known) {
            return new Value(List.of(push(known)), known);
        }

        /// What is known, as long as nothing is written.
        Object known() {
            return code == null ? null : known;
        }

        void write(CodeBuilder to) {
            if (code != null) code.forEach(c -> c.accept(to));
            code = null;
        }
    }

    /// The instructions of a method as they are written, with the stack. Instructions wait on the stack until a statement needs them:
    /// those of numbers that decide something are never written.
    private static final class Writer {
        final CodeBuilder to;
        final List<Value> stack = new ArrayList<>();
        /// The stack at labels to which a branch is written.
        final Map<Label, List<Value>> stacks = new HashMap<>();
        final Set<Label> bound = new HashSet<>();
        boolean reached = true;
        /// Where the last decided branch goes to, as long as it is not written.
        Label pending;

        Writer(CodeBuilder to) {
            this.to = to;
        }

        void push(Value v) {
            stack.add(v);
        }

        Value pop() {
            return stack.removeLast();
        }

        /// Writes all that waits, but arrays and their indices.
        void flush() {
            for (int i = 0; i < stack.size(); i++) {
                boolean index = i > 0 && stack.get(i - 1).known() instanceof Array
                        && stack.get(i).known() instanceof Integer;
                if (!index && !(stack.get(i).known() instanceof Array)) {
                    stack.get(i).write(to);
                }
            }
        }

        /// An instruction that takes some values, and gives one or is a statement.
        void apply(int operands, boolean result, Consumer<CodeBuilder> instruction) {
            List<Value> taken = stack.subList(stack.size() - operands, stack.size());
            if (result) {
                List<Consumer<CodeBuilder>> code = new ArrayList<>();
                taken.stream().filter(v -> v.code != null).forEach(v -> code.addAll(v.code));
                code.add(instruction);
                taken.clear();
                push(new Value(code, null));
            } else {
                flush();
                taken.forEach(v -> v.write(to));
                taken.clear();
                instruction.accept(to);
            }
        }

        void branch(Opcode opcode, int operands, Label target) {
            if (opcode == Opcode.GOTO && !bound.contains(target)) {
                pending = target;
                reached = false;
                return;
            }
            apply(operands, false, _ -> {});
            goesTo(target);
            to.branch(opcode, target);
            reached = opcode != Opcode.GOTO;
        }

        void goesTo(Label target) {
            stacks.put(target, List.copyOf(stack));
        }

        /// @param head whether a branch back leads here
        void bind(Label label, boolean head) {
            if (reached && !head && !stacks.containsKey(label)) {
                return;
            }
            boolean here = label.equals(pending);
            if (here && !stacks.containsKey(label)) { // nothing but the decided branch leads here
                pending = null;
                reached = true;
                return;
            }
            if (pending != null && (here || stacks.containsKey(label))) {
                flush();
                goesTo(pending);
                if (!here) to.goto_(pending);
                pending = null;
            }
            if (reached) {
                flush();
            } else if (stacks.containsKey(label)) {
                stack.clear();
                stack.addAll(stacks.get(label));
            } else {
                return;
            }
            reached = true;
            bound.add(label);
            to.labelBinding(label);
        }
    }

    /// The variables of a loop that is unrolled: its slot, and where in a method it has a value.
    private record Loop(int slot, int from, int to) {}

    private static List<TypeAnnotation.LocalVarTargetInfo> unrolled(CodeAttribute body) {
        return body.elementStream()
                .flatMap(e -> e instanceof RuntimeInvisibleTypeAnnotationsAttribute a
                        ? a.annotations().stream()
                        : Stream.of())
                .filter(a -> a.annotation().classSymbol().equals(UNROLLED))
                .flatMap(a -> ((TypeAnnotation.LocalVarTarget) a.targetInfo()).table().stream()).toList();
    }

    /// A method that is written, in itself or in the place of a call.
    private final class Frame {
        final Writer writer;
        final MethodModel method;
        final List<CodeElement> elements;
        final Map<Label, Integer> places = new HashMap<>();
        /// Labels to which a branch leads back.
        final Set<Label> heads = new HashSet<>();
        final List<Loop> loops;
        /// Where its variables begin, and what comes after them and its arrays.
        final int base;
        int next;
        /// What is known of variables, and those that are written once.
        final Map<Integer, Object> known = new HashMap<>();
        final Map<Integer, Integer> stores = new HashMap<>();
        Map<Label, Label> labels = new HashMap<>();
        /// The label after the body if it takes the place of a call.
        Label end;

        Frame(Writer writer, MethodModel method, int base) {
            this.writer = writer;
            this.method = method;
            this.base = base;
            next = base + body(method).maxLocals();
            List<TypeAnnotation.LocalVarTargetInfo> variables = unrolled(body(method)); // makes labels
            elements = body(method).elementList();
            for (int i = 0; i < elements.size(); i++) {
                switch (elements.get(i)) {
                    case LabelTarget t -> places.put(t.label(), i);
                    case BranchInstruction b when places.containsKey(b.target()) -> heads.add(b.target());
                    case StoreInstruction s -> stores.merge(s.slot(), 1, Integer::sum);
                    case IncrementInstruction n -> stores.merge(n.slot(), 1, Integer::sum);
                    default -> {}
                }
            }
            int slot = method.flags().has(AccessFlag.STATIC) ? 0 : 1;
            for (ClassDesc p : method.methodTypeSymbol().parameterList()) {
                stores.merge(slot, 1, Integer::sum);
                slot += TypeKind.from(p).slotSize();
            }
            loops = variables.stream().map(
                    v -> new Loop(v.index(), places.get(v.startLabel()), places.get(v.endLabel()))).toList();
        }

        /// The unrolled loop whose variable is in this slot at instruction `i`, or right after it.
        private Loop loop(int slot, int i) {
            int behind = i + 1;
            while (behind < elements.size() && elements.get(behind) instanceof PseudoInstruction) behind++;
            for (Loop l : loops) {
                if (l.slot() == slot && l.from() < behind && i < l.to()) {
                    return l;
                }
            }
            return null;
        }

        Label label(Label of) {
            return labels.computeIfAbsent(of, _ -> writer.to.newLabel());
        }

        IllegalStateException refused(String what) {
            return new IllegalStateException(Member.of(method) + ": " + what);
        }

        /// Writes the elements `from … to`.
        void write(int from, int to) {
            for (int i = from; i < to; i++) {
                CodeElement e = elements.get(i);
                if (e instanceof LabelTarget t) {
                    writer.bind(label(t.label()), heads.contains(t.label()));
                } else if (writer.reached) {
                    i = write(e, i);
                }
            }
        }

        /// Writes one instruction, the loop that begins with it if there is one; returns the place of the last element.
        private int write(CodeElement e, int i) {
            CodeBuilder to = writer.to;
            switch (e) {
                case LineNumber n -> {
                    if (end == null) to.with(n);
                }
                case LoadInstruction l when known.containsKey(l.slot()) -> writer.push(Value.of(known.get(l.slot())));
                case LoadInstruction l -> writer.apply(0, true, c -> c.loadLocal(l.typeKind(), base + l.slot()));
                case StoreInstruction s -> {
                    return store(s, i);
                }
                case IncrementInstruction n when loop(n.slot(), i) != null ->
                    known.computeIfPresent(n.slot(), (_, v) -> (Integer) v + n.constant());
                case IncrementInstruction n -> writer.apply(0, false, c -> c.iinc(base + n.slot(), n.constant()));
                case ConstantInstruction c -> writer.push(new Value(List.of(t -> t.with(c)), switch (c.constantValue()) {
                    case Integer n -> n;
                    case Long n -> n;
                    default -> c.opcode() == Opcode.ACONST_NULL ? NULL : null;
                }));
                case OperatorInstruction o -> operate(o);
                case ConvertInstruction c when c.opcode() == Opcode.I2L && top(0) instanceof Integer n -> {
                    writer.pop();
                    writer.push(Value.of((long) n));
                }
                case ConvertInstruction c -> writer.apply(1, true, t -> t.with(c));
                case FieldInstruction f when f.opcode() == Opcode.GETSTATIC && Member.of(f.field()).constant() ->
                    writer.push(new Value(List.of(t -> t.with(f)), Member.of(f.field())));
                case FieldInstruction f -> writer.apply(switch (f.opcode()) {
                    case GETSTATIC -> 0;
                    case PUTFIELD -> 2;
                    default -> 1;
                }, f.opcode() == Opcode.GETSTATIC || f.opcode() == Opcode.GETFIELD, t -> t.with(f));
                case InvokeInstruction n -> invoke(n);
                case InvokeDynamicInstruction n -> writer.apply(n.typeSymbol().parameterCount(), true, t -> t.with(n));
                case NewObjectInstruction n -> writer.apply(0, true, t -> t.with(n));
                case NewPrimitiveArrayInstruction n -> create(n, n.typeKind(), 1);
                case NewReferenceArrayInstruction n -> create(n, TypeKind.REFERENCE, 1);
                case NewMultiArrayInstruction n -> create(n, TypeKind.from(ClassDesc.ofDescriptor(
                        n.arrayType().asSymbol().descriptorString().substring(n.dimensions()))), n.dimensions());
                case ArrayLoadInstruction l when top(1) instanceof Array a -> {
                    Array element = a.at(index());
                    writer.pop();
                    writer.pop();
                    if (element.lengths().isEmpty()) {
                        writer.apply(0, true, t -> t.loadLocal(element.kind(), element.slot()));
                    } else {
                        writer.push(Value.of(element));
                    }
                }
                case ArrayLoadInstruction l -> writer.apply(2, true, t -> t.with(l));
                case ArrayStoreInstruction s when top(2) instanceof Array a -> {
                    Value value = writer.pop();
                    Array element = a.at(index());
                    writer.pop();
                    writer.pop();
                    writer.push(value);
                    writer.apply(1, false, t -> t.storeLocal(element.kind(), element.slot()));
                }
                case ArrayStoreInstruction s -> writer.apply(3, false, t -> t.with(s));
                case TypeCheckInstruction c -> writer.apply(1, true, t -> t.with(c));
                case StackInstruction s when s.opcode() == Opcode.POP -> writer.apply(1, false, t -> t.with(s));
                case StackInstruction s when s.opcode() == Opcode.DUP -> {
                    writer.flush();
                    writer.apply(0, false, t -> t.with(s));
                    writer.push(new Value(null, null));
                }
                case BranchInstruction b -> branch(b);
                case TableSwitchInstruction s -> {
                    writer.apply(1, false, t -> t.tableswitch(s.lowValue(), s.highValue(), target(s.defaultTarget()),
                            cases(s.cases())));
                    writer.reached = false;
                }
                case LookupSwitchInstruction s -> {
                    writer.apply(1, false, t -> t.lookupswitch(target(s.defaultTarget()), cases(s.cases())));
                    writer.reached = false;
                }
                case ReturnInstruction _ when end != null -> writer.branch(Opcode.GOTO, 0, end);
                case ReturnInstruction r -> {
                    writer.apply(r.typeKind() == TypeKind.VOID ? 0 : 1, false, t -> t.with(r));
                    writer.reached = false;
                }
                case ThrowInstruction t -> {
                    writer.apply(1, false, c -> c.with(t));
                    writer.reached = false;
                }
                case java.lang.classfile.Instruction n -> throw refused(n + " is not known here");
                default -> {} // about variables
            }
            return i;
        }

        private Label target(Label of) {
            Label label = label(of);
            writer.goesTo(label);
            return label;
        }

        private List<SwitchCase> cases(List<SwitchCase> cases) {
            return cases.stream().map(c -> SwitchCase.of(c.caseValue(), target(c.target()))).toList();
        }

        /// What is known of the value that is so far below the top.
        private Object top(int depth) {
            return writer.stack.size() > depth ? writer.stack.get(writer.stack.size() - 1 - depth).known() : null;
        }

        /// The index on top of the stack.
        private int index() {
            if (top(0) instanceof Integer n) {
                return n;
            }
            throw refused("the index of an array of local variables needs to be known");
        }

        private void create(CodeElement e, TypeKind kind, int dimensions) {
            List<Integer> lengths = new ArrayList<>();
            for (int d = dimensions - 1; d >= 0 && top(d) instanceof Integer n; d--) {
                lengths.add(n);
            }
            if (loops.isEmpty() || lengths.size() < dimensions) {
                writer.apply(dimensions, true, t -> t.with(e));
                return;
            }
            for (int d = 0; d < dimensions; d++) writer.pop();
            var array = new Array(next, kind, lengths);
            next += array.slots();
            writer.push(Value.of(array));
        }

        private int store(StoreInstruction s, int i) {
            Loop loop = loop(s.slot(), i);
            Object value = top(0);
            if (loop != null && !(value instanceof Integer)) {
                throw refused("the variable of an unrolled loop needs to be known");
            }
            if (loop == null && !(value instanceof Array) && !(value != null && stores.get(s.slot()) == 1)) {
                known.remove(s.slot());
                writer.apply(1, false, c -> c.storeLocal(s.typeKind(), base + s.slot()));
                return i;
            }
            writer.pop();
            known.put(s.slot(), value);
            return loop != null && i < loop.from() ? unroll(loop, i) : i;
        }

        /// Writes a loop out, whose variable has its first value. Returns the place of its last branch, back to the condition.
        private int unroll(Loop loop, int start) {
            int head = 0;
            int last = 0;
            for (int j = start; j < loop.to(); j++) {
                if (elements.get(j) instanceof BranchInstruction b && b.opcode() == Opcode.GOTO
                        && places.get(b.target()) > start && places.get(b.target()) < j) {
                    head = places.get(b.target());
                    last = j;
                }
            }
            if (last == 0) {
                throw refused("@Unrolled needs the variable of a loop");
            }
            for (int j = start + 1; j < head; j++) {
                if (elements.get(j) instanceof LabelTarget t) writer.bind(label(t.label()), false);
            }
            for (int copies = 0; writer.reached; copies++) {
                if (copies > MAX_COPIES) {
                    throw refused("@Unrolled needs bounds that are known");
                }
                for (int j = head; j < last; j++) {
                    if (elements.get(j) instanceof LabelTarget t) labels.remove(t.label());
                }
                write(head + 1, last);
            }
            known.remove(loop.slot());
            return last;
        }

        private void operate(OperatorInstruction o) {
            boolean single = switch (o.opcode()) {
                case INEG, LNEG, FNEG, DNEG, ARRAYLENGTH -> true;
                default -> false;
            };
            Object result = single ? null : result(o.opcode(), top(1), top(0));
            if (result == null) {
                writer.apply(single ? 1 : 2, true, t -> t.with(o));
                return;
            }
            writer.pop();
            writer.pop();
            writer.push(Value.of(result));
        }

        private static Object result(Opcode opcode, Object x, Object y) {
            if (x instanceof Integer a && y instanceof Integer b) {
                return switch (opcode) {
                    case IADD -> a + b;
                    case ISUB -> a - b;
                    case IMUL -> a * b;
                    case IDIV -> a / b;
                    case IREM -> a % b;
                    case ISHL -> a << b;
                    case ISHR -> a >> b;
                    case IAND -> a & b;
                    case IOR -> a | b;
                    case IXOR -> a ^ b;
                    default -> null;
                };
            }
            if (x instanceof Long a && y instanceof Long b) {
                return switch (opcode) {
                    case LADD -> a + b;
                    case LSUB -> a - b;
                    case LMUL -> a * b;
                    default -> null;
                };
            }
            return null;
        }

        private void branch(BranchInstruction b) {
            int operands = switch (b.opcode()) {
                case GOTO, GOTO_W -> 0;
                case IFEQ, IFNE, IFLT, IFGE, IFGT, IFLE, IFNULL, IFNONNULL -> 1;
                default -> 2;
            };
            Boolean taken = operands == 0 ? Boolean.TRUE : taken(b.opcode(), operands == 2 ? top(1) : 0, top(0));
            if (taken != null) {
                for (int k = 0; k < operands; k++) writer.pop();
                if (!taken) {
                    return;
                }
            }
            Label target = label(b.target());
            if (end != null && writer.bound.contains(target) && !writer.stack.isEmpty()) {
                throw refused("a loop needs an empty stack; @Inlined methods with loops return nothing");
            }
            writer.branch(taken != null ? Opcode.GOTO : b.opcode(), taken != null ? 0 : operands, target);
        }

        /// Whether a branch is taken; `null` if nobody knows.
        private static Boolean taken(Opcode opcode, Object x, Object y) {
            if (x instanceof Integer a && y instanceof Integer b) {
                int zero = switch (opcode) {
                    case IFEQ, IFNE, IFLT, IFGE, IFGT, IFLE -> Integer.compare(b, 0);
                    default -> a.compareTo(b);
                };
                return switch (opcode) {
                    case IFEQ, IF_ICMPEQ -> zero == 0;
                    case IFNE, IF_ICMPNE -> zero != 0;
                    case IFLT, IF_ICMPLT -> zero < 0;
                    case IFGE, IF_ICMPGE -> zero >= 0;
                    case IFGT, IF_ICMPGT -> zero > 0;
                    case IFLE, IF_ICMPLE -> zero <= 0;
                    default -> null;
                };
            }
            return switch (opcode) {
                case IFNULL -> y == null ? null : (Boolean) (y == NULL);
                case IFNONNULL -> y == null ? null : (Boolean) (y != NULL);
                case IF_ACMPEQ -> x instanceof Member && y instanceof Member ? (Boolean) x.equals(y) : null;
                case IF_ACMPNE -> x instanceof Member && y instanceof Member ? (Boolean) !x.equals(y) : null;
                default -> null;
            };
        }

        private void invoke(InvokeInstruction n) {
            Member name = Member.of(n.method());
            MethodTypeDesc type = n.typeSymbol();
            int count = type.parameterCount();
            boolean result = !type.returnType().equals(ConstantDescs.CD_void);
            if (inlined.containsKey(name)) {
                expand(inlined.get(name));
                return;
            }
            Copied copies = copied.get(name);
            var chosen = new HashMap<Integer, Object>();
            for (int p = 0; copies != null && p < count; p++) {
                Object value = top(count - 1 - p);
                if (value != null && copies.values().getOrDefault(p, List.of()).contains(value)) {
                    chosen.put(p, value);
                }
            }
            if (copies != null && chosen.size() == copies.values().size()) {
                writer.apply(count, result, t -> t.invokestatic(n.owner().asSymbol(), copies.name(chosen), type));
                return;
            }
            writer.apply(n.opcode() == Opcode.INVOKESTATIC ? count : count + 1, result, t -> t.with(n));
        }

        /// Writes the body of a method in the place of a call.
        private void expand(MethodModel callee) {
            var frame = new Frame(writer, callee, next);
            frame.end = writer.to.newLabel();
            List<ClassDesc> parameters = callee.methodTypeSymbol().parameterList();
            int[] slots = new int[parameters.size()];
            for (int p = 0, slot = 0; p < slots.length; p++) {
                slots[p] = slot;
                slot += TypeKind.from(parameters.get(p)).slotSize();
            }
            List<Value> taken = writer.stack.subList(writer.stack.size() - slots.length, writer.stack.size());
            List<Value> arguments = new ArrayList<>(taken);
            taken.clear();
            boolean[] written = new boolean[slots.length];
            for (int p = 0; p < slots.length; p++) {
                Object value = arguments.get(p).known();
                if (value != null && (value instanceof Array || frame.stores.get(slots[p]) == 1)) {
                    frame.known.put(slots[p], value);
                } else {
                    written[p] = true;
                }
            }
            if (IntStream.range(0, slots.length).anyMatch(p -> written[p])) {
                writer.flush();
            }
            for (int p = 0; p < slots.length; p++) {
                if (written[p]) arguments.get(p).write(writer.to);
            }
            for (int p = slots.length - 1; p >= 0; p--) {
                if (written[p]) writer.to.storeLocal(TypeKind.from(parameters.get(p)), next + slots[p]);
            }
            frame.write(0, frame.elements.size());
            writer.bind(frame.end, false);
        }
    }
}
