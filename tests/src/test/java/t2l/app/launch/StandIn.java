package t2l.app.launch;

import java.io.IOException;
import java.util.Arrays;

/// Two programs for [LauncherTest]: one that the launcher starts, and one that starts it through the launcher.
final class StandIn {
    private StandIn() {}

    /// `exit CODE` ends at once; `wait` runs until it is told to end, and then says so.
    static final class Child {
        private Child() {}

        public static void main(String[] args) throws InterruptedException, IOException {
            ChildJvm.endWithParent();
            boolean waits = args[0].equals("wait");
            if (waits) { // before it says anything: whoever has heard it may end it
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    System.err.println("last words");
                    System.out.println("saved");
                }));
            }
            System.err.println("message äöü");
            System.out.println("vectors " + ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent());
            if (args[0].equals("exit")) System.exit(Integer.parseInt(args[1]));
            if (args[0].equals("echo")) System.in.transferTo(System.out);
            if (waits) Thread.sleep(600_000);
        }
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        System.exit(Launcher.run(Child.class.getName(), Arrays.copyOf(args, args.length)));
    }
}
