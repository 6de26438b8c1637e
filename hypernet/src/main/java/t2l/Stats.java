package t2l;

/// What a [T2l] does at this moment, and what it has done since it was opened.
///
/// @param waiting       answers that wait for memory or for a place in the batch
/// @param running       answers that are prefilled or decoded
/// @param prefilled     tokens of prompts that were computed: not those whose keys and values were there already
/// @param decoded       tokens of answers
/// @param cacheBytes    memory of keys and values that answers have reserved
/// @param cacheCapacity memory of keys and values that all answers may reserve
/// @param adapters      adapters in memory: those in use, and those that the garbage collector has not yet found unused
/// @param adapterBytes  their memory
public record Stats(int waiting, int running, long prefilled, long decoded, long cacheBytes, long cacheCapacity,
        int adapters, long adapterBytes) {}
