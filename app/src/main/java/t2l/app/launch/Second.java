package t2l.app.launch;

/// The second JVM, whose stderr is copied to ours.
final class Second {
    private final Process process;
    private final Thread messages;

    Second(Process process) {
        this.process = process;
        messages = new Thread(new Messages(process.getErrorStream(), System.err), "stderr");
        messages.start();
    }

    /// Waits until it has ended and all its messages are printed; returns its exit code.
    int waitFor() throws InterruptedException {
        int code = process.waitFor();
        messages.join();
        return code;
    }

    /// Sends SIGTERM. `Process.destroy` would also close our end of its stderr, and its last words would be lost; what
    /// does not came with Java 9.
    void terminate() {
        try {
            Object handle = Process.class.getMethod("toHandle").invoke(process);
            Class.forName("java.lang.ProcessHandle").getMethod("destroy").invoke(handle);
        } catch (ReflectiveOperationException e) {
            process.destroy();
        }
    }
}
