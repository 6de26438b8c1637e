package t2l.tensor.io;

import module java.base;
import t2l.tensor.*;
import t2l.tensor.io.Pickle.Item;

/// A state dict written by `torch.save` (`.pt`, PyTorch 1.6 and later): a zip archive of a pickle and of one entry per
/// storage (t2l-spec §5.1). Nothing in the pickle is executed; anything but names, shapes and storages is an error.
///
/// The maps keep the order of the pickle: in `hypermod.pt` the order of the `heads.…` keys is the only reliable record
/// of the module order (t2l-spec §17, Q1).
///
/// @param path    the file
public record TorchFile(Path path, Map<String, Tensor> tensors, Map<String, RawTensor> raw) implements TensorFile {
    /// A state dict of 100 000 tensors takes 12 MB; without a limit, a pickle could fill the heap.
    private static final long MAX_PICKLE = 1 << 24;
    private static final String PICKLE = "/data.pkl";

    public TorchFile {
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        raw = Collections.unmodifiableMap(new LinkedHashMap<>(raw));
    }

    /// Reads a file into memory of `arena`. Throws [T2lException] if it is missing or invalid.
    public static TorchFile open(Path path, Arena arena) {
        return of(FileBytes.read(path, arena), arena);
    }

    /// The content of a file; tensors that are not in order there are copied into memory of `arena`.
    static TorchFile of(FileBytes file, Arena arena) {
        return new Reading(file, arena).run();
    }

    /// The data of one or more tensors.
    private record Storage(StoredType type, MemorySegment data, long count) {}

    private static final class Reading {
        private final FileBytes file;
        private final Arena arena;
        private final StoredZip zip;
        private final Map<String, Storage> storages = new HashMap<>();
        private final Map<String, Tensor> tensors = new LinkedHashMap<>();
        private final Map<String, RawTensor> raw = new LinkedHashMap<>();
        private String stem = "";

        private Reading(FileBytes file, Arena arena) {
            this.file = file;
            this.arena = arena;
            this.zip = StoredZip.of(file);
        }

        private TorchFile run() {
            List<String> pickles = zip.entries().keySet().stream().filter(name -> name.endsWith(PICKLE)).toList();
            if (pickles.size() != 1) {
                throw new T2lException(file.path() + ": needs one entry …/data.pkl, as torch.save writes it, there are "
                        + pickles.size());
            }
            String pickle = pickles.getFirst();
            stem = pickle.substring(0, pickle.length() - PICKLE.length());
            String order = stem + "/byteorder";
            if (zip.entries().containsKey(order) && !text(order).equals("little")) {
                throw file.error(zip.entries().get(order).at(), "needs little-endian numbers, got " + text(order));
            }
            StoredZip.Entry entry = zip.entries().get(pickle);
            if (entry.bytes() > MAX_PICKLE) {
                throw file.error(entry.at(),
                        "needs a pickle of at most " + MAX_PICKLE + " bytes, got " + entry.bytes());
            }
            zip.content(pickle);
            Item root = Pickle.read(file, entry.at(), entry.bytes());
            if (!(root instanceof Pickle.Dict(Map<String, Item> items))) {
                throw file.error(entry.at(), "needs a dictionary of tensors, got " + Pickle.kind(root));
            }
            items.forEach((name, item) -> add(name, item, entry.at()));
            return new TorchFile(file.path(), tensors, raw);
        }

        private String text(String entry) {
            zip.content(entry);
            StoredZip.Entry e = zip.entries().get(entry);
            return new String(file.bytes(e.at(), Math.min(e.bytes(), 20), entry), StandardCharsets.US_ASCII);
        }

        /// `_rebuild_tensor_v2(storage, offset, size, stride, requires_grad, hooks)`
        private void add(String name, Item item, long at) {
            if (!(item instanceof Pickle.Call call && call.function().equals("torch._utils _rebuild_tensor_v2")
                    && call.arguments().size() == 6
                    && call.arguments().get(0) instanceof Pickle.Persistent(List<Item> id)
                    && call.arguments().get(1) instanceof Pickle.Whole(long offset)
                    && call.arguments().get(2) instanceof Pickle.Tuple(List<Item> sizes)
                    && call.arguments().get(3) instanceof Pickle.Tuple(List<Item> steps)
                    && call.arguments().get(5) instanceof Pickle.Dict(Map<String, Item> hooks) && hooks.isEmpty())) {
                throw file.error(item instanceof Pickle.Call c ? c.at() : at,
                        name + ": needs a plain tensor, got " + Pickle.kind(item));
            }
            Storage storage = storage(name, id, call.at());
            List<Integer> shape = new ArrayList<>();
            List<Long> strides = new ArrayList<>();
            for (Item size : sizes) {
                shape.add((int) whole(size, Integer.MAX_VALUE, name, call.at()));
            }
            for (Item step : steps) {
                strides.add(whole(step, Long.MAX_VALUE, name, call.at()));
            }
            if (shape.size() != strides.size()) {
                throw file.error(call.at(), name + ": needs a stride for every size, got " + shape + " and " + strides);
            }
            MemorySegment data = elements(name, storage, offset, shape, strides, call.at());
            new RawTensor(name, storage.type.name(), shape, data).addTo(tensors, raw);
        }

        /// `('storage', class, key, location, count)`; the location is the original device and is ignored.
        private Storage storage(String name, List<Item> id, long at) {
            if (!(id.size() == 5 && id.get(0) instanceof Pickle.Text(String tag) && tag.equals("storage")
                    && id.get(1) instanceof Pickle.Global(String storage)
                    && id.get(2) instanceof Pickle.Text(String key)
                    && id.get(4) instanceof Pickle.Whole(long count))) {
                throw file.error(at,
                        name + ": needs a storage with class, key, location and count, got " + id.size() + " items");
            }
            StoredType type = StoredType.ofTorch(storage)
                    .orElseThrow(() -> file.error(at, name + ": needs a storage of numbers (Double Float Half BFloat16"
                            + " Long Int Short Char Byte Bool), got " + storage));
            Storage known = storages.computeIfAbsent(key, _ -> {
                MemorySegment data = zip.content(stem + "/data/" + key);
                return new Storage(type, data, data.byteSize() / type.bytes());
            });
            if (known.type != type || known.count != count || known.data.byteSize() != count * type.bytes()) {
                throw file.error(at,
                        name + ": needs " + count + " numbers of " + storage + " in storage " + key + ", it has "
                                + known.data.byteSize()
                                + " bytes");
            }
            return known;
        }

        private long whole(Item item, long most, String name, long at) {
            if (item instanceof Pickle.Whole(long v) && v >= 0 && v <= most) {
                return v;
            }
            throw file.error(at, name + ": needs sizes and strides from 0 to " + most + ", got " + Pickle.kind(item));
        }

        /// The elements in row-major order: a range of the storage if possible, otherwise a copy.
        private MemorySegment elements(String name, Storage storage, long offset, List<Integer> shape,
                List<Long> strides, long at) {
            int width = storage.type.bytes();
            long size = 1;
            long last = offset;
            boolean inOrder = true;
            try {
                for (int d : shape) {
                    size = Math.multiplyExact(size, d);
                }
                long run = 1;
                for (int k = shape.size() - 1; k >= 0 && size > 0; k--) {
                    last = Math.addExact(last, Math.multiplyExact(shape.get(k) - 1L, strides.get(k)));
                    inOrder &= shape.get(k) == 1 || strides.get(k) == run;
                    run *= shape.get(k);
                }
            } catch (ArithmeticException e) {
                throw new T2lException(file
                        .error(at,
                                name + ": needs sizes that fit the storage, got " + shape + " with strides " + strides)
                        .getMessage(), e);
            }
            if (offset < 0 || size > storage.count || (size == 0 ? offset > storage.count : last >= storage.count)) {
                throw file.error(at,
                        name + ": needs " + shape + " with strides " + strides + " from " + offset
                                + " on to lie in the storage, which has "
                                + storage.count + " numbers");
            }
            if (inOrder) {
                return storage.data.asSlice(offset * width, size * width);
            }
            return RowMajor.gather(storage.data, width, offset, SafeTensors.dims(shape),
                    strides.stream().mapToLong(Long::longValue).toArray(), arena);
        }
    }
}
