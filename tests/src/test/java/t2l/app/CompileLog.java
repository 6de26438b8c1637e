package t2l.app;

import module java.base;

/// What C2 made of the kernels, as the JVM's compile log has it. To see it for a process of yours:
///
/// ```
///   _JAVA_OPTIONS="-XX:+UnlockDiagnosticVMOptions -XX:+LogCompilation -XX:LogFile=compile-%p.log" ./t2l serve …
///   java tests/src/test/java/t2l/app/CompileLog.java compile-NUMBER.log
/// ```
///
/// (the larger of the two logs; the other is of the launcher). Each call of the Vector API that is left as a call makes objects of
/// vectors. A guard is a guess of a vector's class: the compiler makes a call of it once it has guessed wrong too often.
record CompileLog(List<Compile> kernels, List<String> outOfRegisters) {
    private static final String KERNELS = "t2l.tensor.simd.";
    private static final Pattern ATTRIBUTE = Pattern.compile("(\\w+)='([^']*)'");

    /// A compile of a kernel's method by C2.
    ///
    /// @param method with its types, and the position in it if a running loop was replaced
    /// @param calls  of methods of the Vector API, by the position in the kernel that leads to them
    record Compile(String method, List<String> calls, int guards, int nodes, int bytecode, int code) {
        @Override
        public String toString() {
            return String.format("%5d %6d %6d %8d %5d  %s%s", calls.size(), guards, nodes, bytecode, code, method,
                    String.join("", calls.stream().map(call -> System.lineSeparator() + "        " + call).toList()));
        }
    }

    /// What is being read of one compile.
    private static final class Task {
        final Map<String, String> about;
        final Map<String, String> classes = new HashMap<>();
        /// `class.method` by number.
        final Map<String, String> methods = new HashMap<>();
        /// Left to be inlined later, by number.
        final Map<String, String> calls = new HashMap<>();
        /// The callers, from the kernel inwards, each with the position that it has reached.
        final Deque<String> callers = new ArrayDeque<>();
        int unnamed;
        int guards;
        int nodes;
        String position = "";
        String callee = "";
        String number = "";
        boolean vector;

        Task(Map<String, String> about) {
            this.about = about;
        }

        void read(String tag, Map<String, String> line) {
            switch (tag) {
                case "klass" -> classes.put(line.get("id"), line.get("name"));
                case "method" ->
                    methods.put(line.get("id"), classes.get(line.get("holder")) + "." + line.get("name"));
                case "bc" -> position = line.get("bci");
                case "call" -> {
                    callee = methods.getOrDefault(line.get("method"), "");
                    vector = callee.startsWith("jdk.incubator.vector.");
                    number = "";
                }
                case "inline_id" -> number = line.get("id");
                case "parse" -> callers.add(position);
                case "/parse" -> position = callers.isEmpty() ? "" : callers.removeLast();
                case "parse_done" -> nodes = Math.max(nodes, Integer.parseInt(line.getOrDefault("nodes", "0")));
                case "predicted_call" -> {
                    if (vector && "1".equals(line.get("exact"))) guards++;
                }
                case "virtual_call" -> {
                    if (vector) {
                        String inKernel = callers.size() > 1 ? callers.stream().skip(1).findFirst().get() : position;
                        calls.put(number.isEmpty() ? "unnamed " + unnamed++ : number,
                                callee + " by way of bytecode " + inKernel);
                    }
                }
                case "late_inline" -> calls.remove(line.get("inline_id"));
                default -> {}
            }
        }

        Compile done(Map<String, String> line) {
            String loop = about.containsKey("osr_bci") ? " from bytecode " + about.get("osr_bci") : "";
            return new Compile(about.get("method").substring(KERNELS.length()) + loop,
                    calls.values().stream().sorted().toList(),
                    Math.max(0, guards - calls.size()), nodes, Integer.parseInt(about.get("bytes")),
                    Integer.parseInt(line.getOrDefault("nmsize", "0")));
        }
    }

    static CompileLog read(Path file) throws IOException {
        CompileLog log = new CompileLog(new ArrayList<>(), new ArrayList<>());
        Task task = null;
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            for (String line; (line = lines.readLine()) != null;) {
                int end = line.startsWith("<") ? tagEnd(line) : 0;
                String tag = end == 0 ? "" : line.substring(1, end);
                if (tag.equals("task")) {
                    task = new Task(attributes(line));
                } else if (task != null && tag.equals("failure") && line.contains("out of virtual registers")) {
                    log.outOfRegisters.add(task.about.get("method"));
                } else
                    if (task != null && !task.about.containsKey("level")
                            && task.about.get("method").startsWith(KERNELS)) { // C2
                                Map<String, String> attributes = attributes(line);
                                task.read(tag, attributes);
                                if (tag.equals("task_done") && "1".equals(attributes.get("success"))) {
                                    log.kernels.add(task.done(attributes));
                                }
                            }
            }
        }
        return log;
    }

    private static int tagEnd(String line) {
        for (int i = 2; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == ' ' || c == '>' || (c == '/' && i > 1)) return i;
        }
        return 0;
    }

    private static Map<String, String> attributes(String line) {
        Map<String, String> all = new HashMap<>();
        for (Matcher each = ATTRIBUTE.matcher(line); each.find();) {
            all.put(each.group(1), each.group(2));
        }
        return all;
    }

    public static void main(String[] files) throws IOException {
        for (String file : files) {
            CompileLog log = read(Path.of(file));
            IO.println("calls guards  nodes bytecode  code");
            log.kernels.forEach(IO::println);
            log.outOfRegisters.forEach(method -> IO.println("out of virtual registers: " + method));
        }
    }
}
