package t2l.spring;

import io.micrometer.core.instrument.*;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.ToDoubleFunction;
import t2l.T2l;

/// [T2l#stats] as meters.
public final class T2lMetrics implements MeterBinder {
    private final T2l t2l;

    public T2lMetrics(T2l t2l) {
        this.t2l = t2l;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        gauge(registry, "t2l.answers.waiting", null, "Answers that wait for memory or for a place in the batch.",
                T2l.Stats::waiting);
        gauge(registry, "t2l.answers.running", null, "Answers that are prefilled or decoded.", T2l.Stats::running);
        counter(registry, "t2l.tokens.prefilled", "Tokens of prompts that were computed.", T2l.Stats::prefilled);
        counter(registry, "t2l.tokens.decoded", "Tokens of answers.", T2l.Stats::decoded);
        gauge(registry, "t2l.cache.reserved", BaseUnits.BYTES, "Memory of keys and values that answers have reserved.",
                T2l.Stats::cacheBytes);
        gauge(registry, "t2l.cache.capacity", BaseUnits.BYTES,
                "Memory of keys and values that all answers may reserve.", T2l.Stats::cacheCapacity);
        gauge(registry, "t2l.adapters", null, "Adapters in memory.", T2l.Stats::adapters);
        gauge(registry, "t2l.adapter.memory", BaseUnits.BYTES, "Memory of adapters.", T2l.Stats::adapterBytes);
    }

    private void gauge(MeterRegistry registry, String name, String unit, String help,
            ToDoubleFunction<T2l.Stats> value) {
        Gauge.builder(name, t2l, from -> value.applyAsDouble(from.stats())).baseUnit(unit).description(help)
                .register(registry);
    }

    private void counter(MeterRegistry registry, String name, String help, ToDoubleFunction<T2l.Stats> value) {
        FunctionCounter.builder(name, t2l, from -> value.applyAsDouble(from.stats())).description(help)
                .register(registry);
    }
}
