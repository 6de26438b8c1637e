package t2l.bench;

import java.util.List;

/// `user/java`: a Java program that answers without a server, as the rows of [UserServe] do with one.
///
/// @param prefix of the rows
record UserJava(BenchSettings plan, String model, String prefix) {
    UserStart own() {
        String first = prefix + "first-answer";
        String plain = prefix + "plain";
        List<String> arguments = List.of(model, Integer.toString(plan.threads()), Integer.toString(plan.size(64, 4)),
                Integer.toString(plan.size(4, 0)));
        return new UserStart("java @t2l.args -cp t2l.jar " + PlainProgram.class.getName() + " "
                + String.join(" ", arguments), List.of(first, plain), (_, values) -> {
                    List<String> flags;
                    try (Program inspect = Program.t2l(List.of("inspect", "--jvm-args"))) {
                        flags = inspect.result().lines().toList();
                    }
                    long begin = System.currentTimeMillis();
                    try (Program program = Program.java(flags, PlainProgram.class, arguments)) {
                        String[] said = program.result().strip().split(" ", -1);
                        values.add(UserRows.OWN, first, "s", (Long.parseLong(said[0]) - begin) / 1e3);
                        values.add(UserRows.OWN, plain, "tokens/s", Double.parseDouble(said[1]));
                    }
                });
    }
}
