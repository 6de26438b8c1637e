package t2l.transformer.text;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;

/// Finds all strings of a set that begin at a place in a text, by walking the text once.
///
/// A node is a number; [#step] goes from one to the next along a character.
final class Trie {
    static final int ROOT = 0;

    /// Stands for "no such node" and "no string".
    static final int NONE = -1;

    /// From a node and a character to a node.
    private final Long2IntOpenHashMap edges = new Long2IntOpenHashMap();

    /// For each node what the string that ends there stands for, or [#NONE].
    private final IntArrayList ends = IntArrayList.of(NONE);

    Trie() {
        edges.defaultReturnValue(NONE);
    }

    /// Adds a string, which stands for `value`, at least 0, from now on. An empty one is not found.
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

    /// What the string that ends at `node` stands for, or [#NONE].
    int value(int node) {
        return ends.getInt(node);
    }

    private static long edge(int node, char c) {
        return ((long) node << 16) | c;
    }
}
