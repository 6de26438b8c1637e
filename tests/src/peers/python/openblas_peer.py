"""OpenBLAS, the one of NumPy, as a peer of `t2l bench`: products in float32."""
import peer
import numpy as np
import threadpoolctl

BLAS = threadpoolctl.ThreadpoolController().select(user_api="blas").lib_controllers[0]
VERSION = ".".join(BLAS.version.split(".")[:3])
NAME = f"OpenBLAS {VERSION} {BLAS.architecture}"


def normal(*shape):
    return np.random.default_rng(1).standard_normal(shape, np.float32)


def work(row, threads, model):
    match row.split("/"):
        case ["matmul", "f32", layout, size]:
            pass
        case ["gemv", "f32", size]:
            layout = "NT"
        case _:
            return None
    m, n, k = map(int, size.split("x"))
    a = normal(k, m).T if layout == "TN" else normal(m, k)
    b = normal(n, k).T if layout == "NT" else normal(k, n)
    out = np.empty((m, n), np.float32)
    BLAS.set_num_threads(threads)
    return lambda: np.matmul(a, b, out=out)


peer.answer(NAME, work)
