package t2l.autograd;

import java.lang.foreign.Arena;
import t2l.GoldenFile;
import t2l.tensor.*;
import t2l.tensor.io.SafeTensors;

/// `optimisers.safetensors`, made by the `make.py` beside it. A missing tensor is an error.
record Golden(SafeTensors file, Arena arena) {
    static Golden open(Arena arena) {
        return new Golden(SafeTensors.open(GoldenFile.path("autograd/optimisers.safetensors"), arena), arena);
    }

    Tensor tensor(String name) {
        return file.get(name);
    }

    double[] numbers(String name) {
        return tensor(name).toDoubles();
    }

    /// Parameters of one place `w` that holds the tensor of this name.
    Parameters parameters(DType dtype, String name) {
        Tensor t = tensor(name);
        Layout layout = new Layout();
        layout.weight("w", Init.ZEROS, t.dims());
        Parameters p = new Parameters(arena, dtype, layout);
        copy(t, p.flat());
        return p;
    }

    static void copy(Tensor from, Tensor to) {
        for (long i = 0, n = from.size(); i < n; i++) {
            to.set(i, from.get(i));
        }
    }
}
