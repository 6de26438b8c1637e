package t2l.spring;

import org.springframework.boot.health.contributor.*;
import t2l.T2l;

/// Up until the [T2l] is closed. Does not wait for what it computes.
public final class T2lHealthIndicator extends AbstractHealthIndicator {
    private final T2l t2l;

    public T2lHealthIndicator(T2l t2l) {
        super("t2l: its state cannot be read");
        this.t2l = t2l;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        T2l.Stats stats = t2l.stats();
        builder.status(t2l.isClosed() ? Status.DOWN : Status.UP).withDetail("backend", t2l.backend())
                .withDetail("answersRunning", stats.running()).withDetail("answersWaiting", stats.waiting());
    }
}
