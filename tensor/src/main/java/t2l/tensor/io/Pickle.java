package t2l.tensor.io;

import module java.base;

/// A pickle (Python's protocol 2) parsed as data: names and calls are represented as values, and nothing is executed.
/// Only the opcodes that `torch.save` writes for a state dict are supported (t2l-spec §5.1).
final class Pickle {
    /// A value of the pickle.
    sealed interface Item {}

    record Whole(long value) implements Item {}

    record Truth(boolean value) implements Item {}

    record Nothing() implements Item {}

    record Text(String value) implements Item {}

    record Tuple(List<Item> items) implements Item {}

    /// A dictionary in insertion order, plain or an `OrderedDict`.
    record Dict(Map<String, Item> items) implements Item {}

    /// A name in a Python module, for example `torch FloatStorage`.
    record Global(String name) implements Item {}

    /// The result of a call of `function` that is not executed.
    record Call(String function, List<Item> arguments, long at) implements Item {}

    /// A reference to an object outside the pickle.
    record Persistent(List<Item> id) implements Item {}

    private record Mark() implements Item {}

    private static final String ORDERED_DICT = "collections OrderedDict";

    private final FileBytes file;
    private final long end;
    private final Deque<Item> stack = new ArrayDeque<>();
    private final Map<Integer, Item> memo = new HashMap<>();
    private long at;

    private Pickle(FileBytes file, long start, long bytes) {
        this.file = file;
        this.at = start;
        this.end = start + bytes;
    }

    /// The value of the pickle in `bytes` bytes of `file` from `start` on; throws [t2l.tensor.T2lException] if it is
    /// invalid or uses features that a state dict does not need.
    static Item read(FileBytes file, long start, long bytes) {
        return new Pickle(file, start, bytes).run();
    }

    private Item run() {
        while (true) {
            long op = at;
            int code = u8();
            switch (code) {
                case 0x80 -> {
                    int protocol = u8();
                    if (protocol != 2) {
                        throw file.error(op, "needs pickle protocol 2, got " + protocol);
                    }
                }
                case 'c' -> stack.push(new Global(line() + " " + line()));
                case 'q' -> memo.put(u8(), top(op));
                case 'r' -> memo.put(i32(), top(op));
                case 'h' -> stack.push(remembered(u8(), op));
                case 'j' -> stack.push(remembered(i32(), op));
                case ')' -> stack.push(new Tuple(List.of()));
                case '}' -> stack.push(new Dict(new LinkedHashMap<>()));
                case '(' -> stack.push(new Mark());
                case 't' -> stack.push(new Tuple(sinceMark(op)));
                case 0x85, 0x86, 0x87 -> stack.push(new Tuple(last(code - 0x84, op)));
                case 'R' -> call(op);
                case 'X' -> stack.push(text());
                case 'J' -> stack.push(new Whole(i32()));
                case 'K' -> stack.push(new Whole(u8()));
                case 'M' -> stack.push(new Whole(file.u16(step(2), "a number")));
                case 0x8a -> stack.push(new Whole(longer(op)));
                case 'Q' -> stack.push(new Persistent(tuple(pop(op), op).items));
                case 0x88 -> stack.push(new Truth(true));
                case 0x89 -> stack.push(new Truth(false));
                case 'N' -> stack.push(new Nothing());
                case 's' -> set(last(2, op), op);
                case 'u' -> set(sinceMark(op), op);
                case 'b' -> build(op);
                case '.' -> {
                    Item result = pop(op);
                    if (!stack.isEmpty()) {
                        throw file.error(op, "needs one value at the end of the pickle, got " + (stack.size() + 1));
                    }
                    return result;
                }
                default -> throw file.error(op, "needs a pickle of a state dict, got the opcode 0x"
                        + Integer.toHexString(code) + ", which none uses");
            }
        }
    }

    /// Calls become data, except for the one that only creates an empty dictionary.
    private void call(long op) {
        List<Item> arguments = tuple(pop(op), op).items;
        Item function = pop(op);
        if (!(function instanceof Global(String name))) {
            throw file.error(op, "needs a name to call, got " + kind(function));
        }
        if (name.equals(ORDERED_DICT)) {
            if (!arguments.isEmpty()) {
                throw file.error(op, "needs an empty OrderedDict, got one with arguments");
            }
            stack.push(new Dict(new LinkedHashMap<>()));
        } else {
            stack.push(new Call(name, arguments, op));
        }
    }

    /// The state set on a dictionary (`_metadata` of a state dict) holds only versions of modules and is dropped.
    private void build(long op) {
        dict(pop(op), op);
        dict(top(op), op);
    }

    private void set(List<Item> pairs, long op) {
        Dict target = dict(top(op), op);
        if (pairs.size() % 2 != 0) {
            throw file.error(op, "needs a value for every name, got " + pairs.size() + " items");
        }
        for (int i = 0; i < pairs.size(); i += 2) {
            if (!(pairs.get(i) instanceof Text(String name))) {
                throw file.error(op, "needs a text as name, got " + kind(pairs.get(i)));
            }
            if (target.items.put(name, pairs.get(i + 1)) != null) {
                throw file.error(op, "needs every name once, got " + name + " again");
            }
        }
    }

    private Dict dict(Item item, long op) {
        if (item instanceof Dict d) {
            return d;
        }
        throw file.error(op, "needs a dictionary, got " + kind(item));
    }

    private Tuple tuple(Item item, long op) {
        if (item instanceof Tuple t) {
            return t;
        }
        throw file.error(op, "needs a tuple, got " + kind(item));
    }

    /// The kind of an item, without its content, which may be cyclic.
    static String kind(Item item) {
        return switch (item) {
            case Whole(long value) -> "the number " + value;
            case Truth(boolean value) -> "the truth value " + value;
            case Nothing() -> "None";
            case Text(String value) -> "the text " + value;
            case Tuple t -> "a tuple of " + t.items.size();
            case Dict d -> "a dictionary of " + d.items.size();
            case Global(String name) -> "the name " + name;
            case Call c -> "a call of " + c.function;
            case Persistent _ -> "a storage";
            case Mark() -> "a mark";
        };
    }

    private Item pop(long op) {
        if (stack.isEmpty() || stack.peek() instanceof Mark) {
            throw file.error(op, "needs a value on the pickle's stack, it is empty; fetch the file again");
        }
        return stack.pop();
    }

    private Item top(long op) {
        Item item = pop(op);
        stack.push(item);
        return item;
    }

    private List<Item> last(int count, long op) {
        List<Item> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(pop(op));
        }
        Collections.reverse(all);
        return Collections.unmodifiableList(all);
    }

    private List<Item> sinceMark(long op) {
        List<Item> all = new ArrayList<>();
        while (!(stack.peek() instanceof Mark)) {
            all.add(pop(op));
        }
        stack.pop();
        Collections.reverse(all);
        return Collections.unmodifiableList(all);
    }

    private Item remembered(int key, long op) {
        Item item = memo.get(key);
        if (item == null) {
            throw file.error(op, "needs a value remembered as " + key + ", there is none; fetch the file again");
        }
        return item;
    }

    private Text text() {
        long bytes = Integer.toUnsignedLong(i32());
        return new Text(file.utf8(step(bytes), bytes, "a text"));
    }

    private String line() {
        long start = at;
        while (u8() != '\n') {
            if (at - start > 200) {
                throw file.error(start, "needs a Python name of at most 200 characters");
            }
        }
        return file.utf8(start, at - 1 - start, "a Python name");
    }

    private long longer(long op) {
        int bytes = u8();
        if (bytes > 8) {
            throw file.error(op, "needs a number of at most 8 bytes, got " + bytes);
        }
        long v = 0;
        for (int i = 0; i < bytes; i++) {
            v |= (long) u8() << (8 * i);
        }
        return bytes == 0 ? 0 : v << (64 - 8 * bytes) >> (64 - 8 * bytes);
    }

    private int u8() {
        return file.u8(step(1), "the pickle");
    }

    private int i32() {
        return file.i32(step(4), "a number");
    }

    private long step(long bytes) {
        long before = at;
        if (bytes > end - at) {
            throw file.error(before, "needs " + bytes + " more bytes of the pickle, it ends at " + end);
        }
        at += bytes;
        return before;
    }
}
