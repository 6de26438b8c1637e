package t2l.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/// A piece of work that is done as a whole, and again as a whole if it fails.
///
/// @param rows in the order of ids
record Unit(List<Row> rows) implements Serializable {
    private static final long serialVersionUID = 1L;

    /// One adapter.
    ///
    /// @param id   its name
    /// @param what a description, or the name of a task's file
    record Row(String id, String what) implements Serializable {
        private static final long serialVersionUID = 1L;

        /// What an id looks like.
        static final String ID = "[A-Za-z0-9][A-Za-z0-9._-]{0,127}";
    }

    Unit {
        rows = new ArrayList<>(rows); // which can be serialised, whatever it was
    }
}
