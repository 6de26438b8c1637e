package t2l.fuzz;

import module java.base;
import t2l.tensor.*;
import t2l.tensor.io.*;
import t2l.transformer.lora.*;

/// A pack of two adapters of two numbers each.
final class TinyPack {
    static byte[] bytes() {
        try (ScratchDirectory scratch = ScratchDirectory.make(); Arena arena = Arena.ofConfined()) {
            Tensor one = Tensor.allocate(arena, DType.F32, 1, 1);
            Lora lora = new Lora(new LoraConfig("", 1, 1, false, 0, List.of("q_proj")),
                    Map.of("model.layers.0.self_attn.q_proj", new Lora.Update(one, one)));
            byte[] bytes = LoraFile.bytes(lora);
            MemorySegment memory = arena.allocate(bytes.length, 8).copyFrom(MemorySegment.ofArray(bytes));
            String hash = FileHash.sha256(ByteBuffer.wrap(bytes));
            PackManifest.Pack pack = AdapterPack.write(scratch.path(), LoraFile.configText(lora.config()),
                    List.of(new AdapterPack.Packed(new AdapterPack.Entry("a", "Sort.", hash, bytes.length), memory),
                            new AdapterPack.Packed(new AdapterPack.Entry("b", "", hash, bytes.length), memory)));
            Path file = scratch.path().resolve(pack.sha256() + ".safetensors");
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
