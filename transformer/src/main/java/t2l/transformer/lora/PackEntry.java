package t2l.transformer.lora;

/// What the index of a pack says about one adapter.
///
/// @param id          its name, unique in the folder of its pack, which can be the name of a file: 1 to 128 letters, digits,
///                    `.`, `_` and `-` of ASCII, not beginning with one of the last three
/// @param description what it was made for, may be empty
/// @param sha256      of its `adapter_model.safetensors`, in hexadecimal
/// @param bytes       the length of that file
public record PackEntry(String id, String description, String sha256, long bytes) {
    /// Throws [IllegalArgumentException] if the id or the hash is none.
    public PackEntry {
        if (!id.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,127}")) {
            throw new IllegalArgumentException(
                    "pack: needs an id of 1 to 128 letters, digits, '.', '_' and '-' that begins with a letter"
                            + " or a digit, got " + (id.isEmpty() ? "an empty one" : id));
        }
        if (!sha256.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException(
                    "pack: " + id + ": needs a SHA-256 of 64 hexadecimal digits, got " + sha256);
        }
    }
}
