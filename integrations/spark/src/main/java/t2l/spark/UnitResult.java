package t2l.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/// What became of a unit.
///
/// @param key    a hash of all that it depends on, the name of its record
/// @param pack   the line of its pack for the manifest; empty if there is none
/// @param failed lines `{"id", "error"}`
record UnitResult(String key, String pack, List<String> failed) implements Serializable {
    private static final long serialVersionUID = 1L;

    UnitResult {
        failed = new ArrayList<>(failed); // which can be serialised, whatever it was
    }
}
