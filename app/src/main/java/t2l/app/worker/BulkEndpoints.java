package t2l.app.worker;

import module java.base;
import t2l.*;
import t2l.app.console.Json;
import t2l.app.eval.OneTask;
import t2l.app.serve.adapters.AdapterRef;
import t2l.app.serve.api.Service;
import t2l.app.serve.http.Endpoint;
import t2l.app.serve.http.Endpoint.*;
import t2l.app.train.OneOracle;
import t2l.hypernet.data.*;
import t2l.hypernet.eval.*;
import t2l.tensor.T2lException;
import t2l.tensor.settings.Source;
import t2l.transformer.generate.Settings;

/// The endpoints of a worker: those of the server, and those that only bulk work needs. docs/cluster.md has their fields.
final class BulkEndpoints {
    private final Map<String, Endpoint> all = new TreeMap<>();

    /// `about`, and in place of those that need a base model the refusal of what they are asked.
    ///
    /// @param madeBy version and fingerprint
    BulkEndpoints(Map<String, String> madeBy) {
        Map<String, Object> about = Json.object("version", madeBy.get("version"), "fingerprint",
                madeBy.get("fingerprint"), "window",
                LineTransport.WINDOW);
        all.put("about", (_, _) -> Reply.whole(out -> out.accept(about)));
        for (String op : List.of("oracle", "score", "eval")) {
            all.put(op, (_, _) -> {
                throw new T2lException("worker: needs a model for " + op + "; start it with --model");
            });
        }
    }

    /// The endpoints so far, by their names.
    Map<String, Endpoint> all() {
        return all;
    }

    /// Adds `generate`.
    ///
    /// @param adapters makes the adapter of a description, in some memory
    void generate(BiFunction<String, Arena, Adapter> adapters) {
        all.put("generate", (fields, _) -> {
            String description = AdapterRef.described("describe", fields.text("describe")).text();
            Handover to = Handover.to(fields);
            return Reply.whole(out -> {
                try (Arena arena = Arena.ofShared()) {
                    Adapter adapter = adapters.apply(description, arena);
                    Map<String, Object> reply = to.give(adapter.lora(), adapter.template());
                    reply.put("outside", adapter.outside());
                    out.accept(reply);
                }
            });
        });
    }

    /// Replaces those that need a base model, and adds those of the server.
    ///
    /// @param oracles      trains adapters
    /// @param answerTokens the longest answer in an evaluation
    void model(Service service, OneOracle oracles, int answerTokens) {
        all.putAll(service.endpoints());
        all.put("oracle", (fields, _) -> oracle(fields, service.t2l(), oracles));
        all.put("score", (fields, notes) -> score(fields, notes, service));
        all.put("eval", (fields, notes) -> eval(fields, notes, service, answerTokens));
    }

    private static Reply oracle(Source fields, T2l t2l, OneOracle oracles) {
        TaskData task = OneOracle.read(fields.file("task"));
        Handover to = Handover.to(fields);
        return Reply.whole(out -> out.accept(t2l.call(kernels -> oracles.train(task, kernels, (lora, loss) -> {
            Map<String, Object> reply = to.give(lora, oracles.template());
            reply.put("task", task.name());
            reply.put("loss", loss);
            return reply;
        }))));
    }

    private static Reply score(Source fields, Notes notes, Service service) {
        var pair = new TaskData.Pair(service.readable("prompt", fields.text("prompt")),
                List.of(service.readable("answer", fields.text("answer"))));
        Optional<AdapterRef> ref = AdapterRef.ofField(fields, service.adapters());
        T2l t2l = service.t2l();
        return Reply.whole(out -> {
            Adapter adapter = service.adapter(ref, notes);
            TokenPairs pairs = Likelihood.pairs("score", t2l.model().decoder(), t2l.format(adapter, Settings.DEFAULT),
                    List.of(pair), false);
            out.accept(t2l.call(kernels -> {
                try (Likelihood likelihood = new Likelihood(t2l.model().decoder(), kernels)) {
                    return likelihood.score(pairs, 0, 1, adapter.lora()::adapter).getFirst().facts();
                }
            }));
        });
    }

    private static Reply eval(Source fields, Notes notes, Service service, int answerTokens) {
        EvalTask whole = OneTask.read(fields.file("task"));
        OptionalInt limit = fields.count("limit", 1, Integer.MAX_VALUE);
        EvalTask task = limit.isPresent() ? whole.limited(limit.getAsInt()) : whole;
        Optional<AdapterRef> ref = AdapterRef.ofField(fields, service.adapters());
        T2l t2l = service.t2l();
        return Reply.whole(out -> {
            Adapter adapter = service.adapter(ref, notes);
            out.accept(t2l.call(
                    kernels -> OneTask.ask(task, t2l.model(), t2l.format(adapter, Settings.DEFAULT), adapter.lora(),
                            answerTokens, kernels)));
        });
    }
}
