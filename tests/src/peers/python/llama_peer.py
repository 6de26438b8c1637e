"""llama.cpp as a peer of `t2l bench decode prefill prompt serve` on GGUF files, through its C interface.

In `serve`, it writes as many texts in one batch as its server with as many slots does, without adapters, HTTP and sampling.

Build it for this processor: `CMAKE_ARGS=-DGGML_NATIVE=ON pip install llama-cpp-python`.
"""
import ctypes

import peer
import llama_cpp as ll
import numpy as np

QUIET = ll.llama_log_callback(lambda level, text, data: None)
ll.llama_log_set(QUIET, None)
ll.llama_backend_init()


class Model:
    """A model and a context for it, for `texts` at once; `batch` tokens are read at once."""

    def __init__(self, path, threads, batch, texts=1):
        self.model = ll.llama_model_load_from_file(path.encode(), ll.llama_model_default_params())
        settings = ll.llama_context_default_params()
        settings.n_ctx, settings.n_batch, settings.n_ubatch = 1024, batch, batch
        settings.n_threads = settings.n_threads_batch = threads
        settings.n_seq_max = texts
        self.context = ll.llama_init_from_model(self.model, settings)
        self.classes = ll.llama_vocab_n_tokens(ll.llama_model_get_vocab(self.model))

    def __del__(self):
        ll.llama_free(self.context)
        ll.llama_model_free(self.model)

    def generate(self, prompt, count):
        """Reads `prompt` tokens and writes `count`, greedily."""
        ll.llama_memory_clear(ll.llama_get_memory(self.context), False)
        ids = np.random.default_rng(1).integers(3, self.classes, prompt).astype(np.int32)
        for _ in range(count):
            batch = ll.llama_batch_get_one(ids.ctypes.data_as(ctypes.POINTER(ll.llama_token)), len(ids))
            if ll.llama_decode(self.context, batch) != 0:
                raise RuntimeError("llama_decode failed")
            logits = np.ctypeslib.as_array(ll.llama_get_logits_ith(self.context, -1), (self.classes,))
            ids = np.array([logits.argmax()], np.int32)

    def together(self, texts, count):
        """Writes `count` tokens of each text after one, greedily, all in one batch."""
        ll.llama_memory_clear(ll.llama_get_memory(self.context), False)
        ids = np.random.default_rng(1).integers(3, self.classes, texts)
        batch = ll.llama_batch_init(texts, 0, 1)
        batch.n_tokens = texts
        for position in range(count):
            for i in range(texts):
                batch.token[i], batch.pos[i], batch.logits[i] = ids[i], position, 1
                batch.n_seq_id[i], batch.seq_id[i][0] = 1, i
            if ll.llama_decode(self.context, batch) != 0:
                raise RuntimeError("llama_decode failed")
            ids = [
                np.ctypeslib.as_array(ll.llama_get_logits_ith(self.context, i), (self.classes,)).argmax()
                for i in range(texts)
            ]
        ll.llama_batch_free(batch)


TEXTS = 8

# what a group reads and writes
TOKENS = {"decode": (1, 32), "prefill": (512, 1), "prompt": (32, 1)}


def work(row, threads, model):
    group, *rest = row.split("/")
    if group not in (*TOKENS, "serve") or not model.endswith(".gguf"):
        return None
    if group == "serve":
        loaded = Model(model, threads, TEXTS, TEXTS)
        return lambda: loaded.together(TEXTS, 32)
    prompt, count = TOKENS[group]
    loaded = Model(model, threads, prompt)
    return lambda: loaded.generate(prompt, count)


peer.answer("llama.cpp", work)
