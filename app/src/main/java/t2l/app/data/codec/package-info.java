/// Blocks of compressed bytes: what Parquet files are compressed with, besides gzip.
///
/// ```
/// SnappyBlock   copies of earlier bytes, marked by their lengths
/// Lz4Block      the same in another notation
/// ZstdFrame ── ZstdBlock   the same, whose numbers and bytes are entropy coded:
///                ├─ HuffmanTable   bytes
///                └─ FseTable       numbers, and the weights of a HuffmanTable
///                      └─ BackwardBits   both are read from their end
/// ```
///
/// Each has `decode`, which throws [IllegalArgumentException] for what is none. hardwood, which reads the files, asks for its
/// codecs by the names of other libraries: `org.xerial.snappy`, `net.jpountz.lz4` and `com.github.luben.zstd` are those names,
/// with what hardwood calls and no more. In `t2l.jar` they are packages of this one.
///
/// No library decodes instead: those written in Java alone read memory through `sun.misc.Unsafe`, of which JDK 25 warns
/// on stderr, and the others are native code.
package t2l.app.data.codec;
