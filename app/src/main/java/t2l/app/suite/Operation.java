package t2l.app.suite;

import static java.util.Comparator.*;

import module java.base;

/// The operation on the list, the middle part of a task's name (`mini-suite.md` §2.3): selects an item, rearranges the
/// list, or summarises it as a word or a number.
public sealed interface Operation {
    /// The middle part of a task's name.
    default String label() {
        return switch (this) {
            case Member(String category) -> category;
            case Only(String category) -> "only-" + category;
            case Has(String category) -> "has-" + category;
            case CountOf(String category) -> "count-" + category;
            case Pick _,Arrange _,Sum _ -> toString().toLowerCase(Locale.ROOT);
        };
    }

    /// Selects an item by its position, spelling, length or size.
    enum Pick implements Operation {
        FIRST, SECOND, THIRD, LAST, PENULT, ALPHFIRST, ALPHLAST, LONGEST, SHORTEST, LARGEST, SMALLEST;

        /// The selected item; of equal ones, the first.
        String of(List<String> items) {
            return switch (this) {
                case FIRST -> items.getFirst();
                case SECOND -> items.get(1);
                case THIRD -> items.get(2);
                case LAST -> items.getLast();
                case PENULT -> items.get(items.size() - 2);
                case ALPHFIRST -> foremost(items, naturalOrder());
                case ALPHLAST -> foremost(items, reverseOrder());
                case LONGEST -> foremost(items, comparingInt(String::length).reversed());
                case SHORTEST -> foremost(items, comparingInt(String::length));
                case LARGEST -> foremost(items, byValue().reversed());
                case SMALLEST -> foremost(items, byValue());
            };
        }

        private static String foremost(List<String> items, Comparator<String> order) {
            return items.stream().min(order).orElseThrow();
        }
    }

    /// Selects the only item of a category.
    record Member(String category) implements Operation {}

    /// Reorders the items, or selects some by position.
    enum Arrange implements Operation {
        ALL, REVERSE, DROPFIRST, DROPLAST, SWAPENDS, SORT, FIRSTTWO, LASTTWO, ASCENDING, DESCENDING;

        /// The resulting items, in their new order.
        List<String> of(List<String> items) {
            int size = items.size();
            return switch (this) {
                case ALL -> items;
                case REVERSE -> items.reversed();
                case DROPFIRST -> items.subList(1, size);
                case DROPLAST -> items.subList(0, size - 1);
                case SWAPENDS -> {
                    var swapped = new ArrayList<>(items);
                    Collections.swap(swapped, 0, size - 1);
                    yield swapped;
                }
                case SORT -> items.stream().sorted().toList();
                case FIRSTTWO -> items.subList(0, 2);
                case LASTTWO -> items.subList(size - 2, size);
                case ASCENDING -> items.stream().sorted(byValue()).toList();
                case DESCENDING -> items.stream().sorted(byValue().reversed()).toList();
            };
        }
    }

    /// Selects the items of a category.
    record Only(String category) implements Operation {}

    /// Whether there is an item of a category: `yes` or `no`.
    record Has(String category) implements Operation {}

    /// The number of items of a category.
    record CountOf(String category) implements Operation {}

    /// A word or number about the list.
    enum Sum implements Operation {
        COUNT, SUMENDS, FIRSTBIGGER;

        /// The summary of the items.
        String of(List<String> items) {
            return switch (this) {
                case COUNT -> Integer.toString(items.size());
                case SUMENDS -> Integer.toString(value(items.getFirst()) + value(items.getLast()));
                case FIRSTBIGGER -> value(items.getFirst()) > value(items.getLast()) ? "yes" : "no";
            };
        }

        private static int value(String numeral) {
            return Integer.parseInt(numeral);
        }
    }

    /// Sorts numerals by value.
    private static Comparator<String> byValue() {
        return comparingInt(Integer::parseInt);
    }
}
