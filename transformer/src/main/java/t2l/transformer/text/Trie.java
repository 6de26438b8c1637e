package t2l.transformer.text;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;

/// Finds all strings of a set that start at a position in a text, in one pass.
///
/// A node is an int; [#step] follows a character to the next node.
final class Trie {
    static final int ROOT = 0;

    /// No node, or no string.
    static final int NONE = -1;

    /// The next node by node and character.
    private final Long2IntOpenHashMap edges = new Long2IntOpenHashMap();

    /// The value of the string that ends at each node, or [#NONE].
    private final IntArrayList ends = IntArrayList.of(NONE);

    Trie() {
        edges.defaultReturnValue(NONE);
    }

    /// Adds a string with a non-negative `value`. An empty string is never found.
    void put(String string, int value) {
        int node = ROOT;
        for (int i = 0; i < string.length(); i++) {
            int next = step(node, string.charAt(i));
            if (next == NONE) {
                next = ends.size();
                edges.put(edge(node, string.charAt(i)), next);
                ends.add(NONE);
            }
            node = next;
        }
        if (node != ROOT) {
            ends.set(node, value);
        }
    }

    /// The node after `node` along `c`, or [#NONE].
    int step(int node, char c) {
        return edges.get(edge(node, c));
    }

    /// The value of the string that ends at `node`, or [#NONE].
    int value(int node) {
        return ends.getInt(node);
    }

    private static long edge(int node, char c) {
        return ((long) node << 16) | c;
    }
}
