package t2l.app.serve.http;

import module java.base;
import t2l.app.console.Json;
import t2l.tensor.T2lException;
import t2l.tensor.settings.*;

/// Why a request gets no result: a status, and an object in OpenAI's form.
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// What a field that is not supported has no effect on.
    public static final String REQUEST = "this request";

    private static final Pattern TEMPLATE = Pattern.compile("(adapter\\.)?chat_template(?=: )");

    private final int status;
    private final String type;
    private final String param;
    private final String code;

    private Refusal(int status, String type, String param, String code, String sentence) {
        super(sentence);
        this.status = status;
        this.type = type;
        this.param = param;
        this.code = code;
    }

    private static Refusal invalid(int status, String param, String code, String sentence) {
        return new Refusal(status, "invalid_request_error", param, code, sentence);
    }

    /// 400: a field that is wrong or not supported.
    ///
    /// @param param its path, such as `messages[0].role`; empty for the body as a whole
    public static Refusal field(String param, String sentence) {
        return invalid(400, param, "invalid_value", sentence);
    }

    /// The same for a field that has the wrong value.
    public static Refusal wrong(String param, String needs, Object got) {
        return field(param, param + ": needs " + needs + ", got " + Source.shown(got));
    }

    /// 401.
    public static Refusal key() {
        return invalid(401, "", "invalid_api_key",
                "authorization: needs the server's API key, as in Authorization: Bearer KEY");
    }

    /// 403: a name of this machine that only someone else's web page would use.
    public static Refusal host(String host) {
        return invalid(403, "", "forbidden_host",
                "host: without an API key this server answers to localhost alone, got "
                        + host + "; start it with --api-key");
    }

    /// 404: something that a field or the path names.
    public static Refusal missing(String param, String code, String sentence) {
        return invalid(404, param, code, sentence);
    }

    /// 405.
    ///
    /// @param allowed what the path takes
    public static Refusal method(String method, String path, String allowed) {
        return invalid(405, "", "method_not_allowed", path + ": takes " + allowed + ", got " + method);
    }

    /// 413.
    public static Refusal body(long most) {
        return invalid(413, "", "body_too_large", "body: needs at most " + most + " bytes, is longer");
    }

    /// 415.
    public static Refusal kind(String kind) {
        return invalid(415, "", "unsupported_media_type", "content-type: needs application/json, got " + kind);
    }

    /// 429: all slots are taken, and all places of the queue, or all memory for what is sent.
    public static Refusal busy() {
        return new Refusal(429, "rate_limit_error", "", "rate_limit_exceeded",
                "server: all slots and all places of the queue are taken; try again later");
    }

    /// 500: what is no fault of the request. The reason goes to the log alone.
    public static Refusal failed() {
        return new Refusal(500, "server_error", "", "internal_error",
                "server: this request failed; the server's log says why, beside the request's id");
    }

    /// 503, while it drains.
    public static Refusal draining() {
        return new Refusal(503, "server_error", "", "shutting_down", "server: is shutting down; ask another one");
    }

    /// 503: what a field names is there, but broken; 400 if it is an adapter for another model.
    public static Refusal unreadable(String param, T2lException e) {
        if (e.kind() == T2lException.Kind.ADAPTER) {
            return field(param, param + ": " + e.getMessage());
        }
        Refusal refusal = new Refusal(503, "server_error", param, "unreadable", param + ": " + e.getMessage());
        refusal.initCause(e);
        return refusal;
    }

    /// 504.
    public static Refusal late(long seconds) {
        return new Refusal(504, "server_error", "", "timeout",
                "server: needs more than the " + seconds + " s that a request may take; ask for fewer tokens");
    }

    /// The result of `work`, whose complaints are about a field, but for those of a chat template, which name its own. A
    /// setting that they name is a field of `adapter` here.
    public static <T> T blaming(String param, Supplier<T> work) {
        try {
            return work.get();
        } catch (IllegalArgumentException | T2lException e) {
            Matcher template = TEMPLATE.matcher(e.getMessage());
            throw field(template.lookingAt() ? template.group() : param,
                    SettingNames.replace(e.getMessage(), name -> "adapter." + name.replace('-', '_')));
        }
    }

    public int status() {
        return status;
    }

    /// Whether the client should try again in a moment.
    public boolean passes() {
        return status == 429 || status == 503;
    }

    /// `{"error": {…}}`
    public Map<String, Object> json() {
        return Json.object("error", Json.object("message", getMessage(), "type", type, "param",
                param.isEmpty() ? null : param, "code", code));
    }
}
